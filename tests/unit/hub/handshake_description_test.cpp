// SPDX-License-Identifier: MIT
#include <socketiota/handshake.hpp>
#include <socketiota/raw.hpp>
#include <socketiota/value.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include <engine/handshake_record.hpp>
#include <hub/handshake_description.hpp>
#include <value/value_reader.hpp>

namespace socketiota::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;

std::string description_of(handshake const& from) {
    return detail::encode_to_value(
               [](writer& to, void const* source) {
                   hub::describe_handshake(*static_cast<handshake const*>(source), to);
               },
               &from)
        .to_json();
}

handshake handshake_of(std::string_view json) {
    value const described = value::parse(json).value();
    value_reader from(described);
    return hub::described_handshake(from);
}

handshake example() {
    return {std::make_shared<engine::handshake_record>(engine::handshake_record::source{
                .url = "/socket.io/?EIO=4&transport=polling&a=1&a=2",
                .remote_address = "127.0.0.1",
                .headers = {{"host", "localhost"}, {"x-tag", "a"}, {"x-tag", "b"}},
                .secure = true,
                .issued = system_clock::time_point(milliseconds(1'795'212'584'123))}),
            std::make_shared<raw const>(raw::parse(R"({"token":"abc"})").value())};
}

TEST(handshake_description, is_the_object_that_node_has) {
    std::string_view const expected =
        R"x({"headers":{"host":"localhost","x-tag":"a, b"},)x"
        R"x("time":"Fri Nov 20 2026 22:09:44 GMT+0000 (Coordinated Universal Time)",)x"
        R"x("address":"127.0.0.1","xdomain":false,"secure":true,"issued":1795212584123,)x"
        R"x("url":"/socket.io/?EIO=4&transport=polling&a=1&a=2",)x"
        R"x("query":{"EIO":"4","transport":"polling","a":"2"},"auth":{"token":"abc"}})x";
    EXPECT_EQ(description_of(example()), expected);
}

TEST(handshake_description, is_read_again) {
    std::string const described = description_of(example());
    handshake const read = handshake_of(described);
    EXPECT_EQ(description_of(read), described);
    EXPECT_EQ(read.header("Host"), "localhost");
    EXPECT_EQ(read.query("a"), "2");
    EXPECT_TRUE(read.secure());
}

TEST(handshake_description, says_nothing_where_it_is_wrong) {
    for (auto const* const wrong :
         {"null", "7", "[]", "{}",
          R"({"headers":7,"url":[],"address":null,"secure":"yes",)"
          R"("issued":"now","auth":"secret","more":{}})",
          R"({"issued":-1})", R"({"issued":1e300})", R"({"issued":9e12})"}) {
        handshake const read = handshake_of(wrong);
        EXPECT_EQ(read.url(), "") << wrong;
        EXPECT_EQ(read.address(), "") << wrong;
        EXPECT_TRUE(read.headers().empty()) << wrong;
        EXPECT_FALSE(read.secure()) << wrong;
        EXPECT_EQ(read.auth_text(), "{}") << wrong;
        EXPECT_EQ(read.issued(), system_clock::time_point()) << wrong;
    }
}

TEST(handshake_description, takes_the_first_of_a_list) {
    auto const read = handshake_of(R"({"headers":{"set-cookie":["a=1","b=2"],"n":7,"none":[]}})");
    EXPECT_EQ(read.header("set-cookie"), "a=1");
    EXPECT_FALSE(read.header("none"));
}

} // namespace
} // namespace socketiota::test
