// SPDX-License-Identifier: MIT
#include "tls_scene.hpp"

#include <vector>

namespace socketiota::loop {
namespace {

/// A stream in which each place is told from each other.
std::string numbers(std::size_t size) {
    std::string text;
    for (int count = 0; text.size() < size; ++count)
        text += std::to_string(count) + ',';
    text.resize(size);
    return text;
}

class tls_output_test : public tls_scene {
protected:
    tls_output_test() { connect(); }

    /// Writes as the owners of channels do: on from where the last write ended, when it may.
    void write_on(std::string_view stream) {
        if (sent_ == stream.size() || events_.writables != allowed_)
            return;
        std::size_t const size = stream.size() - sent_;
        std::size_t const taken = write(stream.substr(sent_));
        ASSERT_FALSE(write_failure_) << write_failure_.message();
        sent_ += taken;
        if (taken < size)
            ++allowed_;
    }

    /// How many records of application data lie in `ciphertext`.
    static std::size_t records_in(std::string_view ciphertext) {
        std::size_t count = 0;
        for (; ciphertext.size() >= 5; ++count) {
            std::size_t const size = static_cast<unsigned char>(ciphertext[3]) * std::size_t{256} +
                                     static_cast<unsigned char>(ciphertext[4]);
            ciphertext.remove_prefix(5 + size);
        }
        EXPECT_TRUE(ciphertext.empty());
        return count;
    }

    std::size_t sent_ = 0;
    int allowed_ = 0;
};

TEST_F(tls_output_test, is_one_record_and_one_write_for_small_pieces) {
    std::vector<boost::asio::const_buffer> pieces;
    std::string const piece = "a small piece";
    for (int count = 0; count < 100; ++count)
        pieces.emplace_back(piece.data(), piece.size());
    std::size_t const writes = wire_->writes();
    EXPECT_EQ(channel_->write(pieces, write_failure_), 1300U);
    EXPECT_EQ(wire_->writes(), writes + 1);
    EXPECT_EQ(records_in(wire_->received()), 1U);
    carry();
    EXPECT_EQ(peer_->received.size(), 1300U);
}

TEST_F(tls_output_test, is_full_records_for_much) {
    std::string const much = numbers(100'000);
    EXPECT_EQ(write(much), much.size());
    EXPECT_EQ(records_in(wire_->received()), 7U);
    carry();
    EXPECT_EQ(peer_->received, much);
}

TEST_F(tls_output_test, of_nothing_is_nothing) {
    EXPECT_EQ(write(""), 0U);
    EXPECT_EQ(wire_->received(), "");
}

TEST_F(tls_output_test, takes_no_more_than_64_kib_ahead) {
    std::string const much = numbers(1'000'000);
    wire_->set_room(0);
    home_.settle();
    EXPECT_EQ(write(much), std::size_t{64} << 10);
    EXPECT_FALSE(write_failure_);
    EXPECT_EQ(write(much), 0U); // nothing while it waits, so the outbox of the owner fills
    EXPECT_EQ(events_.writables, 0);
    wire_->set_room(1000); // some of it leaves
    home_.settle();
    EXPECT_EQ(write(much), 0U);
    EXPECT_EQ(events_.writables, 0);
}

TEST_F(tls_output_test, tells_of_the_last_octet_when_all_has_left) {
    wire_->set_room(10);
    home_.settle();
    EXPECT_EQ(write("all or all but one"), 17U);
    carry();
    EXPECT_EQ(events_.writables, 0);
    wire_->set_room(1000);
    carry();
    EXPECT_EQ(events_.writables, 1);
    EXPECT_EQ(peer_->received, "all or all but one");
    EXPECT_EQ(write("e"), 1U); // it is not encrypted again
    carry();
    EXPECT_EQ(peer_->received, "all or all but one");
    EXPECT_EQ(write(" more"), 5U);
    carry();
    EXPECT_EQ(peer_->received, "all or all but one more");
}

TEST_F(tls_output_test, goes_on_behind_the_last_octet) {
    wire_->set_room(10);
    home_.settle();
    EXPECT_EQ(write("first"), 4U);
    wire_->set_room(1000);
    carry();
    EXPECT_EQ(write("t and second"), 12U);
    carry();
    EXPECT_EQ(peer_->received, "first and second");
}

TEST_F(tls_output_test, comes_through_whatever_the_room) {
    for (std::size_t const room : {1UL, 7UL, 100UL, 16'384UL, 16'406UL, 65'536UL, 65'624UL}) {
        SCOPED_TRACE(room);
        open();
        connect();
        sent_ = 0;
        allowed_ = 0;
        std::string const stream = numbers(room < 100 ? 3'000 : 300'000);
        while (peer_->received.size() < stream.size()) {
            wire_->set_room(room);
            home_.settle();
            write_on(stream);
            peer_->give(std::exchange(wire_->received(), {}));
        }
        EXPECT_EQ(peer_->received, stream);
        write_on(stream);
        EXPECT_EQ(sent_, stream.size());
    }
}

TEST_F(tls_output_test, waits_for_the_handshake) {
    open();
    EXPECT_EQ(write("early"), 0U);
    EXPECT_FALSE(write_failure_);
    carry();
    EXPECT_EQ(events_.writables, 1);
    EXPECT_EQ(write("early"), 5U);
    carry();
    EXPECT_EQ(peer_->received, "early");
}

TEST_F(tls_output_test, ends_behind_what_waits) {
    wire_->set_room(10);
    home_.settle();
    EXPECT_EQ(write("last words"), 9U);
    channel_->shutdown_send();
    EXPECT_FALSE(wire_->ended_by_server());
    wire_->set_room(10'000);
    carry();
    EXPECT_EQ(peer_->received, "last words");
    EXPECT_TRUE(peer_->ended());
    EXPECT_TRUE(wire_->ended_by_server());
}

TEST_F(tls_output_test, says_that_it_cannot_write) {
    wire_->refuse_writes();
    EXPECT_EQ(write("lost"), 0U);
    EXPECT_TRUE(write_failure_);
    EXPECT_EQ(events_.breaks, 0); // the writer was told
}

TEST_F(tls_output_test, breaks_when_what_waits_cannot_leave) {
    wire_->set_room(10);
    home_.settle();
    EXPECT_EQ(write("lost"), 3U);
    wire_->refuse_writes();
    wire_->set_room(100);
    home_.settle();
    EXPECT_EQ(events_.breaks, 1);
}

} // namespace
} // namespace socketiota::loop
