// SPDX-License-Identifier: MIT
#include "loopback_test.hpp"

#include <array>
#include <functional>
#include <stdexcept>

#include <loop/descriptor.hpp>
#include <loop/epoll_set.hpp>
#include <sys/socket.h>

namespace socketiota::loop {
namespace {

/// One end of a pair of sockets that is watched, the other to write into; does what it is told to.
class end final : public watched {
public:
    explicit end(shard& home) : home_(home) {
        std::array<int, 2> pair{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair.data()),
                  0);
        watched_ = descriptor(pair[0]);
        other_ = descriptor(pair[1]);
        error_code failure;
        epoll_set::of(home_).add(*this, watched_.number(), failure);
        EXPECT_FALSE(failure);
    }

    ~end() { epoll_set::of(home_).remove(*this); }

    end(end const&) = delete;
    end& operator=(end const&) = delete;

    void make_readable() const { EXPECT_EQ(::write(other_.number(), "x", 1), 1); }

    void hang_up() { other_.close(); }

    void read() const {
        char octet = 0;
        EXPECT_EQ(::read(watched_.number(), &octet, 1), 1);
    }

    void want_reading(bool wanted) { epoll_set::of(home_).want_reading(*this, wanted); }

    void want_writing(bool wanted) { epoll_set::of(home_).want_writing(*this, wanted); }

    [[nodiscard]] int number() const { return watched_.number(); }

    int readables = 0;
    int writables = 0;
    int thrown = 0;
    std::function<void()> then{};

private:
    void on_readable() override {
        ++readables;
        if (then)
            std::exchange(then, nullptr)();
    }

    void on_thrown() noexcept override { ++thrown; }

    void on_writable() override {
        ++writables;
        epoll_set::of(home_).want_writing(*this, false);
    }

    shard& home_;
    descriptor watched_;
    descriptor other_;
};

class epoll_set_test : public loopback_test {
protected:
    std::unique_ptr<end> make() { return std::make_unique<end>(*home_); }
};

TEST_F(epoll_set_test, tells_again_until_it_is_read) {
    auto const one = make();
    one->make_readable();
    run_until([&] { return one->readables == 3; });
    one->read();
    poll();
    EXPECT_EQ(one->readables, 3);
}

TEST_F(epoll_set_test, tells_nothing_of_one_that_was_removed_by_another) {
    auto first = make();
    auto second = make();
    first->make_readable();
    second->make_readable();
    // Whoever comes first removes the other: told of a destroyed object, it would crash.
    int told = 0;
    first->then = [&] { ++told, second.reset(), first->read(); };
    second->then = [&] { ++told, first.reset(), second->read(); };
    poll();
    EXPECT_EQ(told, 1);
}

TEST_F(epoll_set_test, may_lose_itself_before_it_is_told_that_it_can_write) {
    auto one = make();
    one->want_writing(true);
    one->make_readable();
    one->then = [&] { one.reset(); };
    poll();
    EXPECT_FALSE(one);
}

TEST_F(epoll_set_test, tells_both_in_one_turn) {
    auto const one = make();
    one->want_writing(true);
    one->make_readable();
    one->then = [&] { one->read(); };
    EXPECT_EQ(poll(), 1U);
    EXPECT_EQ(one->readables, 1);
    EXPECT_EQ(one->writables, 1);
}

TEST_F(epoll_set_test, does_not_spin_for_who_wants_nothing) {
    auto const one = make();
    one->want_reading(false);
    one->make_readable();
    poll();
    EXPECT_EQ(poll(), 0U);
    one->hang_up(); // which the kernel reports to whoever is there
    poll();
    EXPECT_EQ(poll(), 0U);
    EXPECT_EQ(one->readables, 0);
    one->want_reading(true);
    run_until([&] { return one->readables > 0; });
}

TEST_F(epoll_set_test, takes_another_after_the_last_was_removed) {
    auto one = make();
    one.reset();
    one = make(); // while the wait for the first is being cancelled
    one->make_readable();
    one->then = [&] { one->read(); };
    poll();
    EXPECT_EQ(one->readables, 1);
    one.reset();
    context_.restart();
    context_.run(); // returns: nobody is watched
    one = make();
    one->make_readable();
    one->then = [&] { one->read(); };
    poll();
    EXPECT_EQ(one->readables, 1);
}

TEST_F(epoll_set_test, forgets_a_descriptor_of_which_there_is_a_copy) {
    auto one = make();
    auto const another = make();
    descriptor const copy(::dup(one->number()));
    one->make_readable();
    one.reset(); // as in a program that is starting another one
    EXPECT_EQ(poll(), 0U);
}

TEST_F(epoll_set_test, loses_nobody_when_one_throws) {
    std::vector<std::unique_ptr<end>> ends;
    for (int count = 0; count < 3; ++count) {
        ends.push_back(make());
        end& one = *ends.back();
        one.make_readable();
        one.then = [&one] {
            one.read();
            one.want_writing(true);
            throw std::runtime_error("out of the loop");
        };
    }
    poll();
    for (auto const& one : ends) {
        EXPECT_EQ(one->thrown, 1);
        EXPECT_EQ(one->readables, 1);
        EXPECT_EQ(one->writables, 1);
    }
    EXPECT_EQ(poll(), 0U);
}

TEST_F(epoll_set_test, stands_a_loop_that_is_run_inside_of_a_turn) {
    auto const first = make();
    auto const second = make();
    first->make_readable();
    second->make_readable();
    std::unique_ptr<end> third;
    auto const run_inside = [&] {
        third = make(); // for which the loop has to wait
        context_.restart();
        context_.poll();
    };
    first->then = [&] {
        first->read();
        int const before = second->readables;
        run_inside();
        EXPECT_EQ(second->readables, before); // its turn comes when this one is over
    };
    second->then = [&] {
        second->read();
        int const before = first->readables;
        run_inside();
        EXPECT_EQ(first->readables, before);
    };
    poll();
    EXPECT_EQ(first->readables, 1);
    EXPECT_EQ(second->readables, 1);
}

TEST_F(epoll_set_test, says_that_the_kernel_refuses) {
    class nothing final : public watched {
        void on_readable() override {}

        void on_thrown() noexcept override {}

        void on_writable() override {}
    };

    nothing who;
    error_code failure;
    epoll_set::of(*home_).add(who, -1, failure);
    EXPECT_EQ(failure, boost::system::errc::bad_file_descriptor);
    epoll_set::of(*home_).want_reading(who, true);
    epoll_set::of(*home_).remove(who);
    EXPECT_EQ(poll(), 0U);
}

} // namespace
} // namespace socketiota::loop
