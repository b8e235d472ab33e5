// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <utility>
#include <vector>

namespace socketiota::test {

/// What a broadcast with acks came to.
struct outcome_of_all {
    std::optional<error_code> failure;
    std::vector<int> answers;

    auto handler() {
        return [this](error_code failed, std::vector<int> all) {
            EXPECT_FALSE(failure) << "it completed twice";
            failure = failed;
            answers = std::move(all);
        };
    }
};

} // namespace socketiota::test
