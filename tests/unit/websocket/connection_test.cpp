// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <base/outbox.hpp>
#include <support/counting_sink.hpp>
#include <support/manual_shard.hpp>
#include <support/memory_channel.hpp>
#include <websocket/connection.hpp>

namespace socketiota::websocket {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using wire::websocket_role;

/// One end of a connection, whose owner writes down what it hears.
class end final : public connection_owner {
public:
    end(test::manual_shard& time, connection_kind const& kind,
        std::size_t room = std::size_t{16} << 20)
        : time_(time),
          peer(std::make_shared<test::memory_peer>(time.context())),
          outbox(room),
          subject(
              std::make_shared<connection>(time.shard(), peer->server_end(), std::string(), kind)) {
        subject->start(*this, &outbox, {});
    }

    ~end() {
        subject->abort();
        time_.shard().dispose(std::move(subject));
        time_.settle();
    }

    void send(base::outgoing_ptr unit) {
        outbox.push(std::move(unit));
        subject->output_ready();
    }

    void send(std::string_view text, std::vector<bytes> attachments = {}) {
        send(time_.shard().units().make(text, std::move(attachments)));
    }

    [[nodiscard]] std::vector<std::string> take() { return std::exchange(heard_, {}); }

    void on_websocket_text(std::span<char> text) override {
        if (meanwhile)
            meanwhile();
        heard_.emplace_back(text.data(), text.size());
    }

    void on_websocket_binary(std::span<std::byte const> octets) override {
        heard_.push_back(
            "<" + std::string(reinterpret_cast<char const*>(octets.data()), octets.size()) + ">");
    }

    void on_websocket_drained() override {}

    void on_websocket_failed(failure const& how) noexcept override {
        heard_.push_back(std::to_string(how.code) + ' ' + std::string(how.reason));
        subject->close(closing_);
    }

private:
    test::manual_shard& time_;
    test::counting_sink metrics_;
    closing_connections closing_{time_.shard(), metrics_};
    std::vector<std::string> heard_;

public:
    std::function<void()> meanwhile;
    std::shared_ptr<test::memory_peer> peer;
    base::outbox outbox;
    std::shared_ptr<connection> subject;
};

class websocket_connection : public testing::Test {
protected:
    /// Carries octets between two ends until neither sends any more.
    void carry(end& one, end& other, std::size_t most = std::string::npos) {
        for (bool moved = true; std::exchange(moved, false);) {
            time_.settle();
            for (auto const& [from, to] : {std::pair(&one, &other), std::pair(&other, &one)}) {
                std::string const octets = std::exchange(from->peer->received(), {});
                for (std::size_t at = 0; at < octets.size(); at += std::min(most, octets.size())) {
                    to->peer->send(std::string_view(octets).substr(at, most));
                    time_.settle();
                }
                moved |= !octets.empty();
            }
        }
    }

    [[nodiscard]] static std::shared_ptr<shared_deflate> compressing(deflate_options const& how) {
        return std::make_shared<shared_deflate>(how);
    }

    [[nodiscard]] static connection_kind kind(websocket_role role,
                                              std::shared_ptr<shared_deflate> const& with,
                                              wire::deflate_terms const& terms = {}) {
        return {.deflate = agreed_deflate{terms, with}, .role = role};
    }

    test::manual_shard time_;
    std::string const text_ = std::string(3000, 'x') + " and " + std::string(3000, 'y');
};

TEST_F(websocket_connection, of_a_client_talks_to_that_of_a_server) {
    end server(time_, {});
    end client(time_, {.role = websocket_role::client});
    client.send("hello");
    client.send("with binaries", {bytes(std::string_view("one")), bytes(std::string_view("two"))});
    client.subject->send_aside("aside");
    client.subject->send_ping();
    server.send("answer");
    carry(client, server);
    EXPECT_THAT(server.take(), ElementsAre("aside", "hello", "with binaries", "<one>", "<two>"));
    EXPECT_THAT(client.take(), ElementsAre("answer"));
    EXPECT_TRUE(client.outbox.empty());
}

TEST_F(websocket_connection, of_a_client_masks_each_frame_with_another_key) {
    end client(time_, {.role = websocket_role::client});
    client.send("same");
    client.send("same");
    time_.settle();
    std::string const& octets = client.peer->received();
    ASSERT_EQ(octets.size(), 20U);
    EXPECT_EQ(octets.substr(0, 2), "\x81\x84");
    EXPECT_NE(octets.substr(2, 4), octets.substr(12, 4));
}

TEST_F(websocket_connection, of_a_client_keeps_the_mask_of_what_is_half_sent) {
    end server(time_, {});
    end client(time_, {.role = websocket_role::client});
    for (int unit = 0; unit < 5; ++unit)
        client.send(text_);
    client.peer->set_room(0);
    time_.settle();
    for (int octets = 0; octets < 31'000; octets += 1000) {
        client.peer->set_room(1000);
        carry(client, server);
    }
    EXPECT_THAT(server.take(), ElementsAre(text_, text_, text_, text_, text_));
    EXPECT_TRUE(client.outbox.empty());
}

TEST_F(websocket_connection, of_a_client_leaves_a_unit_as_it_is_that_others_have) {
    end server(time_, {});
    end client(time_, {.role = websocket_role::client});
    auto const unit = time_.shard().units().make("same");
    client.send(unit);
    client.send("other");
    carry(client, server);
    EXPECT_THAT(server.take(), ElementsAre("same", "other"));
    EXPECT_EQ(unit->text(), "same");
}

TEST_F(websocket_connection, of_a_client_refuses_masked_frames) {
    end client(time_, {.role = websocket_role::client});
    client.peer->send("\x81\x80\1\2\3\4"s);
    time_.settle();
    EXPECT_THAT(client.take(), ElementsAre("1002 a frame from the server is masked"));
}

TEST_F(websocket_connection, of_a_client_waits_for_the_server_to_end_it) {
    end client(time_, {.role = websocket_role::client});
    client.peer->send("\x88\x02\x03\xe8"s);
    time_.settle();
    EXPECT_THAT(client.take(), ElementsAre("1000 "));
    EXPECT_TRUE(client.peer->received().starts_with("\x88\x82"));
    EXPECT_FALSE(client.peer->closed_by_server());
}

TEST_F(websocket_connection, compresses_in_both_directions) {
    auto const with = compressing({});
    for (bool const keeps : {false, true}) {
        wire::deflate_terms const terms{!keeps, !keeps, 15, 15};
        end server(time_, kind(websocket_role::server, with, terms));
        end client(time_, kind(websocket_role::client, with, terms));
        for (int unit = 0; unit < 3; ++unit) {
            server.send(text_, {bytes(std::string_view(text_))});
            client.send(text_, {bytes(std::string_view(text_))});
        }
        time_.settle();
        EXPECT_LT(server.peer->received().size(), 500U);
        EXPECT_LT(client.peer->received().size(), 500U);
        carry(client, server, 7);
        std::string const binary = '<' + text_ + '>';
        EXPECT_THAT(server.take(), ElementsAre(text_, binary, text_, binary, text_, binary));
        EXPECT_THAT(client.take(), ElementsAre(text_, binary, text_, binary, text_, binary));
    }
}

TEST_F(websocket_connection, keeps_a_context_that_makes_repetitions_small) {
    auto const with = compressing({});
    std::string noise;
    for (std::uint32_t state = 1; noise.size() < 2000; state = state * 1664525 + 1013904223)
        noise += static_cast<char>('a' + (state >> 24) % 26);
    std::vector<std::size_t> sizes;
    for (bool const keeps : {false, true}) {
        end server(time_, kind(websocket_role::server, with, {!keeps, true, 15, 15}));
        server.send(noise);
        time_.settle();
        std::size_t const first = server.peer->received().size();
        server.send(noise);
        time_.settle();
        sizes.push_back(server.peer->received().size() - first);
    }
    EXPECT_GT(sizes[0], 1000U);
    EXPECT_LT(sizes[1], 100U);
}

TEST_F(websocket_connection, compresses_a_broadcast_once_for_each_window) {
    auto const with = compressing({});
    std::vector<std::unique_ptr<end>> ends;
    for (int each = 0; each < 100; ++each)
        ends.push_back(std::make_unique<end>(
            time_, kind(websocket_role::server, with,
                        {true, true, static_cast<std::uint8_t>(each % 2 == 0 ? 15 : 10), 15})));
    auto const unit = time_.shard().units().make(text_);
    for (auto const& each : ends)
        each->send(unit);
    time_.settle();
    EXPECT_EQ(with->deflated(), 2U);
    for (auto const& each : ends) {
        EXPECT_EQ(each->peer->received().size(), ends[0]->peer->received().size());
        EXPECT_EQ(each->peer->received().substr(0, 1), "\xc1");
    }
}

TEST_F(websocket_connection, compresses_from_the_threshold_on) {
    auto const with = compressing({.threshold = 100});
    end server(time_, kind(websocket_role::server, with));
    server.send(std::string(99, 'x'));
    server.send(std::string(100, 'x'), {bytes(std::string(99, 'y')), bytes(std::string(100, 'y'))});
    time_.settle();
    std::string const& octets = server.peer->received();
    EXPECT_EQ(octets.substr(0, 101), "\x81\x63" + std::string(99, 'x'));
    std::size_t const second = 101;
    std::size_t const third = second + 2 + static_cast<unsigned char>(octets[second + 1]);
    EXPECT_EQ(octets[second], '\xc1');
    EXPECT_EQ(octets.substr(third, 101), "\x82\x63" + std::string(99, 'y'));
    EXPECT_EQ(octets[third + 101], '\xc2');
    EXPECT_EQ(with->deflated(), 2U);
}

TEST_F(websocket_connection, compresses_less_than_the_threshold_in_a_context) {
    auto const with = compressing({});
    end server(time_, kind(websocket_role::server, with, {false, true, 15, 15}));
    server.send("Hello");
    server.send("Hello");
    time_.settle();
    EXPECT_EQ(server.peer->received(), "\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00"s
                                       "\xc1\x05\xf2\x00\x11\x00\x00"s);
}

TEST_F(websocket_connection, does_not_compress_what_is_not_to_be_compressed) {
    auto const with = compressing({.threshold = 0});
    for (bool const keeps : {false, true}) {
        end server(time_, kind(websocket_role::server, with, {!keeps, true, 15, 15}));
        server.send(time_.shard().units().make(text_, {}, {.compress = false}));
        time_.settle();
        EXPECT_EQ(server.peer->received().substr(0, 4), "\x81\x7e\x17\x75"s);
    }
    EXPECT_EQ(with->deflated(), 0U);
}

TEST_F(websocket_connection, sends_as_it_is_what_does_not_become_smaller) {
    auto const with = compressing({.threshold = 0});
    end server(time_, kind(websocket_role::server, with));
    server.send("abc");
    time_.settle();
    EXPECT_EQ(server.peer->received(), "\x81\x03"s + "abc");
}

TEST_F(websocket_connection, ends_a_peer_that_sends_a_bomb) {
    auto const with = compressing({});
    connection_kind bounded = kind(websocket_role::server, with);
    bounded.limits.max_payload_size = text_.size();
    end server(time_, bounded);
    end client(time_, kind(websocket_role::client, with));
    client.send(text_);
    client.send(text_ + 'z');
    client.send("late");
    carry(client, server);
    EXPECT_THAT(server.take(),
                ElementsAre(text_, "1009 a text or binary inflates to more than the limit"));
    EXPECT_THAT(client.take(), ElementsAre("1009 "));
}

TEST_F(websocket_connection, keeps_what_it_hands_out_while_another_inflates) {
    auto const with = compressing({});
    end one(time_, kind(websocket_role::server, with));
    end other(time_, kind(websocket_role::server, with));
    std::string const hello = "\xc1\x87\0\0\0\0\xf2\x48\xcd\xc9\xc9\x07\x00"s;
    one.meanwhile = [&other] {
        std::string octets = "\xc1\x87\0\0\0\0\0\1\0\xfe\xff!\0"s;
        other.subject->on_data(std::as_writable_bytes(std::span(octets)));
    };
    one.peer->send(hello);
    time_.settle();
    EXPECT_THAT(one.take(), ElementsAre("Hello"));
    EXPECT_THAT(other.take(), ElementsAre("!"));
}

TEST_F(websocket_connection, ends_a_peer_that_compresses_wrongly) {
    auto const with = compressing({});
    auto const answer = [&](std::string_view octets) {
        end server(time_, kind(websocket_role::server, with));
        server.peer->send(octets);
        time_.settle();
        auto const heard = server.take();
        return heard.empty() ? std::string() : heard.front();
    };
    EXPECT_EQ(answer("\xc1\x83\0\0\0\0\xff\xff\xff"s), "1007 a text or binary cannot be inflated");
    EXPECT_EQ(answer("\xc1\x87\0\0\0\0\0\1\0\xfe\xff\xff\0"s), "1007 a text is not UTF-8");
    EXPECT_EQ(answer("\xc2\x87\0\0\0\0\0\1\0\xfe\xff\xff\0"s), "<\xff>");
    EXPECT_EQ(answer("\xc9\x80\0\0\0\0"s), "1002 reserved bits are set") << "a ping";
    EXPECT_EQ(answer("\xc8\x80\0\0\0\0"s), "1002 reserved bits are set") << "a close frame";
    EXPECT_EQ(answer("\x01\x80\0\0\0\0\xc0\x80\0\0\0\0"s), "1002 reserved bits are set")
        << "a continuation";
    EXPECT_EQ(answer("\xe1\x80\0\0\0\0"s), "1002 reserved bits are set") << "RSV2";
    EXPECT_EQ(answer("\xd1\x80\0\0\0\0"s), "1002 reserved bits are set") << "RSV3";
    EXPECT_EQ(answer("\xc1\x80\0\0\0\0"s), "") << "an empty text";
    EXPECT_EQ(answer("\x41\x83\0\0\0\0\xf2\x48\xcd\x80\x84\0\0\0\0\xc9\xc9\x07\x00"s), "Hello")
        << "in two frames";
}

TEST_F(websocket_connection, refuses_compressed_frames_that_nobody_agreed_on) {
    end server(time_, {});
    server.peer->send("\xc1\x80\0\0\0\0"s);
    time_.settle();
    EXPECT_THAT(server.take(), ElementsAre("1002 reserved bits are set"));
}

} // namespace
} // namespace socketiota::websocket
