// SPDX-License-Identifier: MIT
#include <socketiota/codec.hpp>
#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <cluster/kept_values.hpp>

namespace socketiota::cluster {
namespace {

described_socket said_in_json(std::string_view handshake) {
    return {.handshake = {carried_value::encoding::json, handshake}};
}

value read(adapter::unread_value const& from) {
    value said = "nothing";
    from.read([&said](reader& of) { static_cast<void>(decode(of, said)); });
    return said;
}

TEST(kept_values, outlive_what_they_came_in) {
    std::string octets = R"({"url":"/"}[1])";
    std::string packed = "\x81\xa1k\xc3";
    std::vector<described_socket> sockets = {said_in_json(std::string_view(octets).substr(0, 11)),
                                             said_in_json(std::string_view(octets).substr(11)),
                                             {}};
    sockets[2].handshake = {carried_value::encoding::msgpack, packed};
    kept_values const kept(sockets);
    std::ranges::fill(octets, 'x');
    std::ranges::fill(packed, 'x');
    sockets.clear();
    ASSERT_EQ(kept.size(), 3);
    EXPECT_EQ(read(kept[0]), value::parse(R"({"url":"/"})").value());
    EXPECT_EQ(read(kept[1]), value::parse("[1]").value());
    EXPECT_EQ(read(kept[2]), value::parse(R"({"k":true})").value());
}

TEST(kept_values, say_nothing_of_what_is_missing_or_not_valid) {
    std::vector<described_socket> const sockets = {said_in_json(""), said_in_json("{]")};
    kept_values const kept(sockets);
    ASSERT_EQ(kept.size(), 2);
    EXPECT_EQ(read(kept[0]), value("nothing"));
    EXPECT_EQ(read(kept[1]), value("nothing"));
}

TEST(kept_values, keep_few_octets_of_others) {
    std::string const half = '"' + std::string(kept_values::most_octets / 2 - 2, 'x') + '"';
    std::vector<described_socket> const sockets(5, said_in_json(half));
    EXPECT_EQ(kept_values(sockets).size(), 2);
}

TEST(kept_values, keep_alone_what_is_larger) {
    std::string const large = '"' + std::string(kept_values::most_octets, 'x') + '"';
    std::vector<described_socket> const sockets = {said_in_json(large), said_in_json("1")};
    kept_values const kept(sockets);
    ASSERT_EQ(kept.size(), 1);
    EXPECT_EQ(read(kept[0]).to<std::string>(), large.substr(1, kept_values::most_octets));
}

} // namespace
} // namespace socketiota::cluster
