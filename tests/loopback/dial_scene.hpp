// SPDX-License-Identifier: MIT
#pragma once

#include "loopback_test.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <loop/dialler.hpp>
#include <loop/socket_dialler.hpp>

namespace socketiota::loop {

/// Hears how an attempt ends, and then of the channel.
class recording_dialler final : public dial_owner {
public:
    void on_dialled(std::unique_ptr<channel> made) override {
        ++calls;
        dialled = std::move(made);
        attempt.reset(); // which it may
    }

    void on_dial_failed(dial_failure const& why) override {
        ++calls;
        failure = why;
        attempt.reset();
    }

    int calls = 0;
    std::unique_ptr<channel> dialled;
    std::optional<dial_failure> failure;
    std::unique_ptr<dial_attempt> attempt;
};

class dial_scene : public loopback_test {
protected:
    /// Begins, and waits until it is over.
    void dial(dialler& with, destination const& to) {
        heard_.failure.reset();
        heard_.dialled.reset();
        heard_.calls = 0;
        heard_.attempt = with.dial(to, heard_);
        EXPECT_EQ(heard_.calls, 0) << "never inside";
        run_until([this] { return heard_.calls > 0; });
        EXPECT_EQ(heard_.calls, 1);
    }

    void expect_failure(dial_stage stage, std::string const& words) {
        ASSERT_TRUE(heard_.failure);
        EXPECT_EQ(heard_.failure->stage, stage);
        EXPECT_EQ(heard_.failure->words, words);
        EXPECT_TRUE(heard_.failure->reason);
    }

    /// Destroys the attempt after each number of steps of the loop that it may take.
    void end_at_each_step(dialler& with, destination const& to) {
        for (int steps = 0;; ++steps) {
            heard_.calls = 0;
            heard_.attempt = with.dial(to, heard_);
            for (int step = 0; step < steps && heard_.calls == 0; ++step) {
                context_.restart();
                context_.run_one();
            }
            if (heard_.calls > 0)
                break; // there are no more steps
            heard_.attempt.reset();
            poll();
            EXPECT_EQ(heard_.calls, 0);
        }
    }

    recording_dialler heard_;
    recording_owner events_;
};

} // namespace socketiota::loop
