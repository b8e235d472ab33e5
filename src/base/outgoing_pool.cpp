// SPDX-License-Identifier: MIT
#include <cassert>
#include <cstring>
#include <new>
#include <utility>

#include <base/outgoing_pool.hpp>

namespace socketiota::base {

outgoing::outgoing(outgoing_pool& pool, std::size_t text_size, std::unique_ptr<unit_extras> extras,
                   send_flags flags) noexcept
    : pool_(&pool),
      flags_(flags),
      text_size_(text_size),
      size_(text_size),
      extras_(std::move(extras)) {
    for (bytes const& attachment : attachments())
        size_ += attachment.size();
}

void outgoing::release(outgoing* unit) noexcept { unit->pool_->destroy(unit); }

outgoing_pool::~outgoing_pool() {
    assert(alive_ == 0 && "a unit of output outlived its shard");
    while (free_ != nullptr)
        ::operator delete(std::exchange(free_, free_->next));
}

outgoing_ptr outgoing_pool::make(std::string_view text, std::vector<bytes>&& attachments,
                                 send_flags flags) {
    std::unique_ptr<unit_extras> extras;
    if (!attachments.empty()) {
        extras = std::make_unique<unit_extras>();
        extras->attachments = std::move(attachments);
    }
    void* const block = take_block(text.size());
    auto* const unit = ::new (block) outgoing(*this, text.size(), std::move(extras), flags);
    if (!text.empty())
        std::memcpy(unit->text_begin(), text.data(), text.size());
    ++alive_;
    return outgoing_ptr(unit);
}

void* outgoing_pool::take_block(std::size_t text_size) {
    if (text_size <= small_text && free_ != nullptr) {
        --kept_;
        return std::exchange(free_, free_->next);
    }
    return ::operator new(outgoing::block_size(text_size));
}

void outgoing_pool::give_block(void* block, std::size_t text_size) noexcept {
    if (text_size <= small_text && kept_ < most_kept) {
        free_ = ::new (block) free_block{free_};
        ++kept_;
        return;
    }
    ::operator delete(block);
}

void outgoing_pool::destroy(outgoing* unit) noexcept {
    std::size_t const text_size = unit->text_size_;
    unit->~outgoing();
    --alive_;
    give_block(unit, text_size);
}

} // namespace socketiota::base
