// SPDX-License-Identifier: MIT
// Clients of msgpack beside those of JSON.
#include "hub_scene.hpp"

#include <socketiota/nsp.hpp>
#include <socketiota/value.hpp>

#include <boost/asio/awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/output_buffer.hpp>
#include <support/split_parser.hpp>
#include <value/msgpack_reader.hpp>
#include <value/msgpack_validate.hpp>
#include <value/msgpack_writer.hpp>

namespace socketiota::test {

/// An argument that knows how often it was encoded.
struct counted_argument {
    int* times;
};

} // namespace socketiota::test

template <>
struct socketiota::codec<socketiota::test::counted_argument> {
    static void encode(writer& to, test::counted_argument const& from) {
        *from.times += 1;
        to.write_double(NAN);
    }
};

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A packet as the official client's parser makes it.
std::string msgpack(value const& packet) {
    base::output_buffer octets;
    msgpack_writer to(octets);
    encode(to, packet);
    return std::string(octets.view());
}

value connect_packet(std::string_view nsp = "/") { return object("type", 0, "nsp", nsp); }

class parsers : public testing::Test {
protected:
    void begin(hub::hub_options const& options = {}) {
        scene.reset();
        scene = std::make_unique<hub_scene>(options);
        scene->on_connection([this](socket const& each) { people.push_back(each); });
    }

    void say(fake_session& who, value const& packet) {
        boost::asio::post(who.shard().get_executor(), [&who, octets = msgpack(packet)] {
            if (who.is_open)
                who.say_binary(octets);
        });
        scene->time.settle();
    }

    fake_session& join_with_msgpack() {
        fake_session& made = scene->arrive();
        say(made, connect_packet());
        return made;
    }

    fake_session& join_with_json() { return scene->join(); }

    /// What came since the last call, each as JSON.
    static std::vector<std::string> heard(fake_session& who) {
        std::vector<std::string> all;
        for (auto const& unit : std::exchange(who.sent, {})) {
            EXPECT_EQ(unit->text(), "");
            EXPECT_EQ(unit->attachments().size(), 1U);
            std::string_view const octets = unit->attachments()[0].as_text();
            EXPECT_TRUE(is_valid_msgpack(octets, 513));
            msgpack_reader from(octets);
            value packet;
            EXPECT_TRUE(decode(from, packet));
            all.push_back(packet.to_json());
        }
        return all;
    }

    std::unique_ptr<hub_scene> scene;
    std::vector<socket> people;
};

TEST_F(parsers, are_told_by_the_first_message_of_each_client) {
    begin();
    scene->on("add", [](int a, double b) { return a + b; });
    fake_session& binary = scene->arrive();
    say(binary, connect_packet());
    ASSERT_EQ(people.size(), 1U);
    EXPECT_THAT(heard(binary), ElementsAre(R"({"type":0,"data":{"sid":")" +
                                           std::string(people[0].id()) + R"("},"nsp":"/"})"));
    say(binary, object("type", 2, "nsp", "/", "id", 7, "data", array("add", 1, 2.5)));
    EXPECT_THAT(heard(binary), ElementsAre(R"({"id":7,"type":3,"data":[3.5],"nsp":"/"})"));

    fake_session& text = scene->join();
    text.say(R"(27["add",1,2.5])");
    scene->time.settle();
    EXPECT_THAT(text.heard(), ElementsAre("437[3.5]"));
}

TEST_F(parsers, carry_binary_in_place) {
    begin();
    scene->on("turn", [](bytes const& first, std::string const& second) {
        return array(second, object("deep", first));
    });
    fake_session& client = join_with_msgpack();
    heard(client);
    say(client, object("type", 2, "nsp", "/", "id", 0, "data",
                       array("turn", bytes(std::string_view("\x01\x02")), "x")));
    EXPECT_THAT(heard(client), ElementsAre(R"({"id":0,"type":3,"data":[["x",{"deep":)"
                                           R"({"_placeholder":true,"num":0}}]],"nsp":"/"})"));
}

TEST_F(parsers, refuse_arguments_in_the_words_of_json) {
    begin();
    scene->on("number", [](int) { return true; });
    fake_session& client = join_with_msgpack();
    heard(client);
    say(client, object("type", 2, "nsp", "/", "id", 1, "data", array("number", "1")));
    fake_session& other = scene->join();
    other.say(R"(21["number","1"])");
    scene->time.settle();
    auto const said = heard(client);
    auto const said_in_json = other.heard();
    ASSERT_EQ(said.size(), 1U);
    ASSERT_EQ(said_in_json.size(), 1U);
    EXPECT_EQ(said[0],
              R"({"id":1,"type":3,"data":)" + said_in_json[0].substr(3) + R"(,"nsp":"/"})");
    EXPECT_THAT(scene->errors, testing::SizeIs(2));
}

TEST_F(parsers, of_all_kinds_hear_a_broadcast_that_is_encoded_once_for_each) {
    begin();
    std::vector<fake_session*> with_json;
    std::vector<fake_session*> with_msgpack;
    for (int index = 0; index < 8; ++index)
        with_json.push_back(&join_with_json());
    int times = 0;
    auto const send = [&] {
        times = 0;
        scene->on_shard(
            [&] { scene->all->of("/")->handle().emit("news", counted_argument{&times}); });
    };
    send();
    EXPECT_EQ(times, 1) << "nobody speaks msgpack";
    for (int index = 0; index < 8; ++index)
        with_msgpack.push_back(&join_with_msgpack());
    for (fake_session* const each : with_json)
        each->heard();
    for (fake_session* const each : with_msgpack)
        heard(*each);
    send();
    EXPECT_EQ(times, 2);
    for (fake_session* const each : with_json)
        EXPECT_THAT(each->heard(), ElementsAre(R"(42["news",null])"));
    for (fake_session* const each : with_msgpack) {
        ASSERT_EQ(each->sent.size(), 1U);
        // NaN, which JSON has not, came from the arguments and not by way of JSON.
        std::string_view const octets = each->sent[0]->attachments()[0].as_text();
        EXPECT_NE(octets.find("\xcb\x7f\xf8"), std::string_view::npos);
        EXPECT_THAT(heard(*each), ElementsAre(R"({"type":2,"data":["news",null],"nsp":"/"})"));
    }
    for (fake_session* const each : with_msgpack)
        boost::asio::post(each->shard().get_executor(),
                          [each] { each->end(engine::close_reason::transport_close); });
    scene->time.settle();
    send();
    EXPECT_EQ(times, 1) << "they have left";
}

TEST_F(parsers, share_a_unit_among_those_of_one_parser_on_one_shard) {
    begin();
    fake_session& first = join_with_msgpack();
    fake_session& second = join_with_msgpack();
    first.sent.clear();
    second.sent.clear();
    scene->on_shard([&] { scene->all->of("/")->handle().emit("news"); });
    ASSERT_EQ(first.sent.size(), 1U);
    EXPECT_EQ(first.sent[0].get(), second.sent[0].get());
}

TEST_F(parsers, answer_to_a_broadcast_each_in_their_own) {
    begin();
    fake_session& binary = join_with_msgpack();
    fake_session& text = scene->join();
    heard(binary);
    std::vector<value> answers;
    scene->all->of("/")->handle().emit_with_ack<value>("who")(
        [&answers](error_code, std::vector<value> all) { answers = std::move(all); });
    scene->time.settle();
    EXPECT_THAT(heard(binary), ElementsAre(R"({"type":2,"data":["who"],"nsp":"/","id":0})"));
    EXPECT_THAT(text.heard(), ElementsAre(R"(420["who"])"));
    say(binary, object("type", 3, "nsp", "/", "id", 0, "data", array("binary")));
    boost::asio::post(text.shard().get_executor(), [&text] { text.say(R"(30["text"])"); });
    scene->time.settle();
    EXPECT_THAT(answers, testing::UnorderedElementsAre(value("binary"), value("text")));
}

TEST_F(parsers, say_why_a_namespace_is_not_joined_and_that_one_is_left) {
    begin();
    fake_session& client = scene->arrive();
    say(client, connect_packet("/nowhere"));
    EXPECT_THAT(
        heard(client),
        ElementsAre(R"({"type":4,"data":{"message":"Invalid namespace"},"nsp":"/nowhere"})"));
    say(client, connect_packet());
    heard(client);
    ASSERT_EQ(people.size(), 1U);
    people[0].disconnect();
    scene->time.settle();
    EXPECT_THAT(heard(client), ElementsAre(R"({"type":1,"nsp":"/"})"));
}

TEST_F(parsers, keep_binary_in_auth_and_count_it) {
    begin({.max_auth_bytes = 300});
    fake_session& client = scene->arrive();
    say(client, object("type", 0, "nsp", "/", "data",
                       object("name", "ann", "key", bytes(std::string_view("secret")))));
    ASSERT_EQ(people.size(), 1U);
    handshake const& request = people[0].handshake();
    EXPECT_EQ(request.auth_text(), R"({"name":"ann","key":{"_placeholder":true,"num":0}})");
    EXPECT_EQ(request.auth()["key"].to<bytes>().value().as_text(), "secret");

    struct login {
        std::string name;
        bytes key;
    };

    auto const decoded = request.auth<login>();
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(decoded->key.as_text(), "secret");

    heard(client);
    scene->all->of("/b");
    say(client,
        object("type", 0, "nsp", "/b", "data", object("key", bytes(std::string(300, 'x')))));
    EXPECT_THAT(heard(client),
                ElementsAre(R"({"type":4,"data":{"message":"Too much auth data"},"nsp":"/b"})"));
}

TEST_F(parsers, are_not_changed_in_a_session_and_what_is_neither_ends_it) {
    begin();
    fake_session& good = join_with_msgpack();
    fake_session& changed = join_with_msgpack();
    changed.say("0/b,");
    scene->time.settle();
    EXPECT_FALSE(changed.is_open);
    EXPECT_TRUE(scene->counted(metric::invalid_packet));

    scene->metrics.clear();
    fake_session& garbage = scene->arrive();
    boost::asio::post(garbage.shard().get_executor(), [&] { garbage.say_binary("\xdd\xff"); });
    scene->time.settle();
    EXPECT_FALSE(garbage.is_open);
    EXPECT_TRUE(scene->counted(metric::invalid_packet));

    fake_session& text = scene->join();
    boost::asio::post(text.shard().get_executor(),
                      [&] { text.say_binary(msgpack(connect_packet())); });
    scene->time.settle();
    EXPECT_FALSE(text.is_open);
    EXPECT_TRUE(good.is_open);
}

TEST_F(parsers, let_events_with_binary_wait_for_handlers) {
    begin({.max_running_handlers = 1});
    std::vector<std::string> came;
    scene->on("ask", [&came](socket me) -> boost::asio::awaitable<void> {
        bytes const answer = co_await me.emit_with_ack<bytes>("who");
        came.emplace_back(answer.as_text());
    });
    scene->on("octets", [&came](bytes const& octets) { came.emplace_back(octets.as_text()); });
    fake_session& client = join_with_msgpack();
    say(client, object("type", 2, "nsp", "/", "data", array("ask")));
    say(client,
        object("type", 2, "nsp", "/", "data", array("octets", bytes(std::string_view("held")))));
    EXPECT_THAT(came, IsEmpty());
    say(client,
        object("type", 3, "nsp", "/", "id", 0, "data", array(bytes(std::string_view("answer")))));
    EXPECT_THAT(came, ElementsAre("answer", "held"));
}

TEST_F(parsers, may_be_of_the_program_for_all) {
    hub::hub_options options;
    options.packet.custom = std::make_shared<split_parser const>();
    begin(options);
    scene->on("add", [](int a, int b) { return a + b; });
    fake_session& client = scene->arrive();
    auto const send = [&](std::string head, std::string data) {
        boost::asio::post(client.shard().get_executor(),
                          [&client, head = std::move(head), data = std::move(data)] {
                              client.say(head);
                              client.say_binary(data);
                          });
        scene->time.settle();
    };
    auto const heard_of = [](fake_session& who) {
        std::vector<std::string> all;
        for (auto const& unit : std::exchange(who.sent, {}))
            all.push_back(std::string(unit->text()) +
                          std::string(unit->attachments()[0].as_text()));
        return all;
    };
    send(R"({"kind":0,"nsp":"/"})", R"({"token":"abc"})");
    ASSERT_EQ(people.size(), 1U);
    EXPECT_EQ(people[0].handshake().auth_text(), R"({"token":"abc"})");
    heard_of(client);
    scene->time.pass(options.attachments_timeout + std::chrono::seconds(1));
    EXPECT_TRUE(client.is_open) << "nothing is missing";
    send(R"({"kind":2,"nsp":"/","id":3})", R"(["add",1,2])");
    EXPECT_THAT(heard_of(client), ElementsAre(R"(4{"kind":3,"nsp":"/","id":3}[3])"));
    fake_session& other = scene->arrive();
    boost::asio::post(other.shard().get_executor(), [&other] {
        other.say(R"({"kind":0,"nsp":"/"})");
        other.say_binary("null");
    });
    scene->time.settle();
    heard_of(other);
    scene->on_shard([&] { scene->all->of("/")->handle().emit("news", 1); });
    EXPECT_THAT(heard_of(client), ElementsAre(R"(4{"kind":2,"nsp":"/"}["news",1])"));
    EXPECT_THAT(heard_of(other), ElementsAre(R"(4{"kind":2,"nsp":"/"}["news",1])"));
}

TEST_F(parsers, have_a_deadline_for_what_is_not_complete) {
    hub::hub_options options;
    options.packet.custom = std::make_shared<split_parser const>();
    begin(options);
    fake_session& client = scene->arrive();
    boost::asio::post(client.shard().get_executor(), [&client] {
        client.say(R"({"kind":0,"nsp":"/"})");
        client.say_binary("null");
        client.say(R"({"kind":2,"nsp":"/"})");
    });
    scene->time.settle();
    scene->time.pass(options.attachments_timeout - std::chrono::seconds(1));
    EXPECT_TRUE(client.is_open);
    scene->time.pass(std::chrono::seconds(2));
    EXPECT_FALSE(client.is_open);
    EXPECT_TRUE(scene->counted(metric::attachments_timeout));
}

} // namespace
} // namespace socketiota::test
