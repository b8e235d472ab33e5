// SPDX-License-Identifier: MIT
#include "engine_server_test.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace socketiota {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string shown(engine_packet const& packet) {
    std::string text(to_string(packet.type));
    return text + ' ' +
           (packet.is_binary ? "<" + std::string(packet.data) + ">" : std::string(packet.data));
}

class engine_hooks_on_one_shard : public engine_server_on_one_shard {
protected:
    /// Has `kept_` write down what all hooks say.
    void watch() {
        kept_->on_packet(
            [this](engine_packet const& packet) { heard_.push_back("packet " + shown(packet)); });
        kept_->on_packet_created(
            [this](engine_packet const& packet) { heard_.push_back("created " + shown(packet)); });
        kept_->on_flush(
            [this](std::size_t packets) { heard_.push_back("flush " + std::to_string(packets)); });
        kept_->on_drain([this] { heard_.emplace_back("drain"); });
        kept_->on_upgrade(
            [this](transport now) { heard_.push_back("upgrade " + std::string(to_string(now))); });
    }

    /// A completion handler that writes `name` down.
    auto note(std::string name) {
        return [this, name = std::move(name)](error_code failed) {
            heard_.push_back(name + ": " + (failed ? failed.message() : "sent"));
        };
    }

    /// Sends once more, and ends the session behind that.
    void say_bye() {
        if (std::exchange(has_said_bye_, true))
            return;
        kept_->async_send("bye", note("bye"));
        kept_->close();
    }

private:
    bool has_said_bye_ = false;
};

TEST_F(engine_hooks_on_one_shard, tell_of_packets_and_what_became_of_them) {
    start();
    auto peer = open();
    watch();
    peer.say("4text");
    peer.binary("octets");
    hear(4);
    EXPECT_THAT(std::exchange(heard_, {}), ElementsAre("packet message text", "text",
                                                       "packet message <octets>", "<6 octets>"));
    asio::post(context_, [this] {
        kept_->send("one");
        kept_->send(bytes(std::string_view("two")));
        kept_->async_send("three", note("three"));
        EXPECT_THAT(heard_, ElementsAre("created message one", "created message <two>",
                                        "created message three"));
    });
    hear(6);
    EXPECT_THAT(heard_, ElementsAre("created message one", "created message <two>",
                                    "created message three", "flush 3", "drain", "three: sent"));
    EXPECT_EQ(peer.next(), "4one");
    EXPECT_EQ(peer.next(), "two");
    EXPECT_EQ(peer.next(), "4three");
}

TEST_F(engine_hooks_on_one_shard, complete_with_the_poll_that_takes_it) {
    start();
    (void)handshake();
    EXPECT_EQ(kept_->transport(), transport::polling);
    watch();
    kept_->async_send("one", note("one"));
    settle();
    EXPECT_THAT(heard_, ElementsAre("created message one"));
    auto peer = connect();
    (void)ask(peer,
              "GET /engine.io/?EIO=4&transport=polling&sid=" + kept_->id() +
                  " HTTP/1.1\r\nHost: h\r\n\r\n",
              "4one");
    settle();
    EXPECT_THAT(heard_, ElementsAre("created message one", "flush 1", "drain", "one: sent"));
}

TEST_F(engine_hooks_on_one_shard, complete_those_that_are_sent_in_on_connection) {
    start();
    io_->on_connection([this](engine_session session) {
        kept_ = session;
        watch();
        session.async_send("welcome", note("welcome"));
    });
    auto peer = open();
    hear(3);
    EXPECT_THAT(heard_, ElementsAre("created message welcome", "flush 2", "drain", "welcome: sent"))
        << "with the packet that opens it";
    EXPECT_EQ(peer.next(), "4welcome");
}

TEST_F(engine_hooks_on_one_shard, complete_in_order_when_they_are_awaited) {
    start();
    auto peer = open();
    asio::co_spawn(
        context_,
        [this]() -> asio::awaitable<void> {
            for (int number = 0; number != 3; ++number) {
                co_await kept_->async_send(std::to_string(number));
                heard_.push_back("sent " + std::to_string(number));
            }
        },
        asio::detached);
    hear(3);
    EXPECT_THAT(heard_, ElementsAre("sent 0", "sent 1", "sent 2"));
    EXPECT_EQ(peer.next(), "40");
}

TEST_F(engine_hooks_on_one_shard, say_that_the_session_has_ended_before) {
    start();
    std::string const ended = "late: " + make_error_code(error::session_ended).message();
    (void)handshake();
    kept_->async_send("nobody polls", note("late"));
    auto deferred = kept_->async_send("later");
    settle();
    EXPECT_THAT(heard_, IsEmpty());
    io_->stop();
    settle();
    EXPECT_THAT(heard_, testing::UnorderedElementsAre("closed: forced close", ended));
    heard_.clear();
    std::move(deferred)(note("late"));
    settle();
    EXPECT_THAT(heard_, ElementsAre(ended));
    heard_.clear();
    kept_->on_drain([] { FAIL() << "nothing happens any more"; });
    kept_->async_send("\xFF", note("late"));
    settle();
    EXPECT_THAT(heard_, ElementsAre(ended));
}

TEST_F(engine_hooks_on_one_shard, refuse_text_that_is_not_utf8) {
    start();
    auto const peer = open();
    kept_->async_send("\xFF", note("it"));
    hear(1);
    EXPECT_THAT(heard_, ElementsAre("it: " + make_error_code(error::text_is_not_utf8).message()));
}

TEST_F(engine_hooks_on_one_shard, serve_other_threads) {
    start();
    auto peer = open();
    std::thread other([this] { kept_->async_send("from there", note("it")); });
    other.join();
    EXPECT_THAT(heard_, IsEmpty());
    hear(1);
    EXPECT_THAT(heard_, ElementsAre("it: sent"));
    EXPECT_EQ(peer.next(), "4from there");
}

TEST_F(engine_hooks_on_one_shard, may_throw_and_end_the_session) {
    start();
    std::vector<std::string> failures;
    io_->on_error([&failures](engine_session const&, std::exception_ptr failure) {
        try {
            std::rethrow_exception(std::move(failure));
        } catch (std::exception const& thrown) {
            failures.emplace_back(thrown.what());
        }
    });
    auto peer = open();
    kept_->on_packet([](engine_packet const&) { throw std::runtime_error("packet"); });
    kept_->on_packet_created([](engine_packet const&) { throw std::runtime_error("created"); });
    kept_->on_flush([](std::size_t) { throw std::runtime_error("flush"); });
    kept_->on_drain([this] { kept_->close(); });
    peer.say("4text");
    hear(1);
    kept_->async_send("last", note("last"));
    hear(3);
    EXPECT_THAT(failures, ElementsAre("packet", "created", "flush"));
    EXPECT_THAT(heard_, ElementsAre("text", "closed: forced close", "last: sent"))
        << "it closed when all was sent, before whoever waited was called";
    EXPECT_EQ(peer.next(), "4last");
}

TEST_F(engine_hooks_on_one_shard, may_send_and_close_behind_it_when_all_has_left) {
    start();
    auto peer = open();
    kept_->on_drain([this] { say_bye(); });
    asio::post(context_, [this] { kept_->send("one"); });
    hear(2);
    EXPECT_THAT(heard_, ElementsAre("closed: forced close", "bye: sent"));
    EXPECT_EQ(peer.next(), "4one");
    EXPECT_EQ(peer.next(), "4bye");
}

TEST_F(engine_hooks_on_one_shard, may_send_and_close_behind_it_when_some_has_left) {
    start();
    auto peer = open();
    kept_->on_flush([this](std::size_t) { say_bye(); });
    asio::post(context_, [this] { kept_->send("one"); });
    hear(2);
    EXPECT_THAT(heard_, ElementsAre("closed: forced close", "bye: sent"));
    EXPECT_EQ(peer.next(), "4one");
    EXPECT_EQ(peer.next(), "4bye");
}

TEST_F(engine_hooks_on_one_shard, are_told_that_nothing_waits_when_nothing_does) {
    start();
    auto peer = open();
    kept_->on_flush([this, said = false](std::size_t) mutable {
        heard_.emplace_back("flush");
        if (!std::exchange(said, true))
            kept_->send("two");
    });
    kept_->on_drain([this] { heard_.emplace_back("drain"); });
    asio::post(context_, [this] { kept_->send("one"); });
    hear(3);
    EXPECT_THAT(heard_, ElementsAre("flush", "flush", "drain"));
}

TEST_F(engine_hooks_on_one_shard, that_end_the_session_before_a_packet_drop_it) {
    start();
    auto const peer = open();
    kept_->on_packet_created([this](engine_packet const&) { kept_->close(); });
    asio::post(context_, [this] { EXPECT_EQ(kept_->send("never"), emit_status::not_connected); });
    hear(1);
    EXPECT_THAT(heard_, ElementsAre("closed: forced close"));
}

} // namespace
} // namespace socketiota
