// SPDX-License-Identifier: MIT
// Servers with the adapter of Postgres, on a scripted client of it.
#include "golden.hpp"
#include "scripted_postgres_client.hpp"

#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <cluster/carried_event.hpp>
#include <cluster/message_decoder.hpp>
#include <cluster/message_encoder.hpp>
#include <cluster/postgres_mover.hpp>
#include <loop/shard.hpp>
#include <support/counting_sink.hpp>

namespace socketiota::cluster {
namespace {

using texts = std::vector<std::string>;

class hearing final : public line_listener {
public:
    void on_message(message& what) override {
        carried_event event;
        heard.push_back(event.open(what.values) ? std::string(event.name())
                                                : std::to_string(static_cast<int>(what.type)));
        if (closes != nullptr)
            closes->reset();
    }

    void on_gap() override { heard.emplace_back("gap"); }

    texts heard;
    std::unique_ptr<line>* closes = nullptr;
};

class watching final : public mover_observer {
public:
    void on_state(std::string_view sentence, bool is_wrong) noexcept override {
        (is_wrong ? wrong : right).emplace_back(sentence);
    }

    texts wrong;
    texts right;
};

class postgres_mover_test : public testing::Test {
protected:
    explicit postgres_mover_test(std::string const& nsp = "/") {
        auto made = std::make_unique<test::scripted_postgres_client>();
        client = made.get();
        mover = std::make_unique<postgres_mover>(std::move(made), postgres_mover_options{}, *home,
                                                 metrics, watches);
        way = mover->open(nsp, ear);
    }

    static message news(std::string_view arguments, message_type type = message_type::broadcast) {
        message made;
        made.type = type;
        made.values = {carried_value::encoding::json, arguments};
        return made;
    }

    void comes(std::string_view payload) { client->told->on_notification("socket.io#/", payload); }

    /// As another server has it.
    static std::string from_other(message what, message_encoder::form form) {
        what.uid = "other";
        what.nsp = "/";
        return std::string(*message_encoder().encode(what, form));
    }

    boost::asio::io_context context;
    std::shared_ptr<loop::shard> const home = loop::shard::on(context);
    test::counting_sink metrics;
    watching watches;
    hearing ear;
    test::scripted_postgres_client* client = nullptr;
    std::unique_ptr<postgres_mover> mover;
    std::unique_ptr<line> way;
};

TEST_F(postgres_mover_test, listens_to_the_channel_of_a_namespace_until_it_is_closed) {
    auto const chat = mover->open("/chat", ear);
    EXPECT_EQ(client->channels, (texts{"socket.io#/", "socket.io#/chat"}));
    way.reset();
    EXPECT_EQ(client->channels, texts{"socket.io#/chat"});
}

TEST_F(postgres_mover_test, says_that_it_is_there_once_answers_are_heard) {
    message first;
    first.type = message_type::initial_heartbeat;
    way->send(first);
    EXPECT_TRUE(client->sent.empty());
    client->told->on_listening("socket.io#/");
    EXPECT_EQ(ear.heard, texts{"gap"}); // who hears that sends it again
    way->send(first);
    ASSERT_EQ(client->sent.size(), 1U);
    EXPECT_EQ(client->sent[0].payload, R"({"type":1,"uid":")" + way->uid() + R"(","nsp":"/"})");
}

TEST_F(postgres_mover_test, sends_text_as_json_and_binary_as_an_attachment) {
    way->send(news(R"(["news",1])"));
    message binary = news({});
    std::string const octets("\x92\xa4news\xc4\x01\x07", 9);
    binary.values = {carried_value::encoding::msgpack, octets};
    way->send(binary);
    ASSERT_EQ(client->sent.size(), 2U);
    EXPECT_EQ(client->sent[0].channel, "socket.io#/");
    EXPECT_TRUE(client->sent[0].attachment.empty());
    EXPECT_EQ(client->sent[1].payload,
              R"({"uid":")" + way->uid() + R"(","type":3,"attachmentId":"7"})");
    message_decoder decoder;
    message back;
    ASSERT_EQ(decoder.decode(client->sent[1].attachment, back), decode_outcome::message);
    EXPECT_EQ(back.nsp, "/");
    EXPECT_EQ(back.values.octets, octets);
}

TEST_F(postgres_mover_test, attaches_what_is_longer_than_postgres_takes) {
    way->send(news(R"(["news",""])"));
    std::size_t const around = client->sent[0].payload.size();
    auto const of_size = [&](std::size_t size) {
        return R"(["news",")" + std::string(size - around, 'x') + R"("])";
    };
    std::string const fits = of_size(7999);
    std::string const does_not = of_size(8000);
    way->send(news(fits));
    way->send(news(does_not));
    ASSERT_EQ(client->sent.size(), 3U);
    EXPECT_EQ(client->sent[1].payload.size(), 7999U);
    EXPECT_TRUE(client->sent[1].attachment.empty());
    EXPECT_FALSE(client->sent[2].attachment.empty());
}

TEST_F(postgres_mover_test, keeps_what_servers_have_always_had_as_json) {
    message found;
    found.type = message_type::fetch_sockets_response;
    found.request_id = "r";
    std::string const octets("\x81\xa1x\xc4\x01\x07", 6);
    found.sockets.push_back({.id = "s", .data = {carried_value::encoding::msgpack, octets}});
    way->send(found);
    ASSERT_EQ(client->sent.size(), 1U);
    EXPECT_TRUE(client->sent[0].attachment.empty());
    EXPECT_NE(client->sent[0].payload.find(R"("data":{"x":{"type":"Buffer","data":[7]}})"),
              std::string::npos);
}

TEST_F(postgres_mover_test, hears_others_and_not_itself) {
    way->send(news(R"(["own"])"));
    comes(client->sent[0].payload);
    comes(from_other(news(R"(["one"])"), message_encoder::form::json));
    comes(R"({"type":9,"data":{"packet":["two"]},"uid":"emitter"})"); // as the official emitter
    comes(
        R"({"type":3,"data":{"packet":{"type":2,"data":["three"]},"opts":{"rooms":[],"except":[],)"
        R"("flags":{}}},"uid":"other","nsp":"/chat"})");
    EXPECT_EQ(ear.heard, (texts{"one", "two"}));
    EXPECT_EQ(mover->counts().own.read(), 1U);
    EXPECT_EQ(mover->counts().elsewhere.read(), 1U);
}

TEST_F(postgres_mover_test, fetches_attachments_in_order_but_its_own) {
    comes(R"({"uid":")" + way->uid() + R"(","type":3,"attachmentId":"1"})");
    EXPECT_TRUE(client->fetches.empty());
    comes(R"({"uid":"other","type":3,"attachmentId":"2"})");
    comes(R"({"uid":"other","type":3,"attachmentId":3})");
    comes(from_other(news(R"(["last"])"), message_encoder::form::json));
    ASSERT_EQ(client->fetches.size(), 2U);
    EXPECT_EQ(client->fetches[0].first, "2");
    EXPECT_EQ(client->fetches[1].first, "3");
    EXPECT_TRUE(ear.heard.empty());
    client->answer({}, from_other(news(R"(["first"])"), message_encoder::form::msgpack));
    EXPECT_EQ(ear.heard, texts{"first"});
    client->answer(error::postgres_away, {});
    EXPECT_EQ(ear.heard, (texts{"first", "last"}));
    EXPECT_EQ(mover->counts().failed.read(), 1U);
}

TEST_F(postgres_mover_test, fetches_no_nonsense) {
    for (char const* const id : {"", "x", "-1", "1; DROP TABLE", "12345678901234567890"})
        comes(R"({"uid":"other","type":3,"attachmentId":")" + std::string(id) + R"("})");
    EXPECT_TRUE(client->fetches.empty());
    // An attachment that names another is none.
    comes(R"({"uid":"other","type":3,"attachmentId":"2"})");
    client->answer({}, R"({"uid":"other","type":3,"attachmentId":"2"})");
    EXPECT_TRUE(client->fetches.empty());
    EXPECT_TRUE(ear.heard.empty());
}

TEST_F(postgres_mover_test, may_be_closed_while_it_tells) {
    ear.closes = &way;
    comes(R"({"uid":"other","type":3,"attachmentId":"2"})");
    comes(from_other(news(R"(["behind"])"), message_encoder::form::json));
    client->answer({}, from_other(news(R"(["first"])"), message_encoder::form::msgpack));
    EXPECT_EQ(ear.heard, texts{"first"});
    EXPECT_TRUE(client->channels.empty());
}

TEST_F(postgres_mover_test, says_of_a_long_name_that_it_is_alone) {
    std::string const fits(53, 'x'); // 63 with the prefix and #
    auto const named = mover->open(fits, ear);
    EXPECT_TRUE(watches.wrong.empty());
    auto const longer = mover->open(fits + "x", ear);
    ASSERT_EQ(watches.wrong.size(), 1U);
    EXPECT_NE(watches.wrong[0].find("shorter"), std::string::npos);
    EXPECT_EQ(client->channels.size(), 2U);
    longer->send(news(R"(["news"])"));
    EXPECT_TRUE(client->sent.empty());
    EXPECT_EQ(metrics[metric::cluster_message_lost], 1U);
    auto const odd = mover->open(std::string("/a\0b", 4), ear);
    EXPECT_EQ(watches.wrong.size(), 2U);
}

TEST_F(postgres_mover_test, tells_how_it_stands) {
    client->told->on_state(postgres_state::connected, {}, {});
    ASSERT_EQ(watches.right.size(), 1U);
    client->told->on_state(postgres_state::degraded, error::postgres_no_table, "words");
    client->told->on_lost(error::postgres_away, {});
    ASSERT_EQ(watches.wrong.size(), 2U);
    EXPECT_NE(watches.wrong[0].find("CREATE TABLE"), std::string::npos);
    EXPECT_NE(watches.wrong[0].find("(words)"), std::string::npos);
    EXPECT_EQ(metrics[metric::cluster_message_lost], 1U);
    client->told->on_gap();
    EXPECT_EQ(ear.heard, texts{"gap"});
}

TEST_F(postgres_mover_test, tells_each_reason_of_losses_once) {
    auto const lose = [this] { client->told->on_lost(error::postgres_away, "words"); };
    lose();
    lose();
    client->told->on_lost(error::postgres_queue_full, {});
    EXPECT_EQ(watches.wrong.size(), 2U);
    EXPECT_EQ(metrics[metric::cluster_message_lost], 3U);
    client->told->on_state(postgres_state::connected, {}, {});
    client->told->on_lost(error::postgres_queue_full, {});
    EXPECT_EQ(watches.wrong.size(), 3U);
}

TEST_F(postgres_mover_test, counts_a_state_when_it_begins) {
    EXPECT_EQ(mover->now(), mover::state::degraded);
    client->told->on_state(postgres_state::degraded, {}, {});
    EXPECT_EQ(metrics[metric::cluster_degraded], 0U) << "it only begins";
    client->told->on_state(postgres_state::connected, {}, {});
    EXPECT_EQ(mover->now(), mover::state::connected);
    client->told->on_state(postgres_state::degraded, error::postgres_away, {});
    client->told->on_state(postgres_state::degraded, error::postgres_no_table, {});
    EXPECT_EQ(mover->now(), mover::state::degraded);
    EXPECT_EQ(metrics[metric::cluster_degraded], 1U);
    client->told->on_state(postgres_state::lost, error::postgres_away, {});
    EXPECT_EQ(mover->now(), mover::state::lost);
    EXPECT_EQ(metrics[metric::cluster_lost], 1U);
    client->told->on_state(postgres_state::connected, {}, {});
    EXPECT_EQ(metrics[metric::cluster_connected], 2U);
}

TEST_F(postgres_mover_test, shows_what_it_has_not_moved) {
    comes("no message");
    ASSERT_NE(mover->counted(), nullptr);
    EXPECT_EQ(mover->counted()->malformed.read(), 1U);
}

TEST_F(postgres_mover_test, sends_what_servers_of_node_send) {
    for (golden_line const& line : golden("postgres")) {
        SCOPED_TRACE(line.step);
        message_decoder decoder;
        message what;
        if (decoder.decode(line.parts[0], what) != decode_outcome::message || what.nsp != "/")
            continue;
        client->sent.clear();
        client->told->on_listening("socket.io#/");
        std::string const uid = what.uid;
        way->send(what);
        ASSERT_EQ(client->sent.size(), 1U);
        std::string expected = line.parts[0];
        expected.replace(expected.find(uid), uid.size(), way->uid());
        EXPECT_EQ(client->sent[0].payload, expected);
    }
}

TEST_F(postgres_mover_test, another_server_with_its_id_is_told_once) {
    client->told->on_state(postgres_state::connected, {}, {});
    client->told->on_listening("socket.io#/");
    message mine = news(R"(["news",1])");
    mine.uid = way->uid();
    mine.nsp = "/";
    std::string const said(
        *message_encoder().encode(mine, message_encoder::form::json_unless_binary));
    way->send(news(R"(["news",1])"));
    comes(said); // it comes back
    EXPECT_THAT(watches.wrong, testing::IsEmpty());
    EXPECT_EQ(mover->now(), mover::state::connected);
    comes(said);
    comes(said);
    EXPECT_THAT(watches.wrong,
                testing::ElementsAre(testing::StartsWith("another server of the cluster has the "
                                                         "id of this one")));
    EXPECT_EQ(mover->now(), mover::state::degraded);
    EXPECT_EQ(mover->counts().twin.read(), 2U);
}

TEST_F(postgres_mover_test, what_other_versions_say_is_told_once) {
    for (int times = 0; times < 2; ++times) {
        comes(R"({"uid":"other","nsp":"/","type":99})");
        comes("no message");
    }
    EXPECT_THAT(watches.wrong, testing::ElementsAre(testing::HasSubstr("has a newer adapter"),
                                                    testing::HasSubstr("need the same adapter")));
}

} // namespace
} // namespace socketiota::cluster
