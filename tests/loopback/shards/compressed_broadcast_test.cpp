// SPDX-License-Identifier: MIT
//
// How often zlib compresses what goes to everybody on several shards. Run it under ThreadSanitizer.
#include <socketiota/server.hpp>
#include <socketiota/value.hpp>

#include <boost/asio/ip/address_v4.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <base/output_buffer.hpp>
#include <dlfcn.h>
#include <support/blocking_websocket.hpp>
#include <unistd.h>
#include <wire/inflater.hpp>
#include <zlib.h>

namespace socketiota::test {
namespace {

std::atomic<std::size_t> compressions = 0;

} // namespace
} // namespace socketiota::test

// The library calls this one instead of zlib's, which it goes on to: what keeps no context begins
// each text with a stream that has read nothing.
int deflate(z_streamp stream, int flush) {
    static auto* const of_zlib =
        reinterpret_cast<int (*)(z_streamp, int)>(dlsym(RTLD_NEXT, "deflate"));
    if (stream->total_in == 0)
        ++socketiota::test::compressions;
    return of_zlib(stream, flush);
}

namespace socketiota::test {
namespace {

std::string text_of_4_kilobytes() {
    std::string text;
    while (text.size() < 4096)
        text += "line " + std::to_string(text.size()) + '\n';
    return text;
}

class compressed_broadcast : public testing::Test {
protected:
    static constexpr std::size_t shards = 4;
    static constexpr std::array<int, 2> windows{10, 15};

    compressed_broadcast() : io(options()) {
        io.on_connection([](socket const& each) { each.emit("is on", name_of_thread()); });
        io.listen({boost::asio::ip::address_v4::loopback(), 0});
        runner = std::thread([this] { io.run(); });
    }

    ~compressed_broadcast() override {
        io.stop();
        runner.join();
    }

    static server_options options() {
        server_options given;
        given.shards = shards;
        given.per_message_deflate.emplace();
        given.log = [](log_level level, std::string_view line) {
            EXPECT_NE(level, log_level::error) << line;
        };
        return given;
    }

    static std::string name_of_thread() {
        std::string name(16, '\0');
        ::pthread_getname_np(::pthread_self(), name.data(), name.size());
        name.resize(name.find('\0'));
        return name;
    }

    /// Has clients join until each shard has two of each window.
    void join_everywhere() {
        for (int const window : windows)
            for (std::map<std::string, int> on; !is_full(on);) {
                auto client = std::make_unique<blocking_websocket>(
                    io.port(), "/socket.io/",
                    "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=" +
                        std::to_string(window) + "\r\n");
                // The largest goes without saying.
                EXPECT_NE(client->head().find("permessage-deflate"), std::string::npos);
                EXPECT_EQ(client->head().find("server_max_window_bits=10") != std::string::npos,
                          window == 10);
                EXPECT_EQ(client->next().substr(0, 1), "0");
                client->say("40");
                EXPECT_EQ(client->next().substr(0, 2), "40");
                ++on[client->next()];
                clients.push_back(std::move(client));
            }
    }

    static bool is_full(std::map<std::string, int> const& on) {
        return on.size() == shards &&
               std::all_of(on.begin(), on.end(), [](auto const& each) { return each.second > 1; });
    }

    /// Has all of them read an event, and says how often something was compressed for that.
    template <class Emit>
    std::size_t compressed_for(Emit const& emit) {
        std::size_t const before = compressions;
        emit();
        for (auto const& each : clients)
            last.push_back(each->next());
        return compressions - before;
    }

    server io;
    std::thread runner;
    std::vector<std::unique_ptr<blocking_websocket>> clients;
    std::vector<std::string> last;
};

std::string inflated(std::string_view content) {
    wire::inflater from(15, false);
    base::output_buffer output;
    EXPECT_EQ(from.append(std::as_bytes(std::span(content)), 1U << 20, output),
              wire::inflated::whole);
    return std::string(output.view());
}

TEST_F(compressed_broadcast, is_deflated_once_for_each_shard_and_window) {
    join_everywhere();
    std::string const text = text_of_4_kilobytes();
    for (int round = 0; round != 3; ++round) {
        last.clear();
        EXPECT_EQ(compressed_for([&] { io.emit("text", text); }), shards * windows.size());
    }
    std::string const expected = "42[\"text\"," + value(text).to_json() + ']';
    for (std::string const& each : last)
        EXPECT_EQ(inflated(each), expected);
}

TEST_F(compressed_broadcast, is_not_deflated_if_it_is_short_or_told_so) {
    join_everywhere();
    EXPECT_EQ(compressed_for([&] { io.emit("text", "short"); }), 0U);
    EXPECT_EQ(compressed_for([&] { io.compress(false).emit("text", text_of_4_kilobytes()); }), 0U);
}

} // namespace
} // namespace socketiota::test
