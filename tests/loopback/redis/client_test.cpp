// SPDX-License-Identifier: MIT
#include "redis_test.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>

#include <redis/address.hpp>
#include <redis/single_client.hpp>
#include <redis/socket_carrier.hpp>

namespace socketiota::redis {
namespace {

class redis_client : public redis_test {
protected:
    test::redis_server server;
};

std::string all_octets() {
    std::string octets(256, '\0');
    std::iota(octets.begin(), octets.end(), '\0');
    return octets;
}

TEST_F(redis_client, publishes_and_hears_any_octets) {
    auto const ann = connect(server);
    std::string const name = "channel \r\n\xff#";
    ann->line->subscribe(channel_kind::channel, name, ann->heard);
    wait_for(*ann, "connected");
    wait_for(*ann, "subscribed ");
    std::string answer;
    ann->line->send({"PUBLISH", name, all_octets()});
    wait_for(*ann, name);
    EXPECT_EQ(ann->heard.heard.back(), name + "/" + name + ": " + all_octets());
}

TEST_F(redis_client, hears_what_matches_a_pattern) {
    auto const ann = connect(server);
    ann->line->subscribe(channel_kind::pattern, "socket.io#/#*", ann->heard);
    wait_for(*ann, "subscribed ");
    ann->line->send({"PUBLISH", "socket.io#/chat#", "no"});
    ann->line->send({"PUBLISH", "socket.io#/#room#", "yes"});
    wait_for(*ann, "socket");
    EXPECT_EQ(ann->heard.heard.back(), "socket.io#/#*/socket.io#/#room#: yes");
}

TEST_F(redis_client, hears_shard_channels_and_counts_subscribers) {
    auto const ann = connect(server);
    auto const bob = connect(server);
    ann->line->subscribe(channel_kind::shard, "s", ann->heard);
    ann->line->subscribe(channel_kind::channel, "c", ann->heard);
    bob->line->subscribe(channel_kind::channel, "c", bob->heard);
    wait_for(*ann, "subscribed s");
    wait_for(*ann, "subscribed c");
    wait_for(*bob, "subscribed c");
    EXPECT_EQ(ask(*bob, {"SPUBLISH", "s", "1"}), "1;");
    wait_for(*ann, "s/s: 1");
    std::vector<std::size_t> counts;
    auto const note = [&](error_code failure, std::size_t count) {
        EXPECT_FALSE(failure) << failure.message();
        counts.push_back(count);
    };
    ann->line->count_subscribers(channel_kind::shard, "s", note);
    ann->line->count_subscribers(channel_kind::channel, "c", note);
    ann->line->count_subscribers(channel_kind::channel, "nobody", note);
    run_until([&] { return counts.size() == 3; });
    EXPECT_THAT(counts, ElementsAre(1U, 2U, 0U));
    ann->line->unsubscribe(ann->heard);
    ann->line->count_subscribers(channel_kind::channel, "c", note);
    // The other connection may take a moment longer.
    while (counts.back() != 1) {
        std::size_t const before = counts.size();
        ann->line->count_subscribers(channel_kind::channel, "c", note);
        run_until([&] { return counts.size() > before; });
    }
}

TEST_F(redis_client, goes_without_resp3_where_it_is_refused) {
    auto const root = connect(server);
    EXPECT_EQ(ask(*root, {"ACL", "SETUSER", "old", "on", ">pw", "allchannels", "+@all", "-hello"}),
              "OK;");
    auto const ann = connect({.url = server.url(), .user = "old", .password = "pw"});
    ann->line->subscribe(channel_kind::channel, "c", ann->heard);
    wait_for(*ann, "subscribed c");
    root->line->send({"PUBLISH", "c", "1"});
    wait_for(*ann, "c/c: 1");
}

TEST_F(redis_client, has_all_leave_that_was_sent_before_it_ended) {
    auto const ann = connect(server);
    ann->line->send({"INCR", "n"});
    context.restart();
    ASSERT_EQ(context.run_one(), 1U); // it is written, and nobody has been told
    ann->line->send({"INCR", "n"});
    ann->line.reset();
    auto const bob = connect(server);
    EXPECT_EQ(ask(*bob, {"GET", "n"}), "2;");
}

/// Counts writes.
class counting_carrier final : public carrier {
public:
    counting_carrier(std::shared_ptr<carrier> below, std::size_t& writes)
        : below_(std::move(below)), writes_(writes) {}

    void connect(std::shared_ptr<reply_parser> input, carrier_owner& owner) override {
        below_->connect(std::move(input), owner);
    }

    [[nodiscard]] std::optional<std::string> write(std::string octets) override {
        ++writes_;
        return below_->write(std::move(octets));
    }

    void write_last(std::string octets) override { below_->write_last(std::move(octets)); }

    void close() noexcept override { below_->close(); }

    [[nodiscard]] error why_late() const noexcept override { return below_->why_late(); }

private:
    std::shared_ptr<carrier> below_;
    std::size_t& writes_;
};

TEST_F(redis_client, sends_ten_thousand_commands_of_a_turn_in_one_write) {
    checked_options checked = check({.url = server.url()});
    std::size_t writes = 0;
    recording_listener heard;
    single_client line(home, std::make_shared<redis_options const>(checked.options),
                       [&, make = make_socket_carriers(home, {}, false)] {
                           return std::make_shared<counting_carrier>(make(checked.at), writes);
                       });
    line.start(heard);
    run_until([&] { return line.state() == link_state::connected; });
    std::size_t const before = writes;
    std::size_t next = 1;
    for (std::size_t each = 1; each <= 10'000; ++each)
        line.send({"INCR", "n"}, [&](error_code failure, reply value) {
            EXPECT_FALSE(failure);
            EXPECT_EQ(value.integer(), static_cast<std::int64_t>(next++)) << "in order";
        });
    run_until([&] { return next == 10'001; });
    EXPECT_EQ(writes, before + 1);
}

TEST_F(redis_client, takes_answers_of_many_megabytes) {
    auto const ann = connect(server);
    std::string const large(20'000'000, 'x');
    EXPECT_EQ(ask(*ann, {"SET", "k", large}), "OK;");
    EXPECT_EQ(ask(*ann, {"GET", "k"}), large + ";");
    auto const careful = connect({.url = server.url(), .max_answer_bytes = 1'000'000});
    EXPECT_THAT(ask(*careful, {"GET", "k"}), StartsWith("error: an answer of Redis is too large"));
    EXPECT_EQ(ask(*careful, {"GET", "unknown"}), "null;") << "and connects again";
}

TEST_F(redis_client, executes_commands_together) {
    auto const ann = connect(server);
    std::vector<std::string> answers;
    auto const note = [&](error_code failure, reply value) {
        answers.push_back((failure ? failure.message() : "") + text_of(value));
    };
    ann->line->send({"SET", "k", "v"});
    ann->line->send_together({{"GET", "k"}, {"DEL", "k"}}, note);
    ann->line->send_together({{"GET", "k"}, {"NO", "SUCH", "COMMAND"}}, note);
    run_until([&] { return answers.size() == 2; });
    EXPECT_EQ(answers[0], "[v, 1]");
    EXPECT_THAT(answers[1], testing::HasSubstr("EXECABORT"));
}

TEST_F(redis_client, reads_a_stream_on_a_connection_that_blocks) {
    auto const ann = connect(server);
    auto const blocking = ann->line->open_blocking("s");
    std::vector<std::string> answers;
    auto const note = [&](error_code failure, reply value) {
        answers.push_back((failure ? failure.message() : "") + text_of(value));
    };
    blocking->send({"XREAD", "BLOCK", "10", "STREAMS", "s", "$"}, 10ms, note);
    run_until([&] { return answers.size() == 1; });
    EXPECT_EQ(answers[0], "null");
    blocking->send({"XREAD", "BLOCK", "30000", "STREAMS", "s", "0"}, 30s, note);
    ann->line->send({"XADD", "s", "1-1", "nsp", "/"});
    run_until([&] { return answers.size() == 2; });
    EXPECT_EQ(answers[1], "[[s, [[1-1, [nsp, /]]]]]");
}

TEST_F(redis_client, connects_by_name_and_by_ipv6) {
    std::string const port = std::to_string(server.port());
    EXPECT_EQ(ask(*connect({.url = "redis://localhost:" + port}), {"PING"}), "PONG;");
    EXPECT_EQ(ask(*connect({.url = "redis://[::1]:" + port}), {"PING"}), "PONG;");
}

TEST_F(redis_client, uses_its_database_and_its_name) {
    auto const ann = connect({.url = server.url() + "/5", .client_name = "node-7"});
    EXPECT_EQ(ask(*ann, {"SET", "k", "v"}), "OK;");
    std::string const shown = ask(*ann, {"CLIENT", "LIST"});
    EXPECT_THAT(shown, testing::HasSubstr("name=node-7"));
    EXPECT_THAT(shown, testing::HasSubstr("db=5"));
    EXPECT_EQ(ask(*connect(server), {"GET", "k"}), "null;");
}

TEST(redis_client_on_a_path, connects_by_a_unix_socket) {
    test::temporary_folder const folder;
    std::string const path = folder.path() / "redis.sock";
    test::redis_server const server({"--unixsocket", path});
    boost::asio::io_context context{1};
    auto const line = make_client(loop::shard::on(context), {.url = "unix://" + path});
    recording_listener heard;
    std::string answer;
    line->start(heard);
    line->send({"PING"}, [&](error_code, reply value) { answer = text_of(value); });
    while (answer.empty())
        context.run_one();
    EXPECT_EQ(answer, "PONG");
}

TEST_F(redis_client, may_be_destroyed_at_any_time) {
    for (int handlers = 0; handlers < 40; ++handlers) {
        auto ann = start({.url = "redis://localhost:" + std::to_string(server.port())});
        ann->line->subscribe(channel_kind::channel, "c", ann->heard);
        ann->line->send({"PUBLISH", "c", "1"});
        for (int each = 0; each < handlers; ++each)
            if (ann->line->state() != link_state::connected)
                context.run_one();
        ann.reset();
        context.poll();
    }
}

} // namespace
} // namespace socketiota::redis
