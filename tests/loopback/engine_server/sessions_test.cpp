// SPDX-License-Identifier: MIT
#include "engine_server_test.hpp"

#include <memory>
#include <span>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace socketiota {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(engine_server_on_one_shard, carries_texts_and_binaries_both_ways) {
    start();
    auto peer = open();
    EXPECT_THAT(opening_, HasSubstr("\"sid\":\"" + kept_->id() + "\""));
    EXPECT_EQ(kept_->handshake().query("transport"), "websocket");
    EXPECT_EQ(kept_->handshake().address(), "127.0.0.1");
    peer.say("4one");
    peer.binary("two");
    peer.say("4");
    hear(3);
    EXPECT_EQ(heard_, (lines{"one", "<3 octets>", ""}));
    EXPECT_EQ(kept_->send("text"), emit_status::queued);
    EXPECT_EQ(kept_->send(bytes(std::string_view("octets"))), emit_status::queued);
    EXPECT_EQ(kept_->send("\xFF").reason(), error::text_is_not_utf8);
    EXPECT_EQ(kept_->send(""), emit_status::queued);
    settle();
    EXPECT_EQ(peer.next(), "4text");
    EXPECT_EQ(peer.next(), "octets");
    EXPECT_EQ(peer.next(), "4");
    EXPECT_EQ(kept_->unsent(), 0U);
}

TEST_F(engine_server_on_one_shard, carries_them_over_long_polling) {
    start();
    EXPECT_THAT(handshake(), HasSubstr("0{\"sid\":"));
    std::string const target = "/engine.io/?EIO=4&transport=polling&sid=" + kept_->id();
    auto peer = connect();
    EXPECT_THAT(ask(peer,
                    "POST " + target +
                        " HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\n\r\n"
                        "4one\x1E"
                        "bdHdv\x1E"
                        "4",
                    "ok"),
                HasSubstr("200 OK"));
    EXPECT_EQ(heard_, (lines{"one", "<3 octets>", ""}));
    kept_->send("text");
    kept_->send(std::as_bytes(std::span(std::string_view("two"))));
    EXPECT_THAT(ask(peer, "GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n", "bdHdv"),
                HasSubstr("4text\x1E"
                          "bdHdv"));
}

TEST_F(engine_server_on_one_shard, tells_why_a_session_ended) {
    engine_server_options options;
    options.max_http_buffer_size = 8;
    start(options);
    { auto const lost = open(); }
    hear(1);
    auto left = open();
    left.say("1");
    hear(2);
    auto nonsense = open();
    nonsense.say("x");
    hear(3);
    auto ended = open();
    kept_->send("last");
    kept_->close();
    EXPECT_FALSE(kept_->open());
    EXPECT_EQ(kept_->send("never"), emit_status::not_connected);
    hear(4);
    EXPECT_EQ(ended.next(), "4last");
    EXPECT_EQ(ended.next(), "");
    auto large = open();
    large.say("4 1234567");
    hear(5);
    auto const stopped = open();
    io_->stop();
    hear(6);
    EXPECT_EQ(heard_,
              (lines{"closed: transport close", "closed: transport close", "closed: parse error",
                     "closed: forced close", "closed: transport error", "closed: forced close"}));
    EXPECT_EQ(count_of(metric::payload_too_large), 1U);
    EXPECT_EQ(io_->connections(), 0U);
}

TEST_F(engine_server_on_one_shard, ends_a_client_that_answers_no_heartbeat) {
    engine_server_options options;
    options.ping_interval = std::chrono::milliseconds(1);
    options.ping_timeout = std::chrono::milliseconds(1);
    start(options);
    test::blocking_websocket const silent(io_->port(), "/engine.io/");
    hear(1);
    EXPECT_EQ(heard_, lines{"closed: ping timeout"});
}

TEST_F(engine_server_on_one_shard, ends_a_slow_consumer_alone) {
    engine_server_options options;
    options.max_outbox_bytes = 1'000'000;
    start(options);
    auto other = open();
    engine_session const fast = *kept_;
    auto const slow = open();
    // However large the buffers of the kernel are, they are full some day.
    std::size_t most = 0;
    while (heard_.empty()) {
        kept_->send(std::string(100'000, 'w'));
        settle();
        most = std::max(most, kept_->unsent());
    }
    EXPECT_GT(most, 0U) << "what waits is told before it is too much";
    EXPECT_EQ(heard_, lines{"closed: transport error"});
    EXPECT_EQ(count_of(metric::slow_consumer), 1U);
    EXPECT_EQ(kept_->unsent(), 0U);
    EXPECT_EQ(fast.send("fine"), emit_status::queued);
    settle();
    EXPECT_EQ(other.next(), "4fine");
}

TEST_F(engine_server_on_one_shard, delivers_what_one_turn_sends_beyond_the_limit) {
    engine_server_options options;
    options.max_outbox_bytes = 1'000'000;
    start(options);
    bool done = false;
    io_->on_connection([&done](engine_session session) {
        session.on_text([&done, session](std::string_view text) {
            done = text == "done";
            for (int time = 0; !done && time != 20; ++time)
                EXPECT_EQ(session.send(std::string(1'000'000, 'w')), emit_status::queued);
        });
    });
    auto peer = open();
    std::size_t received = 0;
    std::thread reader([&peer, &received] {
        for (int round = 0; round != 2; ++round) {
            peer.say("4go");
            for (int time = 0; time != 20; ++time)
                received += peer.next().size();
        }
        peer.say("4done");
    });
    run_until([&done] { return done; });
    reader.join();
    EXPECT_EQ(received, 2U * 20U * 1'000'001U);
    EXPECT_EQ(count_of(metric::slow_consumer), 0U);
}

TEST_F(engine_server_on_one_shard, survives_functions_that_throw) {
    start();
    io_->on_connection([this](engine_session session) {
        kept_ = session;
        session.on_text([](std::string_view) { throw std::runtime_error("text"); });
        session.on_binary([](std::span<std::byte const>) { throw 1; });
        session.on_close([](std::string_view) { throw std::runtime_error("close"); });
        throw std::runtime_error("connection");
    });
    auto peer = open();
    log_.erase(log_.begin(), log_.begin() + 2); // that all origins may connect, where it listens
    peer.say("4x");
    peer.binary("x");
    run_until([&] { return log_.size() == 3; });
    EXPECT_EQ(kept_->send("still here"), emit_status::queued);
    settle();
    EXPECT_EQ(peer.next(), "4still here");
    lines reported;
    io_->on_error([&](engine_session const& who, std::exception_ptr const& failure) {
        EXPECT_EQ(who, *kept_);
        try {
            std::rethrow_exception(failure);
        } catch (std::runtime_error const& thrown) {
            reported.emplace_back(thrown.what());
        }
        throw std::runtime_error("nobody is left to tell");
    });
    peer.say("4x");
    run_until([&] { return reported.size() == 1; });
    io_.reset(); // the end of sessions is still told
    EXPECT_EQ(reported, (lines{"text", "close"}));
    EXPECT_EQ(log_, (lines{"a function of a session failed: connection",
                           "a function of a session failed: text",
                           "a function of a session failed: " + log_.back().substr(32)}));
    EXPECT_EQ(count_of(metric::handler_failed), 5U);
    EXPECT_EQ(count_of(metric::error_handler_failed), 2U);
}

TEST_F(engine_server_on_one_shard, may_be_stopped_by_any_of_its_functions) {
    start();
    io_->on_connection([this](engine_session session) {
        session.on_close([this](std::string_view reason) { heard_.emplace_back(reason); });
        session.send("never");
        io_->stop();
        EXPECT_FALSE(session.open());
        EXPECT_EQ(session.send("never"), emit_status::not_connected);
        io_->stop(); // any number of times
    });
    test::blocking_websocket first(io_->port(), "/engine.io/");
    hear(1);
    EXPECT_EQ(heard_, lines{"forced close"});
    EXPECT_EQ(io_->connections(), 0U);
    EXPECT_EQ(first.next().find("4never"), std::string::npos);

    start();
    auto peer = open();
    kept_->on_text([this](std::string_view) { io_->stop(); });
    peer.say("4x");
    peer.say("4y");
    hear(2);
    EXPECT_EQ(heard_.back(), "closed: forced close");
}

TEST_F(engine_server_on_one_shard, closes_a_session_that_has_just_begun) {
    start();
    io_->on_connection([this](engine_session session) {
        session.on_close([this](std::string_view reason) { heard_.emplace_back(reason); });
        session.send("go away");
        session.close();
    });
    test::blocking_websocket peer(io_->port(), "/engine.io/");
    hear(1);
    EXPECT_THAT(peer.next(), testing::StartsWith("0{"));
    EXPECT_EQ(peer.next(), "4go away");
    EXPECT_EQ(peer.next(), "");
    EXPECT_EQ(heard_, lines{"forced close"});
}

TEST_F(engine_server_on_one_shard, drops_functions_with_their_session) {
    start();
    auto const captured = std::make_shared<int>();
    io_->on_connection([captured](engine_session session) {
        session.on_text([session, captured](std::string_view) {});
        session.on_close([session, captured](std::string_view) {});
    });
    {
        auto const peer = open();
        EXPECT_EQ(captured.use_count(), 4);
    }
    run_until([&] { return io_->connections() == 0; });
    EXPECT_EQ(captured.use_count(), 2);
}

TEST_F(engine_server_on_one_shard, leaves_inert_handles_behind) {
    start();
    auto const peer = open();
    std::string const id = kept_->id();
    io_.reset();
    EXPECT_EQ(heard_, lines{"closed: forced close"});
    settle();
    auto const use = [&] {
        EXPECT_FALSE(kept_->open());
        EXPECT_EQ(kept_->send("late"), emit_status::not_connected);
        EXPECT_EQ(kept_->send(bytes(std::string_view("late"))), emit_status::not_connected);
        kept_->close();
        kept_->on_text([](std::string_view) {});
        kept_->on_binary([](std::span<std::byte const>) {});
        kept_->on_close([](std::string_view) {});
        EXPECT_EQ(kept_->unsent(), 0U);
        EXPECT_EQ(kept_->id(), id);
        EXPECT_EQ(kept_->handshake().address(), "127.0.0.1");
    };
    use();
    std::thread([&] {
        use();
        kept_.reset();
    }).join();
    EXPECT_THAT(heard_, testing::SizeIs(1));
}

} // namespace
} // namespace socketiota
