// SPDX-License-Identifier: MIT
//
// Namespaces that come and go with their clients, on threads that really run. Run it under
// ThreadSanitizer.
#include "blocking_client.hpp"

#include <socketiota/nsp_pattern.hpp>
#include <socketiota/server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace socketiota::test {
namespace {

namespace asio = boost::asio;
using testing::StartsWith;

/// A server that a thread runs, with namespaces that are removed when they are empty.
class dynamic_namespaces : public testing::Test {
protected:
    static server_options options() {
        server_options made = quiet();
        made.cleanup_empty_child_namespaces = true;
        return made;
    }

    dynamic_namespaces() {
        parents.push_back(io.of(nsp_pattern("/a-*")));
        parents.push_back(io.of([](std::string_view name) -> asio::awaitable<bool> {
            co_await asio::post(asio::use_awaitable);
            co_return name.starts_with("/b-");
        }));
        for (auto const& each : parents) {
            each.use([this](socket&) {
                ++guarded;
                return verdict::accept();
            });
            each.on("where", [](socket const& who) { return who.nsp().name(); });
        }
        io.on_new_namespace([this](nsp const& made) {
            ++news;
            made.on_connection([this] { ++joined; });
        });
        io.listen({asio::ip::address_v4::loopback(), 0});
        runner = std::thread([this] { io.run(); });
    }

    ~dynamic_namespaces() override {
        io.stop();
        runner.join();
    }

    /// Joins the namespace, asks there where it is, and leaves.
    static void visit(blocking_websocket& client, std::string const& name) {
        client.say("40" + name + ",");
        EXPECT_THAT(until(client, "40"), StartsWith("40" + name + ",{\"sid\":"));
        client.say("42" + name + ",1[\"where\"]");
        EXPECT_EQ(until(client, "43"), "43" + name + ",1[\"" + name + "\"]");
        client.say("41" + name + ",");
    }

    /// The next that begins so: what is sent to all comes between.
    static std::string until(blocking_websocket& client, std::string_view begin) {
        std::string heard = client.next();
        while (heard.starts_with("42"))
            heard = client.next();
        EXPECT_THAT(heard, StartsWith(std::string(begin)));
        return heard;
    }

    std::atomic<int> news = 0;
    std::atomic<int> guarded = 0;
    std::atomic<int> joined = 0;
    server io{options()};
    std::vector<parent_nsp> parents;
    std::thread runner;
};

TEST_F(dynamic_namespaces, come_and_go_while_all_threads_ask_for_them) {
    constexpr int threads = 4;
    constexpr int visits = 150;
    std::atomic<bool> over = false;
    std::vector<std::thread> clients;
    clients.reserve(threads);
    for (int number = 0; number != threads; ++number)
        clients.emplace_back([this] {
            blocking_client client(io.port());
            for (int visit_number = 0; visit_number != visits; ++visit_number)
                visit(client, visit_number % 3 == 0 ? "/b-1" : "/a-1");
        });
    std::thread sender([&] { // and the program acts on all of them
        while (!over) {
            for (auto const& each : parents) {
                each.emit("news", 1);
                each.sockets_join("all");
                each.to("all").emit("news", 2);
            }
            std::this_thread::yield();
        }
    });
    for (auto& each : clients)
        each.join();
    over = true;
    sender.join();
    EXPECT_EQ(guarded, threads * visits);
    EXPECT_EQ(joined, threads * visits); // registered before anybody came, on all shards
    EXPECT_GE(news, 2);
    EXPECT_LE(news, threads * visits);
}

} // namespace
} // namespace socketiota::test
