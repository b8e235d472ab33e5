// SPDX-License-Identifier: MIT
#include <socketiota/arguments.hpp>
#include <socketiota/raw.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include <packet/json_encoder.hpp>

namespace socketiota::packet {
namespace {

class packet_encoder : public testing::Test {
protected:
    template <class... Argument>
    result<base::outgoing_ptr> event(std::string_view nsp, std::optional<std::uint64_t> id,
                                     std::string_view name, Argument const&... arguments) {
        return encode_.event(nsp, id, name,
                             detail::argument_list{detail::argument_ref(arguments)...}, {});
    }

    template <class... Argument>
    std::string text(std::string_view nsp, std::optional<std::uint64_t> id, std::string_view name,
                     Argument const&... arguments) {
        auto const unit = event(nsp, id, name, arguments...);
        return unit ? std::string((*unit)->text()) : unit.error().message();
    }

    base::outgoing_pool pool_;
    json_encoder encode_{pool_};
};

// The expected texts are those of the official encoder, with the Engine.IO digit in front.
TEST_F(packet_encoder, writes_events_as_the_official_encoder) {
    EXPECT_EQ(text("/", {}, "foo"), R"(42["foo"])");
    EXPECT_EQ(text("/", 12, "foo"), R"(4212["foo"])");
    EXPECT_EQ(text("/admin", 0, "tell\"me", 1, true, nullptr),
              R"(42/admin,0["tell\"me",1,true,null])");
}

TEST_F(packet_encoder, writes_the_number_of_attachments_in_front) {
    bytes const first{std::string_view("abc")};
    bytes const second{std::string_view("de")};
    auto const unit = event("/n", 3, "pic", first, std::vector<bytes>{second, first});
    ASSERT_TRUE(unit);
    EXPECT_EQ((*unit)->text(), R"(453-/n,3["pic",{"_placeholder":true,"num":0},)"
                               R"([{"_placeholder":true,"num":1},{"_placeholder":true,"num":2}]])");
    ASSERT_EQ((*unit)->attachments().size(), 3U);
    EXPECT_EQ((*unit)->attachments()[1].data(), second.data()); // shared, not copied
}

TEST_F(packet_encoder, spreads_dynamic_arguments) {
    arguments all{1, "two", array(3)};
    EXPECT_EQ(text("/", {}, "relay", all), R"(42["relay",1,"two",[3]])");
    EXPECT_EQ(text("/", {}, "relay", arguments{}), R"(42["relay"])");
}

TEST_F(packet_encoder, writes_the_other_packets) {
    EXPECT_EQ(encode_.connect("/", "abc", "")->text(), R"(40{"sid":"abc"})");
    EXPECT_EQ(encode_.connect("/chat", "abc", "")->text(), R"(40/chat,{"sid":"abc"})");
    EXPECT_EQ(encode_.connect("/", "abc", "xyz")->text(), R"(40{"sid":"abc","pid":"xyz"})");
    EXPECT_EQ(encode_.disconnect("/")->text(), "41");
    EXPECT_EQ(encode_.disconnect("/chat")->text(), "41/chat,");
    EXPECT_EQ((*encode_.connect_error("/", "no", {}))->text(), R"(44{"message":"no"})");
    EXPECT_EQ((*encode_.connect_error("/a", "no", object("code", 1)))->text(),
              R"(44/a,{"message":"no","data":{"code":1}})");
    EXPECT_EQ((*encode_.ack("/", 12, detail::argument_list()))->text(), "4312[]");
    bytes const picture(std::string_view("x"));
    EXPECT_EQ((*encode_.ack("/", 1, detail::argument_list{detail::argument_ref(picture)}))->text(),
              R"(461-1[{"_placeholder":true,"num":0}])");
}

TEST_F(packet_encoder, has_room_for_the_longest_head) {
    std::string const nsp = '/' + std::string(300, 'n');
    auto const unit =
        event(nsp, UINT64_MAX, "e", std::vector<bytes>(10, bytes(std::string_view("x"))));
    ASSERT_TRUE(unit);
    EXPECT_TRUE((*unit)->text().starts_with("4510-" + nsp + ",18446744073709551615[\"e\",[{"));
}

TEST_F(packet_encoder, refuses_attachments_where_the_protocol_has_none) {
    auto const refused =
        encode_.connect_error("/", "no", object("picture", bytes(std::string_view("x"))));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), error::too_many_attachments);
}

TEST_F(packet_encoder, refuses_what_the_other_side_would_refuse) {
    std::vector<bytes> const many(11, bytes{std::string_view("x")});
    auto const too_many = event("/", {}, "a", many);
    ASSERT_FALSE(too_many);
    EXPECT_EQ(too_many.error(), error::too_many_attachments);
    value deep;
    for (int level = 0; level < 600; ++level) {
        value outer = array();
        outer.push_back(std::move(deep));
        deep = std::move(outer);
    }
    auto const too_deep = event("/", {}, "a", deep);
    ASSERT_FALSE(too_deep);
    EXPECT_EQ(too_deep.error(), error::nested_too_deep);
    EXPECT_EQ(text("/", {}, "after"), R"(42["after"])");
    EXPECT_EQ(pool_.alive(), 0U);
}

struct emitter_in_a_codec {
    encoder& inner;
};

} // namespace
} // namespace socketiota::packet

template <>
struct socketiota::codec<socketiota::packet::emitter_in_a_codec> {
    static void encode(writer& to, packet::emitter_in_a_codec const& from) {
        auto const other = from.inner.event("/", {}, "inner", detail::argument_list(), {});
        to.write_string((*other)->text());
    }
};

namespace socketiota::packet {
namespace {

TEST_F(packet_encoder, may_be_used_by_a_codec_while_it_encodes) {
    EXPECT_EQ(text("/", {}, "outer", emitter_in_a_codec{encode_}),
              R"(42["outer","42[\"inner\"]"])");
}

} // namespace
} // namespace socketiota::packet
