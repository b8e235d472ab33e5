// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

#include <base/arrow_log.hpp>

namespace socketiota::test {

template <class Definition>
void expect_all_taken() {
    std::vector<bool> const& taken = base::arrow_log::taken(Definition::name);
    for (std::size_t arrow = 0; arrow < Definition::arrows.size(); ++arrow)
        EXPECT_TRUE(arrow < taken.size() && taken[arrow])
            << "no test takes arrow " << arrow << " of " << Definition::name << ": state "
            << static_cast<int>(Definition::arrows[arrow].from) << ", input "
            << static_cast<int>(Definition::arrows[arrow].on);
}

/// Checks after all tests have run that they have taken all arrows of these machines; only if they
/// all have run, because a filter leaves some out.
template <class... Definition>
class every_arrow final : public testing::Environment {
public:
    void TearDown() override {
        if (testing::GTEST_FLAG(filter) == "*")
            (expect_all_taken<Definition>(), ...);
    }
};

} // namespace socketiota::test
