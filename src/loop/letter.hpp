// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace socketiota::loop {

/// Work that one shard has another do. It takes one allocation, of what is given and the place in a
/// list, so that only making it needs memory.
///
/// Thread safety: distinct objects: safe. It is made on one thread and run and destroyed on
/// another, and so is what it holds: no counted reference that is not atomic.
class letter {
public:
    /// `octets` says how much `work` holds besides itself.
    template <class Work>
        requires(!std::same_as<std::remove_cvref_t<Work>, letter> && std::is_invocable_v<Work&>)

    explicit letter(Work work, std::size_t octets = 0)
        : content_(new holder<Work>(std::move(work), octets)) {}

    void run() { content_->run(); }

    /// What it holds, itself included.
    [[nodiscard]] std::size_t octets() const noexcept { return content_->octets; }

private:
    friend class letters;

    struct content {
        explicit content(std::size_t held) noexcept : octets(held) {}

        content(content const&) = delete;
        content& operator=(content const&) = delete;
        virtual ~content() = default;
        virtual void run() = 0;

        std::size_t octets;
        std::unique_ptr<content> next;
    };

    template <class Work>
    struct holder final : content {
        holder(Work given, std::size_t held)
            : content(sizeof(holder) + held), work(std::move(given)) {}

        void run() override { static_cast<void>(work()); }

        Work work;
    };

    explicit letter(std::unique_ptr<content> taken) noexcept : content_(std::move(taken)) {}

    std::unique_ptr<content> content_;
};

/// Letters in the order in which they were added. To put them in, to append all of them and to take
/// them out needs no memory and, but for destroying them, always the same time.
class letters {
public:
    letters() = default;

    letters(letters&& other) noexcept
        : first_(std::move(other.first_)),
          last_(std::exchange(other.last_, nullptr)),
          count_(std::exchange(other.count_, 0)),
          octets_(std::exchange(other.octets_, 0)) {}

    letters& operator=(letters&&) = delete;

    ~letters() {
        // One by one: each holds the next, and a long list is deeper than a stack.
        while (!empty())
            static_cast<void>(take_first());
    }

    void add(letter&& added) noexcept {
        letter::content* const content = added.content_.get();
        octets_ += content->octets;
        ++count_;
        (last_ == nullptr ? first_ : last_->next) = std::move(added.content_);
        last_ = content;
    }

    void append(letters more) noexcept {
        if (more.empty())
            return;
        (last_ == nullptr ? first_ : last_->next) = std::move(more.first_);
        last_ = std::exchange(more.last_, nullptr);
        count_ += std::exchange(more.count_, 0);
        octets_ += std::exchange(more.octets_, 0);
    }

    /// Of at least one.
    [[nodiscard]] letter take_first() noexcept {
        letter taken(std::move(first_));
        first_ = std::move(taken.content_->next);
        if (!first_)
            last_ = nullptr;
        --count_;
        octets_ -= taken.octets();
        return taken;
    }

    /// Takes out what is there.
    [[nodiscard]] letters take() noexcept { return std::move(*this); }

    [[nodiscard]] bool empty() const noexcept { return last_ == nullptr; }

    [[nodiscard]] std::size_t count() const noexcept { return count_; }

    [[nodiscard]] std::size_t octets() const noexcept { return octets_; }

private:
    std::unique_ptr<letter::content> first_;
    letter::content* last_ = nullptr;
    std::size_t count_ = 0;
    std::size_t octets_ = 0;
};

} // namespace socketiota::loop
