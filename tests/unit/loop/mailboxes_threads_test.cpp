// SPDX-License-Identifier: MIT
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <limits>
#include <memory>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include <loop/mailboxes.hpp>

namespace socketiota::loop {
namespace {

/// Shards on threads of their own, which send each other numbered letters and stop sending while
/// they are full. Each letter is counted where it runs and where it is destroyed.
class crowd final : mailbox_owner {
public:
    static constexpr std::size_t count = 4;
    static constexpr std::uint64_t letters_each = 20'000;
    static constexpr std::uint64_t nobody_closes = letters_each;

    /// One of them closes its mailbox when it has sent `closes_after`.
    explicit crowd(std::uint64_t closes_after) : closes_after_(closes_after) {
        std::vector<std::shared_ptr<shard>> shards;
        for (std::size_t index = 0; index != count; ++index) {
            members_.push_back(std::make_unique<member>(index));
            shards.push_back(members_.back()->home);
        }
        boxes_ = mailboxes::among(shards, {16, 4096}, *this);
    }

    /// Until everybody has sent all and all has arrived, or was dropped.
    void run() {
        std::vector<std::thread> threads;
        for (auto const& each : members_) {
            boost::asio::post(each->context, [this, &who = *each] { go_on(who); });
            threads.emplace_back([&who = *each] { who.context.run(); });
        }
        for (auto& each : threads)
            each.join();
    }

    void end() {
        figures_ = boxes_->figures();
        for (std::size_t index = 0; index != count; ++index)
            boxes_->close(index);
        members_.clear();
        boxes_.reset();
    }

    [[nodiscard]] std::uint64_t sent() const { return sent_; }

    [[nodiscard]] std::uint64_t run_letters() const { return run_; }

    [[nodiscard]] std::uint64_t destroyed() const { return destroyed_; }

    [[nodiscard]] std::uint64_t out_of_order() const { return out_of_order_; }

    [[nodiscard]] std::uint64_t on_foreign_threads() const { return on_foreign_threads_; }

    [[nodiscard]] mailbox_figures figures() const { return figures_; }

private:
    struct member {
        explicit member(std::size_t own)
            : index(own), random(static_cast<std::mt19937::result_type>(own)) {}

        std::size_t const index;
        boost::asio::io_context context{1};
        boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy{
            context.get_executor()};
        std::shared_ptr<shard> home = shard::on(context);
        std::mt19937 random;
        std::uint64_t left = letters_each;
        std::array<std::uint64_t, count> next_to{};   // numbers of those it sends
        std::array<std::uint64_t, count> next_from{}; // of those that come
        bool waits = false;                           // for room
        bool closed = false;
    };

    /// Counts the end of a letter that was sent, wherever that is.
    class counted {
    public:
        explicit counted(crowd& all) : all_(&all) {}

        counted(counted&& other) noexcept : all_(std::exchange(other.all_, nullptr)) {}

        counted& operator=(counted&&) = delete;

        ~counted() {
            if (all_ != nullptr) {
                ++all_->destroyed_;
                all_->end_if_all_is_over();
            }
        }

    private:
        crowd* all_;
    };

    void go_on(member& who) {
        std::uint64_t turn_of = who.random() % 8 + 1;
        while (turn_of-- != 0 && who.left != 0 && !boxes_->full(who.index)) {
            --who.left;
            send(who, (who.index + 1 + who.random() % (count - 1)) % count, who.random() % 4 == 0);
        }
        if (who.random() % 4 == 0)
            boxes_->empty(who.index);
        if (who.index == 0 && letters_each - who.left >= closes_after_ && !who.closed) {
            who.closed = true;
            who.left = 0;
            boxes_->close(who.index);
        }
        if (who.left == 0) {
            ++finished_;
            end_if_all_is_over();
        } else if (boxes_->full(who.index)) {
            who.waits = true; // only `on_room` makes it go on
        } else {
            boost::asio::post(who.context, [this, &who] { go_on(who); });
        }
    }

    void send(member& by, std::size_t to, bool wants_answer) {
        if (by.closed)
            return;
        ++sent_;
        std::uint64_t const number = by.next_to[to];
        letter made([this, &at = *members_[to], from = by.index, number, wants_answer,
                     end = counted(*this)] { arrive(at, from, number, wants_answer); });
        if (boxes_->send(by.index, to, std::move(made)) == sending::taken)
            ++by.next_to[to];
    }

    void arrive(member& at, std::size_t from, std::uint64_t number, bool wants_answer) {
        ++run_;
        if (!at.home->in_this_thread())
            ++on_foreign_threads_;
        if (at.next_from[from]++ != number)
            ++out_of_order_;
        if (wants_answer)
            send(at, from, false);
    }

    void on_full(std::size_t) noexcept override {}

    void on_room(std::size_t from) noexcept override {
        member& who = *members_[from];
        if (std::exchange(who.waits, false))
            boost::asio::post(who.context, [this, &who] { go_on(who); });
    }

    void on_thrown(std::size_t, std::exception_ptr) noexcept override {
        ADD_FAILURE() << "a letter threw";
    }

    /// An answer is sent before the letter that it answers has ended.
    void end_if_all_is_over() {
        if (finished_ != count || destroyed_ != sent_)
            return;
        for (auto const& each : members_)
            each->context.stop();
    }

    std::uint64_t const closes_after_;
    std::vector<std::unique_ptr<member>> members_;
    std::shared_ptr<mailboxes> boxes_;
    mailbox_figures figures_;
    std::atomic<std::size_t> finished_ = 0;
    std::atomic<std::uint64_t> sent_ = 0;
    std::atomic<std::uint64_t> run_ = 0;
    std::atomic<std::uint64_t> destroyed_ = 0;
    std::atomic<std::uint64_t> out_of_order_ = 0;
    std::atomic<std::uint64_t> on_foreign_threads_ = 0;
};

struct deaf_owner final : mailbox_owner {
    void on_full(std::size_t) noexcept override {}

    void on_room(std::size_t) noexcept override {}

    void on_thrown(std::size_t, std::exception_ptr) noexcept override {}
};

TEST(mailboxes_threads_test, lose_double_and_swap_nothing) {
    crowd all(crowd::nobody_closes + 1);
    all.run();
    all.end();
    EXPECT_GE(all.sent(), crowd::count * crowd::letters_each);
    EXPECT_EQ(all.run_letters(), all.sent());
    EXPECT_EQ(all.destroyed(), all.sent());
    EXPECT_EQ(all.out_of_order(), 0U);
    EXPECT_EQ(all.on_foreign_threads(), 0U);
    EXPECT_EQ(all.figures().letters, all.sent());
    EXPECT_LE(all.figures().batches, all.sent());
    EXPECT_GT(all.figures().full, 0U);
}

TEST(mailboxes_threads_test, go_on_when_one_of_them_closes) {
    crowd all(crowd::letters_each / 2);
    all.run();
    all.end();
    EXPECT_LT(all.run_letters(), all.sent());
    EXPECT_EQ(all.destroyed(), all.sent());
    EXPECT_EQ(all.out_of_order(), 0U);
    EXPECT_EQ(all.on_foreign_threads(), 0U);
    EXPECT_LE(all.run_letters(), all.figures().letters);
}

TEST(mailboxes_threads_test, wake_no_context_that_goes_when_its_mailbox_is_closed) {
    deaf_owner owner;
    constexpr std::size_t any = std::numeric_limits<std::size_t>::max();
    mailbox_limits const no_limits{any, any};
    boost::asio::io_context stays{1};
    auto const sender = shard::on(stays);
    for (int round = 0; round != 400; ++round) {
        auto goes = std::make_unique<boost::asio::io_context>(1);
        auto const boxes = mailboxes::among(std::array{sender, shard::on(*goes)}, no_limits, owner);
        std::atomic<bool> begun = false;
        std::thread sends([&] {
            sending last = sending::taken;
            while (last != sending::gone) {
                shard::turn const each(*sender);
                last = boxes->send(0, 1, letter([] {}));
                begun = true;
            }
        });
        while (!begun)
            std::this_thread::yield();
        for (int polls = 0; polls != round % 8; ++polls) {
            goes->restart();
            goes->poll();
        }
        boxes->close(1);
        goes.reset();
        sends.join();
        boxes->close(0);
    }
}

TEST(mailboxes_threads_test, may_be_destroyed_anywhere_when_all_are_closed) {
    deaf_owner owner;
    boost::asio::io_context context{1};
    auto const home = shard::on(context);
    auto boxes = mailboxes::among(std::array{home, shard::on(context)}, {1, 1}, owner);
    std::weak_ptr<mailboxes> const watched = boxes;
    std::thread elsewhere;
    {
        shard::turn const until_closed(*home);
        boxes->send(0, 1, letter([] { ADD_FAILURE() << "was closed by then"; }));
        boxes->close(0);
        boxes->close(1);
        elsewhere = std::thread([last = std::move(boxes)]() mutable { last.reset(); });
    } // nothing of it is left in the shard, whose turn ends meanwhile
    elsewhere.join();
    EXPECT_TRUE(watched.expired());
    context.run();
}

} // namespace
} // namespace socketiota::loop
