// SPDX-License-Identifier: MIT
#pragma once

#include "recording_user.hpp"
#include "scripted_redis.hpp"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <redis/connection.hpp>

namespace socketiota::redis {

using testing::ElementsAre;
using testing::IsEmpty;

/// One connection and a peer that the test plays.
class connection_scene : public scripted_redis {
protected:
    using texts = std::vector<std::string>;

    ~connection_scene() override {
        if (line)
            line->close();
    }

    void start(connection::kind what = connection::kind::commands) {
        line = std::make_shared<connection>(home.shared(), what, shared_options(), maker(), user);
        line->start();
        home.settle();
    }

    /// A connection that is ready, with all that was said before forgotten.
    void be_ready(connection::kind what = connection::kind::commands) {
        start(what);
        greet();
        ASSERT_TRUE(line->is_ready());
        static_cast<void>(user.take());
    }

    /// The peer takes the connection and is glad of all that is asked.
    void greet() {
        last().accept();
        for (std::string const& each : last().take_commands())
            last().say(each == "PING" ? "+PONG\r\n" : "+OK\r\n");
    }

    /// Sends a command and notes the answer in `answers`.
    void ask(std::string_view word, std::chrono::milliseconds blocks = {}) {
        line->send({word}, blocks, [this](error_code failure, reply value) {
            answers.push_back((failure ? failure.message().substr(0, 24) + ": " : "") +
                              text_of(value));
        });
        home.settle();
    }

    [[nodiscard]] texts take_answers() { return std::exchange(answers, {}); }

    recording_user user;
    std::shared_ptr<connection> line;
    texts answers;
};

} // namespace socketiota::redis
