// SPDX-License-Identifier: MIT
// A server with the adapter of Redis Streams, on a scripted Redis.
#include "golden.hpp"
#include "stream_scene.hpp"

#include <gtest/gtest.h>

#include <cluster/message_decoder.hpp>
#include <cluster/stream_names.hpp>

namespace socketiota::cluster {
namespace {

using stream_mover_test = stream_scene;

TEST_F(stream_mover_test, is_counted_once_it_misses_nothing) {
    EXPECT_EQ(client.opened, names{"socket.io"});
    EXPECT_EQ(waiting(), names{"XREVRANGE socket.io + - COUNT 1"});
    EXPECT_EQ(client.subscribed, names{"socket.io#/#" + way->uid() + "#"}) << "its own alone";
    client.blocking.answer(array_of({news("5-1")}));
    EXPECT_EQ(client.subscribed, (names{"socket.io#/#" + way->uid() + "#", "socket.io#/#"}));
    EXPECT_EQ(waiting(), names{read_from("5-1")});
    stream_ear second;
    auto const later = mover->open("/chat", second);
    EXPECT_EQ(client.subscribed.size(), 4U);
    EXPECT_TRUE(ear.heard.empty());
    EXPECT_TRUE(mover->keeps_log());
    EXPECT_EQ(mover->known_by(), mover::membership::counted);
}

TEST_F(stream_mover_test, writes_entries_as_official_servers_do) {
    std::size_t compared = 0;
    for (golden_line const& line : golden("entry")) {
        SCOPED_TRACE(line.step);
        message_decoder decoder;
        message what;
        std::string const data = line.parts.size() > 3 ? line.parts[3] : std::string();
        ASSERT_EQ(decoder.decode({line.parts[0], line.parts[1], line.parts[2], data}, what),
                  decode_outcome::message);
        if (what.uid == emitter_uid || what.nsp != "/")
            continue;
        way->send(what);
        ASSERT_EQ(client.commands.waiting(),
                  names{"XADD socket.io MAXLEN ~ 10000 * uid " + way->uid() + " nsp / type " +
                        line.parts[2] + " data " + data});
        client.commands.answer(bulk("1-1"));
        ++compared;
    }
    EXPECT_GT(compared, 10U);
}

TEST_F(stream_mover_test, publishes_questions_and_answers) {
    message question = broadcast();
    question.request_id = "r";
    way->send(question);
    way->send({.type = message_type::fetch_sockets, .request_id = "r"});
    way->send({.type = message_type::broadcast_client_count, .request_id = "r", .recipient = "x"});
    way->send({.type = message_type::heartbeat});
    names const sent = client.commands.waiting();
    ASSERT_EQ(sent.size(), 3U);
    EXPECT_TRUE(sent[0].starts_with("PUBLISH socket.io#/# \x84"));
    EXPECT_TRUE(sent[1].starts_with("PUBLISH socket.io#/# \x84"));
    EXPECT_TRUE(sent[2].starts_with("PUBLISH socket.io#/#x# \x84"));
}

TEST_F(stream_mover_test, tells_each_line_what_is_its_own) {
    stream_ear chat;
    auto const other = mover->open("/chat", chat);
    begin();
    way->send({.type = message_type::fetch_sockets, .request_id = "r"});
    std::string own = news("2-0");
    own.replace(own.find("$5\r\nother"), 9, bulk(way->uid()).substr(0, 21));
    read({news("1-0", "one"), own, news("3-0", "two", "/chat"), news("4-0", "x", "/none"),
          test::entry("5-0", {"uid", "u", "nsp", "/", "type", "3", "data", "oops"}),
          test::entry("6-0", {"uid", "u", "nsp", "/", "type", "99", "data", "{}"}),
          test::entry("7-0", {"lone"}), news("8-0", "last")});
    EXPECT_EQ(ear.heard, (names{"one 1-0", "last 8-0"}));
    EXPECT_EQ(chat.heard, names{"two 3-0"});
    EXPECT_EQ(mover->counts().own.read(), 1U);
    EXPECT_EQ(mover->counts().elsewhere.read(), 2U);
    EXPECT_EQ(mover->counts().malformed.read(), 1U);
    EXPECT_EQ(mover->counts().unknown.read(), 1U);
    EXPECT_EQ(waiting(), names{read_from("8-0")});
}

TEST_F(stream_mover_test, reads_on_where_it_was) {
    begin();
    EXPECT_EQ(waiting(), names{read_from("0-0")});
    client.blocking.answer(test::null_answer);
    EXPECT_EQ(waiting(), names{read_from("0-0")});
    read({news("7-0")});
    fail_reading();
    EXPECT_EQ(waiting(), names{"XRANGE socket.io 7-0 + COUNT 1"});
    client.blocking.answer(array_of({news("7-0")}));
    EXPECT_EQ(waiting(), names{read_from("7-0")});
    EXPECT_EQ(ear.heard, names{"e 7-0"});
}

TEST_F(stream_mover_test, notices_what_it_has_missed) {
    begin();
    read({news("7-0")});
    fail_reading();
    client.blocking.answer(array_of({news("9-0")})); // the first that is left
    EXPECT_EQ(ear.heard, (names{"e 7-0", "gap"}));
    EXPECT_EQ(waiting(), names{read_from("7-0")});
}

TEST_F(stream_mover_test, notices_that_the_memory_of_redis_was_wiped) {
    using std::chrono::seconds;
    begin();
    for (char const* const last : {"7-0", "8-0"}) { // nothing was lost
        time.pass(seconds(5));
        read({news(last)});
        EXPECT_EQ(waiting(), names{"XRANGE socket.io 7-0 + COUNT 1"});
        client.blocking.answer(array_of({news("7-0")}));
        EXPECT_EQ(waiting(), names{read_from(last)});
    }
    EXPECT_EQ(ear.lost_logs, 0);
    time.pass(seconds(5));
    read({news("10-0")});
    EXPECT_EQ(waiting(), names{"XRANGE socket.io 8-0 + COUNT 1"});
    client.blocking.answer(array_of({news("9-0")})); // the first that was added then
    EXPECT_EQ(ear.lost_logs, 1);
    EXPECT_EQ(ear.heard.back(), "gap");
    EXPECT_EQ(waiting(), names{read_from("10-0")});
}

TEST_F(stream_mover_test, looks_before_what_was_there_may_have_made_room) {
    begin();
    read({news("1-0")});
    for (int each = 2; each != 5001; ++each)
        read({news(std::to_string(each) + "-0")});
    EXPECT_EQ(waiting(), names{read_from("5000-0")});
    read({news("5001-0")});
    EXPECT_EQ(waiting(), names{"XRANGE socket.io 5001-0 + COUNT 1"}) << "it had none before";
}

TEST_F(stream_mover_test, follows_ids_that_went_backwards) {
    begin();
    read({news("7-0")});
    fail_reading();
    client.blocking.answer(test::no_entries);
    EXPECT_EQ(waiting(), names{"XREVRANGE socket.io + - COUNT 1"});
    client.blocking.answer(array_of({news("4-2")}));
    EXPECT_EQ(ear.heard, (names{"e 7-0", "gap"}));
    EXPECT_EQ(waiting(), names{read_from("4-2")});
}

TEST_F(stream_mover_test, reads_what_came_while_it_looked_for_the_end) {
    begin();
    read({news("7-0")});
    fail_reading();
    client.blocking.answer(test::no_entries);
    client.blocking.answer(array_of({news("8-0")}));
    EXPECT_EQ(waiting(), names{read_from("7-0")});
}

TEST_F(stream_mover_test, looks_whether_it_is_too_far_behind) {
    begin();
    std::vector<std::string> full;
    for (int each = 1; each <= 100; ++each)
        full.push_back(news(std::to_string(each) + "-0"));
    read(full);
    EXPECT_EQ(waiting(), names{"XRANGE socket.io 100-0 + COUNT 1"});
    client.blocking.answer(array_of({news("100-0")}));
    EXPECT_EQ(waiting(), names{read_from("100-0")});
    EXPECT_EQ(ear.heard.size(), 100U);
}

TEST_F(stream_mover_test, reads_less_at_once_where_that_is_too_much) {
    begin();
    read({news("7-0")});
    fail_reading(error::redis_answer_too_large);
    client.blocking.answer(array_of({news("7-0")}));
    EXPECT_EQ(waiting(), names{read_from("7-0", "50")});
    for (int each = 0; each != 5; ++each) {
        fail_reading(error::redis_answer_too_large);
        client.blocking.answer(array_of({news("7-0")}));
    }
    EXPECT_EQ(waiting(), names{read_from("7-0", "1")});
    fail_reading(error::redis_answer_too_large); // that one alone is: it is stepped over
    EXPECT_EQ(waiting(), names{"XREVRANGE socket.io + - COUNT 1"});
    client.blocking.answer(array_of({news("9-0")}));
    EXPECT_EQ(waiting(), names{read_from("9-0", "1")});
    EXPECT_EQ(ear.heard, (names{"e 7-0", "gap"}));
}

TEST_F(stream_mover_test, waits_before_it_asks_again_what_was_refused) {
    begin();
    client.blocking.answer("-NOPERM no\r\n");
    EXPECT_TRUE(waiting().empty());
    time.pass(std::chrono::milliseconds(300));
    EXPECT_EQ(waiting(), names{read_from("0-0")});
}

TEST_F(stream_mover_test, may_be_closed_while_it_is_read) {
    begin();
    ear.closes = &way;
    read({news("1-0"), news("2-0")});
    EXPECT_EQ(ear.heard, names{"e 1-0"});
    EXPECT_EQ(waiting(), names{read_from("2-0")});
    mover.reset();
}

/// What this server sends, and what it hears of where that stands among what others have sent.
class sending_through_streams : public stream_scene {
protected:
    sending_through_streams() { begin(); }

    void send(std::string const& name, message const& what = broadcast()) {
        way->send_logged(what, [this, name](error_code why, std::string_view offset) {
            ear.heard.push_back(name + (why ? " failed" : " at " + std::string(offset)));
        });
    }

    /// As it stands in the stream.
    [[nodiscard]] std::string own(std::string const& id) const {
        std::string text = news(id);
        return text.replace(text.find(bulk("other")), bulk("other").size(), bulk(way->uid()));
    }
};

TEST_F(sending_through_streams, tells_offsets_in_order) {
    send("a");
    send("b");
    EXPECT_TRUE(ear.heard.empty());
    client.commands.answer(bulk("1-0"));
    read({own("1-0")});
    EXPECT_EQ(ear.heard, names{"a at 1-0"});
    std::string const deep = std::string(1200, '\x91') + "\xC0";
    message wrong = broadcast();
    wrong.values = {carried_value::encoding::msgpack, deep};
    send("c", wrong);
    time.settle();
    EXPECT_EQ(ear.heard, names{"a at 1-0"}); // "b" comes first
    client.commands.answer("-OOM no memory\r\n");
    EXPECT_EQ(ear.heard, (names{"a at 1-0", "b failed", "c failed"}));
}

TEST_F(sending_through_streams, is_told_behind_what_others_have_sent_before) {
    send("a");
    client.commands.answer(bulk("3-0"));
    EXPECT_TRUE(ear.heard.empty());
    read({news("1-0"), news("2-0")});
    read({own("3-0"), news("4-0")});
    EXPECT_EQ(ear.heard, (names{"e 1-0", "e 2-0", "a at 3-0", "e 4-0"}));
}

TEST_F(sending_through_streams, is_told_before_what_others_have_sent_later) {
    send("a");
    read({news("1-0"), own("2-0"), news("3-0")});
    EXPECT_EQ(ear.heard, names{"e 1-0"}) << "nobody knows yet whether that is it";
    read({news("4-0")});
    client.commands.answer(bulk("2-0"));
    EXPECT_EQ(ear.heard, (names{"e 1-0", "a at 2-0", "e 3-0", "e 4-0"}));
}

TEST_F(sending_through_streams, knows_what_it_was_told_is_lost) {
    send("a");
    client.how = redis::link_state::degraded;
    mover->on_state();
    client.how = redis::link_state::connected;
    send("b");
    read({own("1-0"), own("2-0")}); // "a" stands there all the same
    client.commands.answer(bulk("1-0"));
    client.commands.answer(bulk("2-0"));
    EXPECT_EQ(ear.heard, (names{"a failed", "b at 2-0"}));
}

TEST_F(sending_through_streams, does_not_wait_for_a_stream_that_cannot_be_read) {
    send("a");
    client.commands.answer(bulk("1-0"));
    client.blocking.answer("-NOPERM no\r\n");
    EXPECT_EQ(ear.heard, names{"a failed"});
    send("b");
    client.commands.answer(bulk("2-0"));
    time.settle();
    EXPECT_EQ(ear.heard, (names{"a failed", "b failed"}));
}

TEST_F(sending_through_streams, does_not_wait_for_what_is_lost) {
    send("a");
    client.commands.answer(bulk("8-0"));
    read({news("7-0")});
    fail_reading();
    send("b");
    client.blocking.answer(array_of({news("9-0")}));
    EXPECT_EQ(ear.heard, (names{"e 7-0", "a failed", "b failed", "gap"}));
}

TEST_F(sending_through_streams, bounds_what_waits_to_be_told) {
    constexpr std::size_t most = 10'000;
    for (std::size_t each = 0; each <= most + 1; ++each)
        send("a");
    EXPECT_TRUE(ear.heard.empty());
    client.commands.answer(bulk("1-0"));
    EXPECT_EQ(ear.heard.size(), most + 2) << "the order is given up";
    EXPECT_EQ(ear.heard[0], "a failed");
}

TEST_F(sending_through_streams, bounds_what_waits_behind_it) {
    way.reset();
    mover.reset();
    mover = std::make_unique<stream_mover>(client, stream_options{.limits = {.octets = 5'000}},
                                           time.shard());
    way = mover->open("/", ear);
    begin();
    send("a");
    read({own("1-0"), news("2-0")});
    EXPECT_TRUE(ear.heard.empty());
    std::vector<std::string> many;
    for (int each = 3; each != 100; ++each)
        many.push_back(news(std::to_string(each) + "-0"));
    read(many);
    ASSERT_EQ(ear.heard.size(), 99U);
    EXPECT_EQ(ear.heard[0], "a failed");
    EXPECT_EQ(ear.heard[1], "e 2-0");
}

TEST_F(sending_through_streams, may_be_closed_while_it_is_told) {
    send("a");
    read({own("1-0"), news("2-0"), news("3-0")});
    ear.closes = &way;
    client.commands.answer(bulk("1-0"));
    EXPECT_EQ(ear.heard, (names{"a at 1-0", "e 2-0"}));
}

TEST_F(stream_mover_test, does_not_wait_for_redis_with_offsets) {
    names told;
    auto const tell = [&told](error_code why, std::string_view) { told.push_back(why.message()); };
    std::string const away = make_error_code(error::redis_away).message();
    way->send_logged(broadcast(), tell);
    client.how = redis::link_state::degraded;
    mover->on_state();
    EXPECT_EQ(told, names{away});
    way->send_logged(broadcast(), tell);
    EXPECT_EQ(told.size(), 1U); // not inside
    time.settle();
    EXPECT_EQ(told, (names{away, away}));
    EXPECT_EQ(client.commands.waiting().size(), 2U); // it may still be sent
    client.commands.answer(bulk("1-0"));
    client.commands.answer(bulk("2-0"));
    EXPECT_EQ(told.size(), 2U);
    way->send_logged(broadcast(), tell);
    way.reset();
    time.settle();
    EXPECT_EQ(told.size(), 2U);
}

TEST(stream_names, are_those_of_official_servers) {
    stream_options const one;
    EXPECT_EQ(stream_of("/private", one), "socket.io");
    EXPECT_EQ(all_streams(one), names{"socket.io"});
    stream_options const three{.stream_name = "sio", .stream_count = 3};
    EXPECT_EQ(stream_of("/", three), "sio-2");               // 47
    EXPECT_EQ(stream_of("/chat", three), "sio-1");           // 46457863
    EXPECT_EQ(stream_of("/admin", three), "sio-1");          // 1438238848
    EXPECT_EQ(stream_of("/private", three), "sio--1");       // -6790540
    EXPECT_EQ(stream_of("/notifications", three), "sio--2"); // -1014064871
    EXPECT_EQ(stream_of("/\xC3\xA9\xF0\x9F\x98\x80", {.stream_count = 100'000}),
              "socket.io-96989"); // of JavaScript's units
    EXPECT_EQ(all_streams(three), (names{"sio--2", "sio--1", "sio-0", "sio-1", "sio-2"}));
}

TEST(stream_id, is_two_numbers) {
    EXPECT_EQ(redis::stream_id::parse("7-12"), (redis::stream_id{7, 12}));
    EXPECT_EQ((redis::stream_id{7, 12}).text(), "7-12");
    for (char const* const wrong : {"", "-", "7", "7-", "-7", "7-1-1", "+7-1", " 7-1", "7-1 ",
                                    "99999999999999999999-1", "a-b"})
        EXPECT_FALSE(redis::stream_id::parse(wrong)) << wrong;
    EXPECT_EQ((redis::stream_id{7, 12}).next(), (redis::stream_id{7, 13}));
    EXPECT_EQ((redis::stream_id{7, ~std::uint64_t{0}}).next(), (redis::stream_id{8, 0}));
    EXPECT_LT((redis::stream_id{7, 12}), (redis::stream_id{8, 0}));
}

} // namespace
} // namespace socketiota::cluster
