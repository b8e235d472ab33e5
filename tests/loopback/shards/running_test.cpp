// SPDX-License-Identifier: MIT
//
// A server with several shards: who is served where, and what is one for all. Run it under
// ThreadSanitizer.
#include "shards_test.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>

#include <array>
#include <chrono>
#include <future>
#include <set>
#include <stdexcept>

namespace socketiota::test {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;
using testing::StartsWith;

TEST_F(shards_test, serves_clients_on_each_thread_and_each_of_them_on_one) {
    start(of_shards(shards));
    auto const clients = one_on_each();
    std::set<std::string> names;
    for (auto const& [name, client] : clients) {
        names.insert(name.substr(1)); // the 4 of its packet
        for (int round = 0; round < 50; ++round)
            EXPECT_EQ(ask(*client, std::to_string(round)), name + ':' + std::to_string(round));
    }
    EXPECT_EQ(names.count("sio-shard-1") + names.count("sio-shard-2") + names.count("sio-shard-3"),
              3U);
    EXPECT_GE(opened, shards);
}

TEST_F(shards_test, pins_its_threads) {
    auto options = of_shards(shards);
    options.pin_threads = true;
    start(options);
    std::promise<int> cores;
    asio::post(io->get_executor(), [&cores] {
        cpu_set_t mine{};
        ::pthread_getaffinity_np(::pthread_self(), sizeof mine, &mine);
        cores.set_value(CPU_COUNT(&mine));
    });
    EXPECT_EQ(cores.get_future().get(), 1);
    EXPECT_EQ(one_on_each().size(), shards);
}

TEST_F(shards_test, says_that_the_port_is_busy) {
    start(of_shards(shards));
    for (std::size_t const count : {1U, 2U}) {
        engine_server second(of_shards(count));
        error_code failure;
        second.listen({asio::ip::address_v4::loopback(), io->port()}, failure);
        EXPECT_EQ(failure, asio::error::address_in_use) << count;
        EXPECT_EQ(second.port(), 0);
    }
}

TEST_F(shards_test, listens_on_all_addresses_of_both_kinds) {
    io.emplace(of_shards(shards));
    io->on_connection([this](engine_session const& session) { on_session(session); });
    io->listen(0);
    run();
    EXPECT_EQ(one_on_each().size(), shards);
    asio::io_context context;
    asio::ip::tcp::socket peer(context);
    peer.connect({asio::ip::address_v6::loopback(), io->port()});
}

TEST_F(shards_test, listens_while_it_runs) {
    start(of_shards(shards));
    std::uint16_t const first = io->port();
    std::promise<void> listens;
    asio::post(io->get_executor(), [&] {
        io->listen({asio::ip::address_v4::loopback(), 0});
        listens.set_value();
    });
    listens.get_future().get();
    EXPECT_NE(io->port(), first);
    EXPECT_EQ(one_on_each().size(), shards);
}

TEST_F(shards_test, have_so_many_sessions_together) {
    auto options = of_shards(shards);
    options.max_sessions = 5;
    start(options);
    std::vector<std::unique_ptr<blocking_websocket>> clients;
    for (int count = 0; count < 5; ++count)
        clients.push_back(connect());
    EXPECT_EQ(io->connections(), 5U);
    for (int count = 0; count < 8; ++count) {
        blocking_websocket refused(io->port(), "/engine.io/");
        EXPECT_THAT(refused.head(), StartsWith("HTTP/1.1 503 "));
    }
    clients.pop_back();
    while (io->connections() == 5)
        std::this_thread::yield();
    clients.push_back(connect());
    EXPECT_EQ(io->connections(), 5U);
}

TEST_F(shards_test, go_on_after_a_function_of_the_program_has_thrown) {
    auto options = of_shards(shards);
    options.log = nullptr;
    io.emplace(options);
    std::atomic<int> failures = 0;
    std::set<std::string> names;
    std::mutex lock;
    io->on_connection([this](engine_session const& session) {
        session.on_text([this, session](std::string_view text) {
            session.send(thread_name() + ':' + std::string(text));
            asio::post(io->get_executor(), [] { throw std::runtime_error("on purpose"); });
        });
    });
    io->on_error([&](std::exception_ptr const&) {
        ++failures;
        std::lock_guard const locked(lock);
        names.insert(thread_name());
    });
    io->listen({asio::ip::address_v4::loopback(), 0});
    run();
    auto const clients = one_on_each();
    int const before = failures;
    for (auto const& [name, client] : clients)
        EXPECT_EQ(ask(*client, "again"), name + ":again");
    while (failures < before + 4)
        std::this_thread::yield();
    end();
    EXPECT_EQ(names.size(), shards) << "each was told where it was thrown";
}

TEST_F(shards_test, run_work_of_the_program_where_it_was_begun) {
    io.emplace(of_shards(shards));
    io->on_connection([this](engine_session const& session) {
        session.on_text([this, session](std::string_view) {
            io->spawn([this, session]() -> asio::awaitable<void> {
                std::string const first = thread_name();
                co_await io->delay(std::chrono::milliseconds(1));
                session.send(thread_name() + ':' + first);
            });
        });
    });
    io->listen({asio::ip::address_v4::loopback(), 0});
    run();
    for (auto const& [name, client] : one_on_each())
        EXPECT_EQ(ask(*client, "spawn"), name + ':' + name.substr(1));
    // From elsewhere on shard 0, whose thread has called run.
    std::promise<std::thread::id> ran;
    io->delay(std::chrono::milliseconds(1),
              [&ran](error_code) { ran.set_value(std::this_thread::get_id()); });
    EXPECT_EQ(ran.get_future().get(), runner.get_id());
}

TEST_F(shards_test, write_one_entry_of_the_log_at_a_time) {
    auto options = of_shards(shards);
    std::atomic<bool> inside = false;
    std::atomic<int> lines = 0;
    options.max_log_lines = 1'000'000;
    options.log = [&](log_entry const&) {
        EXPECT_FALSE(inside.exchange(true)) << "two at a time";
        ++lines;
        std::this_thread::yield();
        inside = false;
    };
    io.emplace(options);
    io->on_connection([](engine_session const& session) {
        session.on_text([session](std::string_view text) {
            session.send(thread_name() + ':' + std::string(text));
            throw std::runtime_error("on purpose");
        });
    });
    io->listen({asio::ip::address_v4::loopback(), 0});
    run();
    auto const clients = one_on_each();
    int const before = lines;
    for (auto const& [name, client] : clients)
        for (int round = 0; round < 100; ++round)
            client->say("4more");
    for (auto const& [name, client] : clients)
        for (int round = 0; round < 100; ++round)
            client->next();
    end();
    EXPECT_GE(lines, before + 400);
}

TEST_F(shards_test, divide_those_who_come_by_a_unix_domain_socket) {
    io.emplace(of_shards(shards));
    io->on_connection([this](engine_session const& session) { on_session(session); });
    auto const path =
        std::filesystem::temp_directory_path() / ("sio-shards-" + std::to_string(::getpid()));
    io->listen_local(path.string());
    run();
    asio::io_context context;
    std::set<std::string> names;
    for (std::size_t count = 0; count < 2 * shards; ++count) {
        asio::local::stream_protocol::socket peer(context);
        peer.connect(asio::local::stream_protocol::endpoint(path.string()));
        asio::write(peer, asio::buffer(upgrade_request("/engine.io/?EIO=4&transport=websocket")));
        asio::write(peer, asio::buffer(masked_frame(0x81, "4who")));
        std::string octets;
        while (octets.find(":who") == std::string::npos) {
            std::array<char, 512> more{};
            std::size_t const size = peer.read_some(asio::buffer(more));
            octets.append(more.data(), size);
        }
        std::size_t const at = octets.rfind(":who");
        names.insert(octets.substr(octets.rfind('4', at), at - octets.rfind('4', at)));
    }
    EXPECT_EQ(names.size(), shards);
}

TEST_F(shards_test, are_refused_where_they_cannot_be) {
    auto const refused = [](std::size_t count, asio::io_context* on = nullptr) {
        try {
            if (on != nullptr)
                engine_server const on_theirs(*on, of_shards(count));
            else
                engine_server const of_its_own(of_shards(count));
        } catch (boost::system::system_error const& thrown) {
            EXPECT_EQ(thrown.code(), error::invalid_option);
            return std::string(thrown.what());
        }
        return std::string();
    };
    EXPECT_THAT(refused(0), HasSubstr("shards is 0"));
    EXPECT_THAT(refused(1025), HasSubstr("more than 1024"));
    EXPECT_THAT(refused(unlimited), HasSubstr("more than 1024"));
    EXPECT_EQ(refused(every_core), "");
    EXPECT_EQ(refused(3), "");
    asio::io_context context;
    EXPECT_THAT(refused(2, &context), HasSubstr("io_context of the program"));
    EXPECT_THAT(refused(every_core, &context), HasSubstr("io_context of the program"));
    EXPECT_EQ(refused(1, &context), "");
}

TEST_F(shards_test, share_no_function_that_changes_itself) {
    io.emplace(of_shards(shards));
    auto const refused = [](auto const& registers) {
        try {
            registers();
        } catch (boost::system::system_error const& thrown) {
            return thrown.code() == error::invalid_option;
        }
        return false;
    };
    EXPECT_TRUE(refused(
        [this] { io->on_connection([count = 0](engine_session const&) mutable { ++count; }); }));
    EXPECT_TRUE(refused([this] { io->on_metric([count = 0](metric) mutable { ++count; }); }));
    EXPECT_TRUE(refused([] {
        auto options = of_shards(shards);
        options.allow_request = [count = 0](handshake const&) mutable { return ++count > 1; };
        engine_server const made(options);
    }));
    EXPECT_FALSE(refused([this] { io->on_metric([](metric) {}); }));
    engine_server one(of_shards(1));
    EXPECT_FALSE(refused(
        [&one] { one.on_connection([count = 0](engine_session const&) mutable { ++count; }); }));
}

TEST_F(shards_test, register_nothing_while_they_run) {
    start(of_shards(shards));
    static_cast<void>(connect());
    EXPECT_THROW(io->on_connection([](engine_session const&) {}), std::logic_error);
    EXPECT_THROW(io->on_metric([](metric) {}), std::logic_error);
    EXPECT_THROW(io->metrics_route("/metrics"), std::logic_error);
    end();
    EXPECT_NO_THROW(io->on_connection([](engine_session const&) {}));
}

} // namespace
} // namespace socketiota::test
