// SPDX-License-Identifier: MIT
// Sessions that are kept in Redis, and taken from there.
#include "stream_scene.hpp"

#include <gtest/gtest.h>

#include <cluster/session_codec.hpp>

namespace socketiota::cluster {
namespace {

// {sid: "s1", pid: "p1", rooms: ["s1", "r"], data: {a: 1}}, as @msgpack/msgpack writes it.
constexpr char const* written = "hKNzaWSiczGjcGlkonAxpXJvb21zkqJzMaFypGRhdGGBoWEB";

// The same with "since": "000000000000000a" before it.
constexpr char const* written_at_10 =
    "haVzaW5jZbAwMDAwMDAwMDAwMDAwMDBho3NpZKJzMaNwaWSicDGlcm9vbXOSonMxoXKkZGF0YYGhYQE=";

/// What whoever takes a session hears.
class taker final : public session_taker {
public:
    taker(names& heard, std::unique_ptr<line>* closes) : heard_(heard), closes_(closes) {}

    void on_session(kept_session const& session) override {
        std::string text = session.socket_id + " " + session.private_id;
        for (std::string const& each : session.rooms)
            text += " @" + each;
        heard_.push_back(text);
        if (closes_ != nullptr)
            closes_->reset();
    }

    void on_missed(message const& what) override {
        carried_event event;
        heard_.push_back((event.open(what.values) ? event.name() : "?") + " " + what.offset);
    }

    void on_end(error_code reason, std::string_view offset) override {
        bool const is_wrong = reason == boost::system::errc::invalid_argument;
        heard_.push_back(is_wrong ? "wrong" : reason ? "failed" : "end " + std::string(offset));
    }

private:
    names& heard_;
    std::unique_ptr<line>* closes_;
};

class stream_sessions_test : public stream_scene {
protected:
    void take(std::string const& offset, std::unique_ptr<line>* closes = nullptr) {
        store().take("p1", offset, std::make_unique<taker>(heard, closes));
    }

    [[nodiscard]] session_store& store() { return *way->sessions(); }

    /// Takes it, where it and the offset are there.
    void take_found() {
        take("5-0");
        client.commands.answer(array_of({bulk(written), ":1\r\n"}));
        client.commands.answer(array_of({news("5-0")}));
    }

    [[nodiscard]] names asked() const { return client.commands.waiting(); }

    [[nodiscard]] detail::callback<void(error_code, bool)> told() {
        return [this](error_code failure, bool kept) {
            heard.emplace_back(failure ? "failed" : kept ? "kept" : "not kept");
        };
    }

    names heard;
    kept_session session{.socket_id = "s1",
                         .private_id = "p1",
                         .rooms = {"s1", "r"},
                         .data = {carried_value::encoding::json, R"({"a":1})"},
                         .since = {10}};
};

TEST_F(stream_sessions_test, keeps_them_as_official_servers_do) {
    using std::chrono::milliseconds;
    std::string const kept = written_at_10;
    std::string const set = "SET sio:session:p1 " + kept + " PX 120000";
    std::string const set_own =
        "EVAL local kept=redis.call('GETRANGE',KEYS[1],0,31) "
        "if kept==ARGV[1]:sub(1,32) or kept==ARGV[3] then "
        "return redis.call('SET',KEYS[1],ARGV[1],'PX',ARGV[2]) end return false "
        "1 sio:session:p1 " +
        kept + " 120000";
    std::string const forget_own =
        "EVAL if redis.call('GETRANGE',KEYS[1],0,31)==ARGV[1]:sub(1,32) then "
        "return redis.call('DEL',KEYS[1]) end return 0 1 sio:session:p1 " +
        kept.substr(0, session_encoder::owner_characters);
    store().keep(session, session_store::keeping::anew, milliseconds(120'000), told());
    store().keep(session, session_store::keeping::again, milliseconds(120'000), told());
    store().keep(session, session_store::keeping::unless_taken, milliseconds(120'000), told());
    store().forget("p1", {10});
    names const all = asked();
    ASSERT_EQ(all.size(), 4U);
    EXPECT_EQ(names(all.begin(), all.end() - 1), (names{set, set_own, set_own + " "}));
    EXPECT_TRUE(all.back().starts_with(forget_own)) << all.back();
    for (char const* const answer : {"+OK\r\n", "+OK\r\n", "$-1\r\n", ":1\r\n"})
        client.commands.answer(answer);
    EXPECT_EQ(heard, (names{"kept", "kept", "not kept"}));
    store().keep(session, session_store::keeping::anew, milliseconds(7), told());
    client.commands.answer("-OOM\r\n");
    EXPECT_EQ(heard.back(), "failed");
    std::string const deep = std::string(1200, '[') + std::string(1200, ']');
    session.data.octets = deep;
    store().keep(session, session_store::keeping::anew, milliseconds(7), told());
    EXPECT_EQ(heard.size(), 4U); // not inside
    time.settle();
    EXPECT_EQ(heard.size(), 5U);
}

TEST_F(stream_sessions_test, are_taken_with_what_they_have_missed) {
    take("5-0");
    EXPECT_EQ(asked(), (names{"GET sio:session:p1; DEL sio:session:p1",
                              "XRANGE socket.io 5-0 5-0 COUNT 1"}));
    client.commands.answer(array_of({bulk(written), ":1\r\n"}));
    EXPECT_TRUE(heard.empty());
    client.commands.answer(array_of({news("5-0")}));
    EXPECT_EQ(heard, names{"s1 p1 @s1 @r"});
    EXPECT_EQ(asked(), names{"XRANGE socket.io 5-1 + COUNT 100"});
    client.commands.answer(
        array_of({news("6-0", "one"), news("6-1", "x", "/chat"),
                  news("6-2", "x", "/", R"({"volatile":true})"),
                  test::entry("6-3", {"uid", "u", "nsp", "/", "type", "4", "data", "{}"}),
                  test::entry("6-4", {"uid", "u", "nsp", "/", "type", "3", "data", "oops"}),
                  test::entry("6-5", {"uid", "u", "nsp", "/", "type", "3", "data",
                                      R"({"packet":{"data":["x"]},"requestId":"r","opts":{}})"}),
                  news("7-0", "two"), news("7-1", "x", "/", R"({"volatile":true})")}));
    EXPECT_EQ(heard, (names{"s1 p1 @s1 @r", "one 6-0", "two 7-0", "end 7-1"}));
    EXPECT_TRUE(asked().empty());
}

TEST_F(stream_sessions_test, are_read_on_until_nothing_is_left) {
    take_found();
    std::vector<std::string> full;
    for (int each = 1; each <= 100; ++each)
        full.push_back(news("6-" + std::to_string(each)));
    client.commands.answer(array_of(full));
    EXPECT_EQ(asked(), names{"XRANGE socket.io 6-101 + COUNT 100"});
    client.commands.answer(test::no_entries);
    EXPECT_EQ(heard.size(), 102U);
    EXPECT_EQ(heard.back(), "end 6-100");
}

TEST_F(stream_sessions_test, are_gone_where_one_of_both_is_not_there) {
    take("5-0");
    client.commands.answer(array_of({"$-1\r\n", ":0\r\n"}));
    client.commands.answer(array_of({news("5-0")}));
    take("5-0");
    client.commands.answer(array_of({bulk(written), ":1\r\n"}));
    client.commands.answer(test::no_entries);
    EXPECT_EQ(heard, (names{"failed", "failed"}));
    EXPECT_EQ(mover->counts().malformed.read(), 0U);
    take("5-0");
    client.commands.answer({}, error::redis_connection_lost);
    client.commands.answer(array_of({news("5-0")}));
    EXPECT_EQ(mover->counts().malformed.read(), 0U);
    take("5-0");
    client.commands.answer(array_of({bulk("AAAA"), ":1\r\n"}));
    client.commands.answer(array_of({news("5-0")}));
    EXPECT_EQ(heard.size(), 4U);
    EXPECT_EQ(mover->counts().malformed.read(), 1U);
}

TEST_F(stream_sessions_test, are_gone_where_the_offset_is_none) {
    take("5-0; FLUSHALL");
    EXPECT_EQ(asked(), names{"DEL sio:session:p1"});
    EXPECT_TRUE(heard.empty());
    client.commands.answer(":1\r\n");
    EXPECT_EQ(heard, names{"wrong"});
}

TEST_F(stream_sessions_test, are_bounded) {
    take_found();
    std::vector<std::string> full;
    for (int each = 1; each <= 100; ++each)
        full.push_back(test::entry("6-" + std::to_string(each), {}));
    std::size_t slices = 0;
    for (; !asked().empty(); ++slices)
        client.commands.answer(array_of(full));
    EXPECT_EQ(slices, 1000U);
    EXPECT_EQ(heard.back(), "failed");
}

TEST_F(stream_sessions_test, tell_nobody_once_the_line_is_closed) {
    take("5-0", &way);
    client.commands.answer(array_of({bulk(written), ":1\r\n"}));
    client.commands.answer(array_of({news("5-0")}));
    EXPECT_EQ(way, nullptr);
    EXPECT_EQ(heard, names{"s1 p1 @s1 @r"});
    EXPECT_TRUE(asked().empty());
}

TEST(session_codec, has_limits) {
    kept_session session;
    session_decoder decoder({.octets = 10});
    EXPECT_EQ(decoder.decode(written, session), decode_outcome::too_large);
    session_decoder few({.names = 1});
    EXPECT_EQ(few.decode(written, session), decode_outcome::too_large);
    session_decoder any;
    for (char const* const wrong : {"", "!", "gA==", "gaNzaWSiczE=", "hKNzaWSiczGjcGlkonAx"})
        EXPECT_EQ(any.decode(wrong, session), decode_outcome::malformed) << wrong;
}

} // namespace
} // namespace socketiota::cluster
