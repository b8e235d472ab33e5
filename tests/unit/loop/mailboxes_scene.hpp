// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <loop/mailboxes.hpp>
#include <support/manual_shard.hpp>

namespace socketiota::loop {

/// Three shards with mailboxes, which run when a test says so, and all that was said.
class mailboxes_scene : public testing::Test, protected mailbox_owner {
protected:
    static constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

    mailboxes_scene() { limit(no_limit, no_limit); }

    ~mailboxes_scene() {
        boxes_.reset();
        EXPECT_EQ(alive_.use_count(), 1) << "letters are left behind";
    }

    /// New mailboxes.
    void limit(std::size_t most_letters, std::size_t most_octets) {
        boxes_ = mailboxes::among(
            std::array{shards_[0]->shared(), shards_[1]->shared(), shards_[2]->shared()},
            {most_letters, most_octets}, *this);
    }

    loop::shard& shard(std::size_t index) { return shards_[index]->shard(); }

    /// Runs what is ready on a shard and says how many handlers that were.
    std::size_t poll(std::size_t index) {
        shards_[index]->context().restart();
        return shards_[index]->context().poll();
    }

    void settle() {
        std::size_t ran = 1;
        while (ran != 0) {
            ran = 0;
            for (std::size_t const index : {0U, 1U, 2U})
                ran += poll(index);
        }
    }

    /// A turn of a shard.
    void turn(std::size_t index, std::function<void()> const& work) {
        loop::shard::turn const until_done(shard(index));
        work();
    }

    auto says(std::string word) {
        return [this, word = std::move(word), alive = alive_] { said_.push_back(word); };
    }

    sending send(std::size_t from, std::size_t to, std::string word) {
        return boxes_->send(from, to, letter(says(std::move(word))));
    }

    sending try_send(std::size_t from, std::size_t to, std::string word) {
        return boxes_->try_send(from, to, letter(says(std::move(word))));
    }

    void on_full(std::size_t from) noexcept override {
        said_.push_back("full " + std::to_string(from));
    }

    void on_room(std::size_t from) noexcept override {
        EXPECT_FALSE(boxes_->full(from));
        said_.push_back("room " + std::to_string(from));
        if (room_)
            room_();
    }

    void on_thrown(std::size_t at, std::exception_ptr what) noexcept override {
        thrown_.emplace_back(at, std::move(what));
    }

    /// How many letters are somewhere.
    [[nodiscard]] long letters_alive() const { return alive_.use_count() - 1; }

    std::array<std::unique_ptr<test::manual_shard>, 3> shards_{
        std::make_unique<test::manual_shard>(), std::make_unique<test::manual_shard>(),
        std::make_unique<test::manual_shard>()};
    std::shared_ptr<int> alive_ = std::make_shared<int>();
    std::shared_ptr<mailboxes> boxes_;
    std::vector<std::string> said_;
    std::vector<std::pair<std::size_t, std::exception_ptr>> thrown_;
    std::function<void()> room_;
};

/// Calls back when it is flushed.
class told_output final : public flushable {
public:
    explicit told_output(std::function<void()> callback) : callback_(std::move(callback)) {}

    void flush() override { callback_(); }

private:
    std::function<void()> callback_;
};

} // namespace socketiota::loop
