// SPDX-License-Identifier: MIT
#pragma once

#include "recorded_redis_client.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <cluster/carried_event.hpp>
#include <cluster/stream_line.hpp>
#include <cluster/stream_mover.hpp>
#include <support/manual_shard.hpp>

namespace socketiota::cluster {

using test::array_of;
using test::bulk;
using names = std::vector<std::string>;

/// The names of broadcasts and of gaps.
class stream_ear final : public line_listener {
public:
    void on_message(message& what) override {
        carried_event event;
        std::string text =
            event.open(what.values) ? event.name() : std::to_string(static_cast<int>(what.type));
        if (!what.offset.empty())
            text += " " + what.offset;
        for (std::string const& each : what.to.except)
            text += " -" + each;
        heard.push_back(text);
        if (closes != nullptr)
            closes->reset();
    }

    void on_gap() override { heard.emplace_back("gap"); }

    void on_lost_log() override { ++lost_logs; }

    names heard;
    int lost_logs = 0;
    std::unique_ptr<line>* closes = nullptr;
};

/// A server of a cluster through streams, and a Redis that says what a test says.
class stream_scene : public testing::Test {
protected:
    /// Redis tells what its last entry is: none.
    void begin() { client.blocking.answer(test::no_entries); }

    /// A broadcast of another server.
    [[nodiscard]] static std::string news(std::string const& id, std::string const& name = "e",
                                          std::string const& nsp = "/",
                                          std::string const& flags = "{}") {
        return test::entry(id,
                           {"uid", "other", "nsp", nsp, "type", "3", "data",
                            R"({"packet":{"type":2,"data":[")" + name +
                                R"("]},"opts":{"rooms":[],"except":[],"flags":)" + flags + "}}"});
    }

    /// The reader gets these.
    void read(std::vector<std::string> const& entries) {
        client.blocking.answer(array_of({array_of({bulk("socket.io"), array_of(entries)})}));
    }

    [[nodiscard]] names waiting() const { return client.blocking.waiting(); }

    [[nodiscard]] static std::string read_from(std::string const& id,
                                               std::string const& count = "100") {
        return "XREAD COUNT " + count + " BLOCK 5000 STREAMS socket.io " + id;
    }

    void fail_reading(error_code why = error::redis_connection_lost) {
        client.blocking.answer({}, why);
        time.pass(std::chrono::milliseconds(300));
    }

    [[nodiscard]] static message broadcast() {
        message what{.type = message_type::broadcast};
        what.values = {carried_value::encoding::json, R"(["e"])"};
        return what;
    }

    test::manual_shard time;
    test::recorded_redis_client client;
    stream_ear ear;
    std::unique_ptr<stream_mover> mover =
        std::make_unique<stream_mover>(client, stream_options(), time.shard());
    std::unique_ptr<line> way = mover->open("/", ear);
};

} // namespace socketiota::cluster
