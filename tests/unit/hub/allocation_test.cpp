// SPDX-License-Identifier: MIT
#include "room_scene.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <new>
#include <string>
#include <vector>

#include <support/failing_heap.hpp>

namespace socketiota::test {
namespace {

class failing_allocations : public room_scene {
protected:
    /// Does `work` with the first allocation failing, then with the second, and so on, until none
    /// does; `between` is done after each.
    template <class Work, class Between>
    void fail_each(Work work, Between between) {
        for (std::size_t nth = 1; nth < 1000; ++nth) {
            scene->on_shard([&] {
                failing_heap::fail(nth);
                try {
                    failing_heap::counting const counted;
                    work();
                } catch (std::bad_alloc const&) {
                    // The program's own call, which may hear of it.
                }
            });
            bool const all_done = failing_heap::counted() < nth;
            failing_heap::fail(0);
            between();
            if (all_done)
                return;
        }
        FAIL() << "allocates without end";
    }
};

TEST_F(failing_allocations, do_not_end_what_is_told_of_rooms) {
    std::vector<std::string> told;
    root().on_room_joined(
        [&told](std::string const& room, std::string const&) { told.push_back(room); });
    fail_each(
        [this] {
            people[0].join("red");
            people[0].leave("red");
        },
        [this, &told] {
            told.clear();
            scene->on_shard([this] {
                people[0].leave("red");
                people[1].join("blue");
                people[1].leave("blue");
            });
            EXPECT_THAT(told, testing::ElementsAre("blue"));
        });
}

} // namespace
} // namespace socketiota::test
