// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include <hub/inbox.hpp>
#include <hub/socket_core.hpp>

namespace socketiota::hub {
namespace {

packet::decoder_limits const limits;

void push(inbox& to, std::string const& text) {
    packet::incoming_packet event;
    ASSERT_EQ(packet::decoder(limits).on_text(text, event), packet::decoder::outcome::packet);
    to.push({}, event);
}

std::string name_of(inbox::entry const& from) {
    packet::incoming_packet event;
    from.event.open(limits, event);
    return std::string(event.event_name);
}

TEST(inbox, gives_out_in_the_order_of_arrival) {
    inbox box;
    EXPECT_TRUE(box.empty());
    push(box, R"(2["a"])");
    push(box, R"(2["b"])");
    EXPECT_EQ(name_of(box.pop()), "a");
    push(box, R"(2["c"])");
    EXPECT_EQ(name_of(box.pop()), "b");
    EXPECT_FALSE(box.empty());
    EXPECT_EQ(name_of(box.pop()), "c");
    EXPECT_TRUE(box.empty());
}

TEST(inbox, counts_what_waits) {
    inbox box;
    EXPECT_EQ(box.size(), 0U);
    push(box, R"(2["a"])");
    std::size_t const one = box.size();
    EXPECT_GE(one, sizeof(inbox::entry) + 6) << "small events cost more than their octets";
    push(box, R"(2["a"])");
    EXPECT_EQ(box.size(), 2 * one);
    (void)box.pop();
    EXPECT_EQ(box.size(), one);
    (void)box.pop();
    EXPECT_EQ(box.size(), 0U);
}

} // namespace
} // namespace socketiota::hub
