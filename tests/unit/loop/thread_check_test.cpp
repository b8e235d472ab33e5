// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <loop/thread_check.hpp>

namespace socketiota::loop {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class thread_check_test : public testing::Test {
protected:
    thread_check_test() {
        check.on_misuse = [this](std::string sentence) {
            std::scoped_lock const lock(mutex);
            reported.push_back(std::move(sentence));
        };
    }

    template <class F>
    void elsewhere(F function) {
        std::thread(function).join();
    }

    std::mutex mutex;
    std::vector<std::string> reported;
    thread_check check;
};

TEST_F(thread_check_test, says_nothing_of_one_thread) {
    {
        thread_check::visit const outer(check);
        thread_check::visit const inner(check);
        check.expect("join");
    }
    check.expect("join"); // between two turns
    EXPECT_THAT(reported, IsEmpty());
}

TEST_F(thread_check_test, says_nothing_before_anything_has_run) {
    elsewhere([&] { check.expect("join"); });
    EXPECT_THAT(reported, IsEmpty());
}

TEST_F(thread_check_test, says_nothing_when_the_loop_goes_on_in_another_thread) {
    { thread_check::visit const here(check); }
    elsewhere([&] {
        thread_check::visit const there(check);
        check.expect("join");
    });
    EXPECT_THAT(reported, IsEmpty());
}

#ifndef NDEBUG

TEST_F(thread_check_test, reports_a_call_from_another_thread_once) {
    thread_check::visit const here(check);
    elsewhere([&] {
        check.expect("socket::join");
        check.expect("socket::leave");
    });
    EXPECT_THAT(reported, ElementsAre(HasSubstr("socket::join was called on another thread")));
}

TEST_F(thread_check_test, reports_two_threads_in_one_loop_once) {
    thread_check::visit const here(check);
    elsewhere([&] {
        thread_check::visit const there(check);
        thread_check::visit const again(check);
    });
    EXPECT_THAT(reported, ElementsAre(HasSubstr("two threads run the io_context")));
}

#endif

} // namespace
} // namespace socketiota::loop
