// SPDX-License-Identifier: MIT
#include "loopback_test.hpp"

#include <array>
#include <cstdint>

#include <loop/asio_channel.hpp>

namespace socketiota::loop {
namespace {

/// Which channel is tested.
enum class kind : std::uint8_t { of_a_listener, of_asio };

/// What each channel over a socket promises.
class channels : public loopback_test, public testing::WithParamInterface<kind> {
protected:
    channels() {
        peer_ = open();
        channel_end().set_owner(events_);
    }

    /// Another connection: its peer, and in `ends_` the channel.
    tcp::socket open() {
        if (GetParam() == kind::of_a_listener) {
            auto peer = connect(*listening_);
            ends_.push_back(std::move(accepted_.back()));
            return peer;
        }
        tcp::acceptor acceptor(peers_, {boost::asio::ip::address_v4::loopback(), 0});
        boost::asio::basic_stream_socket<tcp, shard::executor_type> own(home_->get_executor());
        own.connect(acceptor.local_endpoint());
        error_code failure;
        ends_.push_back(std::make_unique<asio_channel>(home_, std::move(own), failure));
        EXPECT_FALSE(failure) << failure.message();
        return acceptor.accept();
    }

    channel& channel_end() { return *ends_.back(); }

    std::unique_ptr<test::open_listener> listening_ = listen();
    tcp::socket peer_{peers_};
    std::vector<std::unique_ptr<channel>> ends_;
    recording_owner events_;
};

INSTANTIATE_TEST_SUITE_P(both, channels, testing::Values(kind::of_a_listener, kind::of_asio),
                         [](auto const& with) -> std::string {
                             return with.param == kind::of_asio ? "of_asio" : "of_a_listener";
                         });

TEST_P(channels, reads_and_writes) {
    send(peer_, "question");
    run_until([&] { return !events_.received.empty(); });
    EXPECT_EQ(events_.received, "question");
    error_code failure;
    std::array const pieces{boost::asio::const_buffer("an", 2), boost::asio::const_buffer(),
                            boost::asio::const_buffer("swer", 4)};
    EXPECT_EQ(channel_end().write(pieces, failure), 6U);
    EXPECT_FALSE(failure);
    EXPECT_EQ(receive(peer_, failure), "answer");
    EXPECT_EQ(channel_end().remote_address(), "127.0.0.1");
}

TEST_P(channels, tells_the_end_once_and_can_still_write) {
    send(peer_, "last");
    peer_.shutdown(tcp::socket::shutdown_send);
    run_until([&] { return events_.ends > 0; });
    EXPECT_EQ(events_.received, "last");
    EXPECT_EQ(poll(), 0U); // the end stays readable: it must not be told for ever
    EXPECT_EQ(events_.ends, 1);
    error_code failure;
    EXPECT_EQ(write(channel_end(), "reply", failure), 5U);
    channel_end().shutdown_send();
    EXPECT_EQ(receive(peer_, failure), "reply");
    EXPECT_EQ(receive(peer_, failure), "");
    EXPECT_EQ(failure, boost::asio::error::eof);
}

TEST_P(channels, takes_nothing_also_after_its_end) {
    channel_end().shutdown_send();
    error_code failure;
    EXPECT_EQ(write(channel_end(), "", failure), 0U);
    EXPECT_FALSE(failure); // or whoever closes a connection would take it for broken
}

TEST_P(channels, tells_a_new_owner_of_the_end_that_the_one_before_was_told_of) {
    peer_.shutdown(tcp::socket::shutdown_send);
    run_until([&] { return events_.ends > 0; });
    recording_owner next;
    channel_end().set_owner(next);
    run_until([&] { return next.ends > 0; });
    EXPECT_EQ(events_.ends, 1);
}

TEST_P(channels, tells_of_a_reset_once) {
    reset(peer_);
    run_until([&] { return events_.breaks > 0; });
    EXPECT_EQ(events_.failure, boost::asio::error::connection_reset);
    poll(); // the kernel says it once more to whoever keeps such a channel
    EXPECT_EQ(poll(), 0U);
    EXPECT_EQ(events_.breaks, 1);
    EXPECT_EQ(events_.ends, 0);
    EXPECT_EQ(channel_end().remote_address(), "::") << "nothing is a Unix domain socket";
}

TEST_P(channels, says_that_it_cannot_write_after_a_reset) {
    reset(peer_);
    run_until([&] { return events_.breaks > 0; });
    error_code failure;
    EXPECT_EQ(write(channel_end(), "lost", failure), 0U); // and no SIGPIPE
    EXPECT_TRUE(failure);
    EXPECT_EQ(events_.breaks, 1);
}

TEST_P(channels, takes_what_fits_and_says_when_there_is_room_again) {
    std::string const chunk(1 << 20, 'x');
    error_code failure;
    std::size_t sent = 0;
    std::size_t written = 0;
    do {
        written = write(channel_end(), chunk, failure);
        ASSERT_FALSE(failure) << failure.message();
        sent += written;
    } while (written == chunk.size());
    EXPECT_EQ(write(channel_end(), "y", failure), 0U); // full is no failure
    EXPECT_FALSE(failure);
    poll();
    EXPECT_EQ(events_.writables, 0);
    std::size_t received = 0;
    while (received < sent)
        received += receive(peer_, failure).size();
    EXPECT_EQ(received, sent);
    run_until([&] { return events_.writables > 0; });
    poll();
    EXPECT_EQ(events_.writables, 1); // once, for two short writes
    EXPECT_EQ(write(channel_end(), "y", failure), 1U);
}

TEST_P(channels, brings_a_big_stream_through_to_a_slow_reader) {
    std::string stream;
    for (int count = 0; stream.size() < (std::size_t{8} << 20); ++count)
        stream += std::to_string(count) + ',';
    peer_.non_blocking(true);
    std::size_t sent = 0;
    std::string received;
    int writables = -1;
    error_code failure;
    while (received.size() < stream.size()) {
        if (sent < stream.size() && events_.writables != writables) {
            writables = events_.writables;
            std::string_view const rest = std::string_view(stream).substr(sent);
            std::size_t const written = write(channel_end(), rest, failure);
            ASSERT_FALSE(failure) << failure.message();
            sent += written;
        }
        poll();
        received += receive(peer_, failure);
    }
    EXPECT_EQ(received, stream);
}

TEST_P(channels, does_not_read_while_paused) {
    channel_end().pause_reading();
    send(peer_, "one");
    poll();
    poll();
    EXPECT_EQ(events_.received, "");
    EXPECT_EQ(poll(), 0U); // what waits in the kernel wakes nobody
    channel_end().resume_reading();
    run_until([&] { return !events_.received.empty(); });
    EXPECT_EQ(events_.received, "one");
}

TEST_P(channels, can_be_paused_and_resumed_again_and_again) {
    events_.pause_after_data = &channel_end();
    for (int count = 1; count <= 5; ++count) {
        send(peer_, "x");
        channel_end().resume_reading();
        channel_end().pause_reading();
        channel_end().resume_reading();
        run_until([&] { return events_.reads == count; });
    }
    peer_.close();
    poll();
    EXPECT_EQ(events_.ends, 0); // not noticed while paused
    channel_end().resume_reading();
    run_until([&] { return events_.ends == 1; });
    EXPECT_EQ(events_.received, "xxxxx");
}

TEST_P(channels, slows_down_a_peer_that_is_not_read) {
    channel_end().pause_reading();
    peer_.non_blocking(true);
    std::string const chunk(1 << 16, 'x');
    error_code failure;
    std::size_t sent = 0;
    while (!failure) {
        sent += peer_.write_some(boost::asio::buffer(chunk), failure);
        poll();
    }
    EXPECT_EQ(failure, boost::asio::error::would_block);
    EXPECT_EQ(events_.received, "");
    channel_end().resume_reading();
    run_until([&] { return events_.received.size() == sent; });
}

TEST_P(channels, tells_nothing_after_close) {
    send(peer_, "unread");
    channel_end().close();
    poll();
    EXPECT_EQ(events_.received, "");
    EXPECT_EQ(events_.ends + events_.breaks + events_.writables, 0);
    error_code failure;
    EXPECT_EQ(write(channel_end(), "late", failure), 0U);
    EXPECT_TRUE(failure);
    channel_end().resume_reading();
    channel_end().close();
    poll();
}

/// Does something to its channel in the first event.
class acting_events final : public channel_owner {
public:
    explicit acting_events(std::function<void()> act) : act_(std::move(act)) {}

    void on_data(std::span<std::byte>) override { once(); }

    void on_end() override { once(); }

    void on_broken(error_code) override { once(); }

    void on_writable() override { once(); }

    int events = 0;

private:
    void once() {
        if (++events == 1)
            act_();
    }

    std::function<void()> act_;
};

TEST_P(channels, may_be_destroyed_or_given_away_in_any_event) {
    for (bool const ends : {false, true}) {
        auto peer = open();
        acting_events events([this] { ends_.pop_back(); });
        channel_end().set_owner(events);
        if (ends)
            peer.close();
        else
            send(peer, "data");
        run_until([&] { return events.events > 0; });
        poll();
        EXPECT_EQ(events.events, 1);
    }
    auto peer = open();
    recording_owner next;
    acting_events first([&] { channel_end().set_owner(next); });
    channel_end().set_owner(first);
    send(peer, "data");
    run_until([&] { return first.events > 0; });
    send(peer, "more");
    run_until([&] { return !next.received.empty(); });
    EXPECT_EQ(first.events, 1);
    EXPECT_EQ(next.received, "more");
}

TEST_P(channels, goes_with_its_shard_and_context_in_any_order) {
    home_.reset(); // the channels hold it
    send(peer_, "data");
    run_until([&] { return !events_.received.empty(); });
    EXPECT_EQ(events_.received, "data");
}

} // namespace
} // namespace socketiota::loop
