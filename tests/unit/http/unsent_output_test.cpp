// SPDX-License-Identifier: MIT
#include "http_test.hpp"

#include <gmock/gmock.h>

#include <http/unsent_output.hpp>

namespace socketiota::http {
namespace {

shared_body body_of(std::string_view text) { return std::make_shared<bytes const>(text); }

std::string text_of(unsent_output const& output) {
    std::string all;
    for (auto const& piece : output.pieces())
        all.append(static_cast<char const*>(piece.data()), piece.size());
    EXPECT_EQ(all.size(), output.size());
    EXPECT_EQ(all.empty(), output.empty());
    return all;
}

TEST(unsent_output_test, counts_copies_until_the_last_octet_is_taken) {
    auto const total = std::make_shared<std::size_t>(5);
    {
        unsent_output output;
        output.count_in(total);
        output.copy({"0123456789", 10});
        EXPECT_EQ(*total, 15U);
        output.remove(9);
        EXPECT_EQ(*total, 15U) << "the copy is still there";
        output.remove(1);
        EXPECT_EQ(*total, 5U);
        output.copy({"0123", 4}); // of an answer that nobody counts
        EXPECT_EQ(*total, 5U);
        output.count_in(total);
        EXPECT_EQ(*total, 9U);
        EXPECT_EQ(total.use_count(), 2);
    }
    EXPECT_EQ(*total, 5U) << "the connection ended";
    EXPECT_EQ(total.use_count(), 1);
}

TEST(unsent_output_test, is_what_was_not_removed_wherever_it_is_cut) {
    for (std::size_t first = 0; first <= 8; ++first) {
        unsent_output output;
        output.copy({"0123", 4});
        output.share(body_of("xx4567"), 2);
        EXPECT_EQ(text_of(output), "01234567");
        output.remove(first);
        EXPECT_EQ(text_of(output), std::string("01234567").substr(first));
        output.remove(8 - first);
        EXPECT_EQ(text_of(output), "");
    }
}

TEST(unsent_output_test, holds_the_body_as_long_as_some_of_it_is_unsent) {
    auto const body = body_of("body");
    unsent_output output;
    output.share(body, 4);
    EXPECT_EQ(body.use_count(), 1);
    output.copy({"head", 4});
    output.share(body, 0);
    EXPECT_EQ(body.use_count(), 2);
    output.remove(7);
    EXPECT_EQ(body.use_count(), 2);
    output.remove(1);
    EXPECT_EQ(body.use_count(), 1);
    output.copy({"next", 4}); // another answer
    EXPECT_EQ(text_of(output), "next");
}

using slow_readers = http_test;

TEST_F(slow_readers, share_one_body) {
    auto const body = body_of(std::string(1000, 'b'));
    service_.answer = [&body](exchange& request) { request.respond(200, {}, body); };
    auto const first = connect();
    auto const second = connect();
    for (auto const& each : {first, second}) {
        each->set_room(5);
        send(*each, get_a);
    }
    EXPECT_EQ(body.use_count(), 3);
    first->set_room(10'000);
    shard_.settle();
    EXPECT_TRUE(take(*first).ends_with("\r\n\r\n" + std::string(1000, 'b')));
    EXPECT_EQ(body.use_count(), 2);
    second->reset();
    shard_.settle();
    EXPECT_EQ(body.use_count(), 1);
}

TEST_F(slow_readers, hold_no_body_that_is_not_sent) {
    auto const body = body_of("body");
    unsigned status = 200;
    service_.answer = [&](exchange& request) { request.respond(status, {}, body); };
    for (std::string_view const method : {"HEAD", "GET"}) {
        auto const peer = connect();
        peer->set_room(5);
        send(*peer, std::string(method) + " /a HTTP/1.1\r\nHost: h\r\n\r\n");
        EXPECT_EQ(body.use_count(), 1) << method;
        peer->set_room(1000);
        EXPECT_TRUE(take(*peer).ends_with("\r\n\r\n")) << method;
        status = 304; // GET
    }
}

} // namespace
} // namespace socketiota::http
