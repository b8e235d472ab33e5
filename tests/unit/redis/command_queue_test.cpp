// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <redis/command_queue.hpp>

namespace socketiota::redis {
namespace {

using namespace std::chrono_literals;

constexpr base::time_point start{};

asked command_of(std::string_view octets, purpose what = purpose::answer) {
    asked made;
    made.what = what;
    made.size = octets.size();
    return made;
}

void gather(command_queue& to, std::string_view octets, purpose what = purpose::answer) {
    to.gathered().append(octets);
    to.add(command_of(octets, what));
}

TEST(command_queue_test, counts_commands_until_they_are_answered) {
    command_queue queue(1000, 2);
    queue.wait("a", {});
    EXPECT_TRUE(queue.has_room(1));
    queue.wait("b", {});
    EXPECT_FALSE(queue.has_room(1));
    queue.gather_waiting(start);
    EXPECT_FALSE(queue.has_room(1));
    queue.take_back(queue.take_gathered());
    EXPECT_FALSE(queue.has_room(1)) << "both have no answer";
    static_cast<void>(queue.take_sent());
    EXPECT_TRUE(queue.has_room(1));
}

TEST(command_queue_test, counts_octets_until_they_are_written) {
    command_queue queue(10, 1000);
    EXPECT_TRUE(queue.has_room(10));
    EXPECT_FALSE(queue.has_room(11));
    queue.wait("aaaa", {});
    EXPECT_TRUE(queue.has_room(6));
    EXPECT_FALSE(queue.has_room(7));
    queue.gather_waiting(start);
    gather(queue, "bbb");
    EXPECT_FALSE(queue.has_room(4));
    std::string written = queue.take_gathered();
    EXPECT_EQ(written, "aaaabbb");
    EXPECT_FALSE(queue.has_room(4)) << "it is being written";
    gather(queue, "cc");
    queue.take_back(std::move(written));
    EXPECT_TRUE(queue.has_room(8));
    EXPECT_FALSE(queue.has_room(9));
}

TEST(command_queue_test, does_not_count_what_the_connection_asks_itself) {
    command_queue queue(10, 1);
    gather(queue, "subscribe to something", purpose::confirmation);
    EXPECT_TRUE(queue.has_room(10));
    queue.take_back(queue.take_gathered());
    EXPECT_TRUE(queue.has_room(10));
    static_cast<void>(queue.take_sent());
    EXPECT_TRUE(queue.has_room(10));
}

TEST(command_queue_test, has_what_was_not_written_wait_again_in_its_place) {
    command_queue queue(1000, 1000);
    gather(queue, "sent ");
    std::string const written = queue.take_gathered();
    gather(queue, "first ");
    gather(queue, "ping ", purpose::ping);
    gather(queue, "second ");
    auto const lost = queue.lose(start + 7s);
    EXPECT_EQ(lost.size(), 1U);
    EXPECT_EQ(queue.first_due(), start + 7s);
    EXPECT_EQ(queue.first_asked(), nullptr);
    queue.gather_waiting(start + 9s);
    EXPECT_EQ(queue.take_gathered(), "first second ");
    EXPECT_EQ(queue.first_sent()->due, start + 9s);
}

TEST(command_queue_test, has_all_its_room_again_after_a_loss) {
    command_queue queue(10, 2);
    gather(queue, "12345");
    std::string const written = queue.take_gathered();
    gather(queue, "1234");
    static_cast<void>(queue.lose(start));
    EXPECT_TRUE(queue.has_room(6)) << "what is lost is not held";
    EXPECT_FALSE(queue.has_room(7));
    static_cast<void>(queue.take_waiting());
    EXPECT_TRUE(queue.has_room(10));
    queue.wait("1", {});
    queue.clear();
    EXPECT_TRUE(queue.has_room(10));
}

TEST(command_queue_test, gives_a_command_that_blocks_its_time) {
    command_queue queue(1000, 1000);
    asked blocking;
    blocking.blocks = 5s;
    queue.wait("xread", std::move(blocking));
    queue.gather_waiting(start + 2s);
    EXPECT_EQ(queue.first_asked()->due, start + 7s);
    EXPECT_EQ(queue.first_sent(), nullptr) << "it is not written";
}

} // namespace
} // namespace socketiota::redis
