// SPDX-License-Identifier: MIT
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <http/front.hpp>
#include <server/websocket_routes.hpp>
#include <support/manual_shard.hpp>
#include <support/memory_channel.hpp>
#include <support/recording_host.hpp>
#include <support/websocket_octets.hpp>
#include <support/websocket_peer.hpp>

namespace socketiota {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

using lines = std::vector<std::string>;

/// Plain WebSocket routes behind a front, with peers in memory.
class websocket_routes_test : public testing::Test,
                              private http::service,
                              private http::route_listener {
protected:
    ~websocket_routes_test() override {
        routes_->close();
        front_.close();
        kept_.reset();
        shard_.settle();
        EXPECT_EQ(shard_.shard().units().alive(), 0U);
    }

    /// A connection on which `target` was asked for, with the answer to it.
    std::pair<std::shared_ptr<test::memory_peer>, std::string>
    ask(std::string_view target, std::string_view more = {}, std::string_view frames = {}) {
        auto const peer = std::make_shared<test::memory_peer>(shard_.context());
        front_.accept(peer->server_end());
        peer->send(test::upgrade_request(target, more).append(frames));
        shard_.settle();
        std::string& received = peer->received();
        std::size_t const end = received.find("\r\n\r\n");
        std::string const answer = received.substr(0, end + 4);
        received.erase(0, end + 4);
        return {peer, answer};
    }

    test::websocket_peer open(std::string_view target) {
        auto const [peer, answer] = ask(target);
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 101 "));
        return test::websocket_peer(peer);
    }

    /// Does what a handler would, on the server's thread.
    template <class F>
    void on_shard(F function) {
        boost::asio::post(shard_.context(), [&function] { function(); });
        shard_.settle();
    }

    lines take(test::websocket_peer& peer) {
        shard_.settle();
        return peer.take();
    }

    /// A route that keeps its connection and writes down what it hears.
    void add_recorder(websocket_options options = {}) {
        routes_->add(
            "/feed",
            [this](websocket_connection peer) {
                kept_ = peer;
                peer.on_text([this](std::string_view text) { heard_.emplace_back(text); });
                peer.on_binary([this](std::span<std::byte const> octets) {
                    heard_.push_back("<" + std::to_string(octets.size()) + " octets>");
                });
                peer.on_close([this, peer](std::uint16_t code, std::string_view reason) {
                    heard_.push_back("closed " + std::to_string(code) + " " + std::string(reason));
                });
            },
            std::move(options));
    }

    void expect_end_of_slow_senders(std::chrono::milliseconds ping_interval) {
        using namespace std::string_view_literals;
        add_recorder({.ping_interval = ping_interval});
        base::output_buffer frame;
        wire::append_masked_frame(frame, wire::opcode::binary, std::string(100'000, '.'), {});
        // Each octet shows life, but not that anything will come of it. Nor do whole fragments.
        auto octets = open("/feed");
        auto fragments = open("/feed");
        fragments.connection().send("\1\x80\0\0\0\0"sv);
        auto fast_enough = open("/feed");
        std::size_t at = 0;
        for (std::size_t second = 0; second < 70; ++second) {
            octets.connection().send(frame.view().substr(second, 1));
            fragments.connection().send("\0\x80\0\0\0\0"sv);
            fragments.ping("");
            std::string_view const piece = frame.view().substr(at, 1'000);
            at += piece.size();
            fast_enough.connection().send(piece);
            shard_.pass(std::chrono::seconds(1));
        }
        EXPECT_EQ(take(octets).back(), "<close 1008>");
        EXPECT_EQ(take(fragments).back(), "<close 1008>");
        EXPECT_EQ(heard_, (lines{"closed 1008 slow sender", "closed 1008 slow sender"}));
        EXPECT_EQ(metrics_[metric::slow_sender], 2U);
        fast_enough.connection().send(frame.view().substr(at));
        shard_.settle();
        EXPECT_EQ(heard_.back(), "<100000 octets>");
    }

    void serve(http::exchange& request) override {
        if (!routes_->serve(request))
            request.respond(404, {}, "");
    }

    void on_route_put_off() noexcept override {}

    void on_route_failed(std::string_view sentence) noexcept override {
        failures_.emplace_back(sentence);
    }

    test::manual_shard shard_;
    test::counting_sink metrics_;
    std::vector<std::string> origins_;
    lines failures_;
    lines heard_;
    std::optional<websocket_connection> kept_;
    std::shared_ptr<websocket_routes> routes_ = std::make_shared<websocket_routes>(
        shard_.shared(), metrics_, static_cast<http::route_listener&>(*this), origins_);
    http::front front_{shard_.shared(), static_cast<http::service&>(*this), {}, metrics_};
};

TEST_F(websocket_routes_test, may_have_no_limits) {
    add_recorder({.max_payload = unlimited,
                  .max_fragments = unlimited,
                  .max_outbox_bytes = unlimited,
                  .max_connections = unlimited,
                  .ping_interval = unlimited});
    auto peer = open("/feed");
    peer.text("hello");
    peer.frame(wire::opcode::binary, std::string(100'000, 'x'));
    (void)take(peer);
    EXPECT_THAT(heard_, ElementsAre("hello", "<100000 octets>"));
    on_shard([this] { kept_->send(std::string(100'000, 'y')); });
    EXPECT_EQ(take(peer).size(), 1U);
    shard_.pass(std::chrono::hours(24));
    EXPECT_THAT(take(peer), IsEmpty());
}

TEST_F(websocket_routes_test, carry_texts_and_binaries_both_ways) {
    add_recorder();
    auto peer = open("/feed");
    EXPECT_EQ(kept_->request().url(), "/feed");
    EXPECT_EQ(kept_->request().address(), "192.0.2.1");
    peer.text("one");
    peer.binary("two");
    peer.text("");
    shard_.settle();
    EXPECT_EQ(heard_, (lines{"one", "<3 octets>", ""}));
    std::size_t const writes = peer.connection().writes();
    on_shard([this] {
        EXPECT_TRUE(kept_->send("text"));
        EXPECT_TRUE(kept_->send(bytes(std::string_view("octets"))));
        EXPECT_TRUE(kept_->send(""));
        EXPECT_TRUE(kept_->send(bytes()));
        std::string copied = "copied";
        EXPECT_TRUE(kept_->send(std::as_bytes(std::span(copied))));
        copied = "changed";
        EXPECT_EQ(kept_->send("\xFF").reason(), error::text_is_not_utf8);
    });
    EXPECT_EQ(take(peer), (lines{"text", "<binary octets>", "", "<binary >", "<binary copied>"}));
    EXPECT_EQ(peer.connection().writes(), writes + 1) << "one write for what one turn sent";
    EXPECT_EQ(kept_->unsent(), 0U);
}

TEST_F(websocket_routes_test, hear_what_came_with_the_request) {
    add_recorder();
    base::output_buffer frame;
    wire::append_masked_frame(frame, wire::opcode::text, "early", {});
    ask("/feed", {}, frame.view());
    EXPECT_EQ(heard_, lines{"early"});
}

TEST_F(websocket_routes_test, answer_pings_and_send_their_own) {
    add_recorder({.ping_interval = std::chrono::seconds(10)});
    auto peer = open("/feed");
    peer.ping("p");
    EXPECT_EQ(take(peer), lines{"<pong p>"});
    shard_.pass(std::chrono::seconds(11));
    EXPECT_EQ(take(peer), lines{"<ping >"});
    peer.frame(wire::opcode::pong, "");
    shard_.pass(std::chrono::seconds(10));
    EXPECT_EQ(take(peer), lines{"<ping >"});
    EXPECT_TRUE(kept_->open());
    shard_.pass(std::chrono::seconds(10));
    EXPECT_EQ(heard_, lines{"closed 1006 ping timeout"});
    EXPECT_EQ(metrics_[metric::ping_timeout], 1U);
}

TEST_F(websocket_routes_test, count_whatever_comes_between_two_pings) {
    add_recorder({.ping_interval = std::chrono::seconds(10)});
    auto peer = open("/feed");
    for (int count = 0; count < 3; ++count) {
        peer.ping("");
        shard_.pass(std::chrono::seconds(10));
    }
    EXPECT_TRUE(kept_->open());
    shard_.pass(std::chrono::seconds(20));
    EXPECT_THAT(heard_, ElementsAre("closed 1006 ping timeout"));
}

TEST_F(websocket_routes_test, end_a_peer_whose_message_does_not_come_on) {
    expect_end_of_slow_senders(std::chrono::seconds(10));
}

TEST_F(websocket_routes_test, end_a_peer_whose_message_does_not_come_on_without_pings) {
    expect_end_of_slow_senders(unlimited);
}

TEST_F(websocket_routes_test, send_what_was_queued_before_the_peer_closed) {
    routes_->add("/echo",
                 [](websocket_connection peer) {
                     peer.on_text([peer](std::string_view text) { peer.send(text); });
                 },
                 {});
    auto peer = open("/echo");
    peer.text("hello");
    peer.close({1000, ""});
    EXPECT_EQ(take(peer), (lines{"hello", "<close 1000>"}));
    auto broken = open("/echo");
    broken.text("hello");
    broken.text("\xFF");
    EXPECT_EQ(take(broken), (lines{"hello", "<close 1007>"}));
}

TEST_F(websocket_routes_test, send_no_pings_if_told_so) {
    add_recorder({.ping_interval = unlimited});
    auto peer = open("/feed");
    shard_.pass(std::chrono::hours(1));
    EXPECT_THAT(take(peer), IsEmpty());
    EXPECT_TRUE(kept_->open());
}

TEST_F(websocket_routes_test, close_behind_what_was_sent) {
    add_recorder();
    auto peer = open("/feed");
    on_shard([this] {
        EXPECT_TRUE(kept_->send("last"));
        kept_->close(4000, "enough");
        EXPECT_FALSE(kept_->open());
        EXPECT_EQ(kept_->send("never"), emit_status::not_connected);
    });
    EXPECT_EQ(take(peer), (lines{"last", "<close 4000>"}));
    EXPECT_EQ(heard_, lines{"closed 4000 enough"});
    EXPECT_EQ(routes_->size(), 0U);
    EXPECT_EQ(metrics_[metric::closed_by_server], 1U);
}

TEST_F(websocket_routes_test, say_1000_for_a_code_that_cannot_be_sent) {
    add_recorder();
    auto peer = open("/feed");
    kept_->close(1006, "\xFF");
    EXPECT_EQ(take(peer), lines{"<close 1000>"});
    EXPECT_EQ(heard_, lines{"closed 1000 "});
}

TEST_F(websocket_routes_test, tell_why_the_peer_closed) {
    add_recorder();
    auto with = open("/feed");
    with.close({4001, "bye"});
    EXPECT_EQ(take(with), lines{"<close 4001>"});
    auto without = open("/feed");
    without.close();
    EXPECT_EQ(take(without), lines{"<close>"});
    auto lost = open("/feed");
    lost.connection().reset();
    shard_.settle();
    EXPECT_EQ(heard_, (lines{"closed 4001 bye", "closed 1005 ", "closed 1006 "}));
    EXPECT_EQ(metrics_[metric::closed_by_client], 2U);
    EXPECT_EQ(metrics_[metric::connection_lost], 1U);
}

TEST_F(websocket_routes_test, read_the_pong_that_comes_behind_a_close_frame) {
    add_recorder({.ping_interval = std::chrono::seconds(10)});
    auto asked = open("/feed");
    shard_.pass(std::chrono::seconds(10));
    EXPECT_EQ(take(asked), lines{"<ping >"});
    asked.close(); // which crossed the ping: closing now would reset what the pong meets
    EXPECT_EQ(take(asked), lines{"<close>"});
    EXPECT_FALSE(asked.connection().closed_by_server());
    asked.frame(wire::opcode::pong, "");
    asked.connection().end();
    shard_.settle();
    EXPECT_TRUE(asked.connection().closed_by_server());

    auto answered = open("/feed");
    shard_.pass(std::chrono::seconds(10));
    EXPECT_EQ(take(answered), lines{"<ping >"});
    answered.frame(wire::opcode::pong, "");
    answered.close();
    EXPECT_EQ(take(answered), lines{"<close>"});
    EXPECT_TRUE(answered.connection().closed_by_server());
}

TEST_F(websocket_routes_test, end_a_peer_that_breaks_a_limit) {
    add_recorder({.max_payload = 4, .max_fragments = 2});
    auto fits = open("/feed");
    fits.text("1234");
    EXPECT_THAT(take(fits), IsEmpty());
    fits.text("12345");
    EXPECT_EQ(take(fits), lines{"<close 1009>"});
    EXPECT_THAT(heard_, ElementsAre("1234", StartsWith("closed 1009 ")));
    EXPECT_EQ(metrics_[metric::payload_too_large], 1U);
    auto broken = open("/feed");
    broken.text("\xFF");
    EXPECT_EQ(take(broken), lines{"<close 1007>"});
    EXPECT_EQ(metrics_[metric::bad_frame], 1U);
}

TEST_F(websocket_routes_test, end_a_slow_consumer_alone) {
    add_recorder({.max_outbox_bytes = 10'000});
    auto other = open("/feed");
    websocket_connection const fast = *kept_;
    auto slow = open("/feed");
    slow.connection().set_room(0);
    on_shard([this] { EXPECT_TRUE(kept_->send(std::string(20'000, '.'))); });
    EXPECT_TRUE(kept_->open()) << "what one turn sends may be more";
    on_shard([this] { EXPECT_TRUE(kept_->send(std::string(base::outbox::slack, 'x'))); });
    EXPECT_EQ(heard_, lines{"closed 1008 slow consumer"});
    EXPECT_EQ(kept_->send("x"), emit_status::not_connected);
    EXPECT_EQ(metrics_[metric::slow_consumer], 1U);
    EXPECT_TRUE(fast.send("fine"));
    EXPECT_EQ(take(other), lines{"fine"});
    EXPECT_EQ(routes_->size(), 1U);
}

TEST_F(websocket_routes_test, count_the_memory_of_empty_texts) {
    add_recorder({.max_outbox_bytes = 10'000});
    auto slow = open("/feed");
    slow.connection().set_room(0);
    int sent = 0;
    for (; kept_->open(); ++sent)
        on_shard([this] { EXPECT_TRUE(kept_->send("")); });
    EXPECT_GT(sent, 10);
    EXPECT_LT(sent, (10'000 + int{base::outbox::slack}) / 464 + 2);
    EXPECT_EQ(heard_, lines{"closed 1008 slow consumer"});
}

TEST_F(websocket_routes_test, deliver_what_one_turn_sends_beyond_the_limit) {
    add_recorder({.max_outbox_bytes = 10'000});
    auto peer = open("/feed");
    on_shard([this] {
        for (int text = 0; text < 20; ++text)
            EXPECT_TRUE(kept_->send(std::string(5'000, '.')));
    });
    EXPECT_EQ(take(peer).size(), 20U);
    EXPECT_TRUE(kept_->open());
}

TEST_F(websocket_routes_test, end_a_peer_over_its_limit_that_takes_nothing) {
    add_recorder({.max_outbox_bytes = 10'000, .ping_interval = unlimited});
    auto slow = open("/feed");
    slow.connection().set_room(0);
    on_shard([this] { EXPECT_TRUE(kept_->send(std::string(20'000, '.'))); });
    shard_.pass(std::chrono::seconds(49));
    EXPECT_TRUE(kept_->open());
    shard_.pass(std::chrono::seconds(2));
    EXPECT_EQ(heard_, lines{"closed 1008 slow consumer"});
}

TEST_F(websocket_routes_test, wait_30_seconds_for_a_peer_that_takes_nothing) {
    add_recorder();
    auto peer = open("/feed");
    peer.connection().set_room(0);
    kept_->send("stuck");
    kept_->close();
    shard_.pass(std::chrono::seconds(29));
    EXPECT_THAT(heard_, IsEmpty());
    shard_.pass(std::chrono::seconds(2));
    EXPECT_EQ(heard_, lines{"closed 1000 "});
    EXPECT_EQ(metrics_[metric::closing_timeout], 1U);
}

TEST_F(websocket_routes_test, choose_a_subprotocol_that_is_spoken) {
    add_recorder({.subprotocols = {"b", "c"}});
    EXPECT_THAT(ask("/feed", "Sec-WebSocket-Protocol: a, c, b\r\n").second,
                HasSubstr("Sec-WebSocket-Protocol: c\r\n"));
    EXPECT_EQ(kept_->subprotocol(), "c");
    EXPECT_THAT(ask("/feed", "Sec-WebSocket-Protocol: a\r\n").second,
                testing::Not(HasSubstr("Sec-WebSocket-Protocol")));
    EXPECT_EQ(kept_->subprotocol(), "");
}

TEST_F(websocket_routes_test, compress_if_told_and_asked) {
    using namespace std::string_literals;
    add_recorder({.per_message_deflate = deflate_options{.threshold = 3}});
    EXPECT_THAT(ask("/feed").second, testing::Not(HasSubstr("Sec-WebSocket-Extensions")));
    kept_->send("plain");
    auto const [peer, answer] =
        ask("/feed", "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r\n");
    EXPECT_THAT(answer, HasSubstr("Sec-WebSocket-Extensions: permessage-deflate; "
                                  "server_no_context_takeover; client_no_context_takeover; "
                                  "server_max_window_bits=9\r\n"));
    on_shard([this] { kept_->send(std::string(1000, 'x')); });
    EXPECT_THAT(peer->received(), StartsWith("\xc1"));
    EXPECT_LT(peer->received().size(), 50U);
    peer->send("\xc1\x87\0\0\0\0\xf2\x48\xcd\xc9\xc9\x07\x00"s);
    shard_.settle();
    EXPECT_EQ(heard_, lines{"Hello"});
}

TEST_F(websocket_routes_test, do_not_compress_unless_told) {
    add_recorder();
    EXPECT_THAT(ask("/feed", "Sec-WebSocket-Extensions: permessage-deflate\r\n").second,
                testing::Not(HasSubstr("Sec-WebSocket-Extensions")));
}

TEST_F(websocket_routes_test, refuse_foreign_origins_and_too_many) {
    origins_ = {"https://a.example"};
    add_recorder({.max_connections = 2});
    EXPECT_THAT(ask("/feed", "Origin: https://b.example\r\n").second, StartsWith("HTTP/1.1 403 "));
    EXPECT_EQ(metrics_[metric::foreign_origin], 1U);
    auto const [first, answer] = ask("/feed", "Origin: https://a.example\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 101 "));
    auto const second = ask("/feed");
    EXPECT_THAT(second.second, StartsWith("HTTP/1.1 101 "));
    EXPECT_THAT(ask("/feed").second, StartsWith("HTTP/1.1 503 "));
    first->reset();
    shard_.settle();
    EXPECT_THAT(ask("/feed").second, StartsWith("HTTP/1.1 101 ")) << "one has left";
}

TEST_F(websocket_routes_test, refuse_what_is_no_handshake) {
    add_recorder();
    EXPECT_THAT(ask("/feed", "Content-Length: 1\r\n", "x").second, StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(ask("/feed", "Sec-WebSocket-Key: x\r\n").second, StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(ask("/other").second, StartsWith("HTTP/1.1 404 "));
    auto const peer = std::make_shared<test::memory_peer>(shard_.context());
    front_.accept(peer->server_end());
    peer->send("GET /feed HTTP/1.1\r\nHost: h\r\n\r\n");
    shard_.settle();
    EXPECT_THAT(peer->received(), StartsWith("HTTP/1.1 426 Upgrade Required\r\n"
                                             "Upgrade: websocket\r\n"));
    EXPECT_THAT(heard_, IsEmpty());
}

TEST_F(websocket_routes_test, survive_functions_that_throw) {
    routes_->add("/a/:x", [](websocket_connection const&) { throw std::runtime_error("first"); },
                 {});
    auto gone = open("/a/b");
    EXPECT_EQ(take(gone), lines{"<close 1011>"});
    add_recorder();
    auto peer = open("/feed");
    kept_->on_text([](std::string_view) { throw std::runtime_error("second"); });
    peer.text("x");
    shard_.settle();
    EXPECT_TRUE(kept_->open());
    EXPECT_EQ(failures_, (lines{"a function of the WebSocket /a/b failed: first",
                                "a function of the WebSocket /feed failed: second"}));
}

TEST_F(websocket_routes_test, may_be_ended_by_any_of_their_functions) {
    routes_->add("/close", [](websocket_connection const& peer) { peer.close(4002); }, {});
    auto at_once = open("/close");
    EXPECT_EQ(take(at_once), lines{"<close 4002>"});
    routes_->add("/all",
                 [this](websocket_connection const& peer) {
                     peer.on_text([this](std::string_view) { routes_->close(); });
                 },
                 {});
    add_recorder();
    auto other = open("/feed");
    auto peer = open("/all");
    peer.text("x");
    peer.text("y");
    EXPECT_EQ(take(peer), lines{"<close 1001>"});
    EXPECT_EQ(heard_, lines{"closed 1001 "});
    EXPECT_EQ(routes_->size(), 0U);
}

TEST_F(websocket_routes_test, are_sent_to_from_other_threads) {
    add_recorder();
    auto peer = open("/feed");
    std::thread([this] {
        EXPECT_TRUE(kept_->send("text"));
        EXPECT_TRUE(kept_->send(bytes(std::string_view("octets"))));
        kept_->close(4000);
        kept_.reset();
    }).join();
    EXPECT_EQ(take(peer), (lines{"text", "<binary octets>", "<close 4000>"}));
}

TEST_F(websocket_routes_test, refuse_what_cannot_be_registered) {
    auto const nothing = [](websocket_connection const&) {};
    EXPECT_THROW(routes_->add("feed", nothing, {}), boost::system::system_error);
    EXPECT_THROW(routes_->add("/a", nothing, {.max_payload = 0}), boost::system::system_error);
    EXPECT_THROW(routes_->add("/a", nothing, {.max_fragments = 0}), boost::system::system_error);
    EXPECT_THROW(routes_->add("/a", nothing, {.max_outbox_bytes = 0}), boost::system::system_error);
    EXPECT_THROW(routes_->add("/a", nothing, {.max_connections = 0}), boost::system::system_error);
    EXPECT_THROW(routes_->add("/a", nothing, {.ping_interval = std::chrono::milliseconds(0)}),
                 boost::system::system_error);
    EXPECT_THROW(routes_->add("/a", nothing, {.per_message_deflate = deflate_options{.level = 10}}),
                 boost::system::system_error);
    EXPECT_THROW(routes_->add("/a", nothing, {.subprotocols = {"a b"}}),
                 boost::system::system_error);
}

} // namespace
} // namespace socketiota
