// SPDX-License-Identifier: MIT
#include "abandoning_peer.hpp"

#include <socketiota/server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <string>
#include <string_view>
#include <thread>

#include <support/process_memory.hpp>
#include <support/shards_under_test.hpp>
#include <support/test_certificate.hpp>
#include <support/tls_peer.hpp>
#include <support/waiting_coroutines.hpp>
#include <sys/resource.h>

// Thousands of clients that leave in every state a connection can be in: each descriptor and all
// memory come back. What the deadlines do is tested on a virtual clock (scripted/engine); here are
// the kernel, the real server and its public API.

namespace socketiota::test {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

struct situation {
    std::string_view name;
    /// Whether there is a session. If not, silence is ended by deadlines of a minute and more,
    /// which nobody waits for here.
    bool has_session;
    void (*begin)(abandoning_peer&);
    /// Whether it connects to the port with TLS.
    bool secure = false;
};

void shake_hands(abandoning_peer& peer, tls_peer& secure) {
    peer.send(secure.take());
    while (!secure.connected())
        secure.give(peer.receive_some());
    peer.send(secure.take());
}

constexpr situation situations[]{
    {"says nothing", false, [](abandoning_peer&) {}},
    {"half a request line", false, [](abandoning_peer& peer) { peer.send("GET /socket.io/?EI"); }},
    {"half a header", false,
     [](abandoning_peer& peer) { peer.send("GET /socket.io/?EIO=4 HTTP/1.1\r\nHost: loc"); }},
    {"an answered request", false,
     [](abandoning_peer& peer) {
         peer.send("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");
         peer.receive("404");
     }},
    {"a request that nobody decides", false,
     [](abandoning_peer& peer) { peer.ask_for_websocket("&undecided=1"); }},
    {"a session never used", true, [](abandoning_peer& peer) { peer.open_polling(); }},
    {"half a delivery", true,
     [](abandoning_peer& peer) {
         peer.open_polling();
         peer.send("POST " + peer.target("polling") +
                   " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\n40");
     }},
    {"joined by polling, polls no more", true,
     [](abandoning_peer& peer) { peer.join_by_polling(); }},
    {"a poll waits", true,
     [](abandoning_peer& peer) {
         peer.join_by_polling();
         peer.poll();
     }},
    {"an attachment that never comes by polling", true,
     [](abandoning_peer& peer) {
         peer.join_by_polling();
         peer.deliver("451-[\"ask\",{\"_placeholder\":true,\"num\":0}]");
     }},
    {"a middleware that never decides", true,
     [](abandoning_peer& peer) {
         peer.open_websocket();
         peer.text("40/undecided,");
     }},
    {"a WebSocket without a namespace", true, [](abandoning_peer& peer) { peer.open_websocket(); }},
    {"joined", true, [](abandoning_peer& peer) { peer.join_by_websocket(); }},
    {"joined three namespaces", true,
     [](abandoning_peer& peer) {
         peer.join_by_websocket();
         peer.text("40/second,");
         peer.text("40/third,{\"name\":\"someone\"}");
         peer.receive("40/third,{");
     }},
    {"half a frame", true,
     [](abandoning_peer& peer) {
         peer.join_by_websocket();
         peer.send("\x81\xfe\x40");
     }},
    {"an unfinished message", true,
     [](abandoning_peer& peer) {
         peer.join_by_websocket();
         peer.frame(0x01, "42[\"ask\",");
     }},
    {"an attachment that never comes", true,
     [](abandoning_peer& peer) {
         peer.join_by_websocket();
         peer.text(
             "452-[\"ask\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
         peer.frame(0x82, "first");
     }},
    {"an answer that never comes", true,
     [](abandoning_peer& peer) {
         peer.join_by_websocket();
         peer.text("421[\"ask\"]");
         peer.receive("question");
     }},
    {"does not read", true,
     [](abandoning_peer& peer) {
         peer.join_by_websocket();
         peer.text("42[\"flood\"]");
     }},
    {"does not fetch", true,
     [](abandoning_peer& peer) {
         peer.join_by_polling();
         peer.deliver("42[\"flood\"]");
     }},
    {"a probe that says nothing", true,
     [](abandoning_peer& peer) {
         peer.join_by_polling();
         peer.ask_for_websocket();
         peer.receive("101 Switching Protocols");
     }},
    {"a probe that stops half way", true,
     [](abandoning_peer& peer) {
         peer.join_by_polling();
         peer.ask_for_websocket();
         peer.text("2probe");
         peer.receive("3probe");
     }},
    {"upgraded", true,
     [](abandoning_peer& peer) {
         peer.join_by_polling();
         peer.ask_for_websocket();
         peer.text("2probe");
         peer.receive("3probe");
         peer.text("5");
         peer.text("420[\"echo\",1]");
         peer.receive("430[1]");
     }},
    {"does not answer a close frame", true,
     [](abandoning_peer& peer) {
         peer.join_by_websocket();
         peer.text("42[\"leave\"]");
     }},
    {"left one namespace", true,
     [](abandoning_peer& peer) {
         peer.join_by_websocket();
         peer.text("40/second,");
         peer.receive("40/second,{");
         peer.text("41/second,");
     }},
    {"says nothing where TLS is spoken", false, [](abandoning_peer&) {}, true},
    {"no TLS where it is spoken", false,
     [](abandoning_peer& peer) { peer.send("GET / HTTP/1.1\r\n\r\n"); }, true},
    {"half a TLS hello", false,
     [](abandoning_peer& peer) { peer.send(tls_peer().take().substr(0, 100)); }, true},
    {"half a TLS handshake", false,
     [](abandoning_peer& peer) {
         peer.send(tls_peer().take());
         peer.receive_some();
     },
     true},
    {"a TLS handshake and nothing more", false,
     [](abandoning_peer& peer) {
         tls_peer secure;
         shake_hands(peer, secure);
     },
     true},
    {"a session over TLS", true,
     [](abandoning_peer& peer) {
         tls_peer secure;
         shake_hands(peer, secure);
         secure.send("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\n"
                     "Host: localhost\r\n\r\n");
         peer.send(secure.take());
         while (secure.received.find("maxPayload") == std::string::npos)
             secure.give(peer.receive_some());
     },
     true},
};

/// The limit of descriptors that processes start with is lower than what the kernel allows them.
void allow_descriptors(rlim_t wanted) {
    rlimit limit{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
    ASSERT_GE(limit.rlim_max, wanted) << "raise the hard limit of open files (ulimit -Hn)";
    limit.rlim_cur = std::max(limit.rlim_cur, wanted);
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

/// Pools of the event loop grow with the most that happened at a time, which differs a little from
/// round to round: 31 KiB was the most seen. One kept socket in each situation would be 2.7 MiB.
std::size_t const slack = shards_under_test() * (std::size_t{64} << 10);
std::size_t const resident_slack = shards_under_test() * (std::size_t{512} << 10);

class churn : public testing::Test {
protected:
    churn() : churn(60ms) {}

    /// `heartbeat`: both the interval and how long an answer may take, which no client here gives.
    explicit churn(std::chrono::milliseconds heartbeat) : io_(make(heartbeat)) {
        // A context opens its own descriptors when it is first used.
        asio::ip::tcp::socket const first(peers_, asio::ip::tcp::v4());
        io_.on_connection([](socket const& who) {
            who.join("one", "another");
            who.state<std::string>().assign(300, 'x');
            who.data() = object("name", "somebody");
        });
        io_.on("ask", [](socket who) -> asio::awaitable<int> {
            co_return co_await who.emit_with_ack<int>("question");
        });
        io_.on("echo", [](int number) { return number; });
        io_.on("flood", [](socket const& who) {
            for (int part = 0; part < 4; ++part)
                who.emit("water", std::string(100'000, 'w'));
        });
        io_.on("leave", [](socket const& who) { who.disconnect(true); });
        io_.of("/undecided").use([this](socket const&) -> asio::awaitable<verdict> {
            co_await undecided_.wait();
            co_return verdict::accept();
        });
        static_cast<void>(io_.of("/second"));
        static_cast<void>(io_.of("/third"));
        io_.on_error([](socket const&, std::exception_ptr) {}); // questions that nobody answered
        io_.on_metric([this](metric what) { opened_ += what == metric::session_opened ? 1 : 0; });
        auto const certificate = make_certificate("localhost");
        io_.listen({asio::ip::address_v4::loopback(), 0},
                   {.certificate = certificate.certificate, .key = certificate.key});
        secure_port_ = io_.port();
        io_.listen({asio::ip::address_v4::loopback(), 0});
        if (is_here())
            return;
        runner_ = std::thread([this] { io_.run(); });
        asio::post(io_.get_executor(), asio::use_future([] {})).get(); // it has what it opens
    }

    ~churn() override {
        if (!runner_.joinable())
            return;
        io_.stop();
        runner_.join();
    }

    /// Whether the server has one shard, on this thread.
    static bool is_here() { return shards_under_test() == 1; }

    server make(std::chrono::milliseconds heartbeat) {
        if (is_here())
            return server(context_, options(heartbeat));
        return server(options(heartbeat));
    }

    server_options options(std::chrono::milliseconds heartbeat) {
        server_options options;
        options.serve_client = false;
        options.shards = shards_under_test();
        options.ping_interval = heartbeat;
        options.ping_timeout = heartbeat;
        options.connect_timeout = 1s;
        options.upgrade_timeout = 60ms;
        options.max_outbox_bytes = 300'000;
        options.log = [](log_level, std::string_view) {};
        options.allow_request = [this](handshake const& request) -> asio::awaitable<bool> {
            if (request.query("undecided"))
                co_await undecided_.wait();
            co_return true;
        };
        return options;
    }

    /// Runs the server until there is nothing more to do at once: loopback delivers what was sent
    /// before `write` returns. One on threads of its own runs anyway.
    void settle() {
        while (context_.poll() > 0) {
        }
    }

    /// Runs it until something is so.
    template <class Condition>
    void run_until(Condition holds) {
        while (!holds())
            if (is_here())
                context_.run_one();
            else
                std::this_thread::yield();
    }

    /// Waits until the memory of what has gone is back, which threads of its own may still destroy.
    void wait_for_memory(std::size_t heap) {
        if (!is_here())
            run_until([heap] { return heap_in_use() <= heap + slack; });
    }

    /// `count` clients get into that situation together. A third of them end their connections, a
    /// third break them off, a third fall silent.
    void abandon(situation const& each, std::size_t count) {
        std::size_t const descriptors = open_descriptors();
        std::size_t const opened_before = opened_;
        std::deque<abandoning_peer> peers;
        std::size_t begun = 0;
        while (peers.size() < count) {
            ++begun;
            try {
                each.begin(peers.emplace_back(peers_, is_here() ? &context_ : nullptr,
                                              each.secure ? secure_port_ : io_.port()));
            } catch (abandoning_peer::ended_by_server const&) {
                // A machine that stood still for longer than the heartbeat: another one, then.
                ASSERT_LT(begun, 2 * count) << each.name;
                peers.pop_back();
            }
        }
        settle();
        EXPECT_EQ(opened_ - opened_before, each.has_session ? begun : 0);
        for (std::size_t index = 0; index < count; index += 3)
            peers[index].close();
        for (std::size_t index = 1; index < count; index += 3)
            peers[index].reset();
        run_until([this] { return io_.connections() == 0; });
        peers.clear();
        run_until([descriptors] { return open_descriptors() <= descriptors; });
        undecided_.release(); // the program decides when everybody has gone
        settle();
    }

    void abandon_all() {
        for (situation const& each : situations) {
            SCOPED_TRACE(each.name);
            abandon(each, 120);
        }
    }

    asio::io_context peers_; // never run: peers block
    asio::io_context context_{1};
    waiting_coroutines undecided_;
    std::atomic<std::size_t> opened_ = 0;
    server io_;
    std::uint16_t secure_port_ = 0;
    std::thread runner_; // of a server with several shards
};

TEST_F(churn, leaves_no_descriptor_and_no_memory) {
    // What grows once and stays: tables, pools and the event loop's own objects.
    abandon_all();
    std::size_t const heap = heap_in_use();
    std::size_t const resident = resident_memory();
    abandon_all();
    wait_for_memory(heap);
    EXPECT_LE(heap_in_use(), heap + slack);
    if (resident_memory_returns) {
        EXPECT_LE(resident_memory(), resident + resident_slack);
    }
    EXPECT_GT(opened_, 4000U);
}

class crowd : public churn {
protected:
    crowd() : churn(25s) {}
};

TEST_F(crowd, leaves_no_memory) {
    allow_descriptors(5000);
    constexpr std::size_t heads = 2000;
    auto const gather = [this] {
        asio::io_context home;
        std::deque<abandoning_peer> peers;
        while (peers.size() < heads)
            peers.emplace_back(home, is_here() ? &context_ : nullptr, io_.port())
                .join_by_websocket();
        std::size_t const held = heap_in_use();
        for (abandoning_peer& peer : peers)
            peer.reset();
        return held;
    };
    auto const settle_alone = [this] {
        run_until([this] { return io_.connections() == 0; });
        settle();
    };
    // Asio keeps what it made for a descriptor, for the next one.
    gather();
    settle_alone();
    std::size_t const before = heap_in_use();
    std::size_t const resident = resident_memory();
    std::size_t const crowded = gather();
    settle_alone();
    wait_for_memory(before);
    EXPECT_GT(crowded, before + heads * 1000);
    EXPECT_LE(heap_in_use(), before + slack);
    if (resident_memory_returns) {
        EXPECT_LE(resident_memory(), resident + resident_slack);
    }
}

} // namespace
} // namespace socketiota::test
