// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>

namespace socketiota::loop {

/// Something that a shard destroys at the end of a turn. It holds its place among those that wait
/// for that, so that ending needs no memory: where there is none, connections end.
class disposable {
protected:
    ~disposable() = default;

private:
    friend class disposals;
    std::shared_ptr<disposable> next_;
};

/// Objects that wait to be destroyed, in order.
class disposals {
public:
    void add(std::shared_ptr<disposable> object) noexcept {
        disposable* const added = object.get();
        (last_ == nullptr ? first_ : last_->next_) = std::move(object);
        last_ = added;
    }

    [[nodiscard]] bool empty() const noexcept { return last_ == nullptr; }

    /// Takes out what is there.
    [[nodiscard]] disposals take() noexcept {
        disposals taken;
        taken.first_ = std::move(first_);
        taken.last_ = std::exchange(last_, nullptr);
        return taken;
    }

    void destroy() noexcept {
        last_ = nullptr;
        // One by one: each holds the next, and a long list is deeper than a stack.
        for (auto each = std::move(first_); each; each = std::move(each->next_)) {
        }
    }

private:
    std::shared_ptr<disposable> first_;
    disposable* last_ = nullptr;
};

} // namespace socketiota::loop
