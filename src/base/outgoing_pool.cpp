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

// Inside of both that make units: a call more costs each ack 35 instructions.
[[gnu::always_inline]] inline outgoing_ptr
outgoing_pool::build(std::string_view text, std::unique_ptr<unit_extras> extras, send_flags flags) {
    void* const block = take_block(text.size());
    auto* const unit = ::new (block) outgoing(*this, text.size(), std::move(extras), flags);
    if (!text.empty())
        std::memcpy(unit->text_begin(), text.data(), text.size());
    ++alive_;
    return outgoing_ptr(unit);
}

outgoing_ptr outgoing_pool::make(std::string_view text, std::vector<bytes>&& attachments,
                                 send_flags flags) {
    std::unique_ptr<unit_extras> extras;
    if (!attachments.empty()) {
        extras = take_extras();
        extras->attachments = std::move(attachments);
    }
    return build(text, std::move(extras), flags);
}

outgoing_ptr outgoing_pool::make_binary(std::string_view octets, send_flags flags) {
    std::unique_ptr<unit_extras> extras = take_extras();
    extras->attachments.emplace_back(octets);
    return build({}, std::move(extras), flags);
}

std::unique_ptr<unit_extras> outgoing_pool::take_extras() {
    if (spare_.empty()) {
        spare_.reserve(most_spare); // so that giving back needs no memory
        return std::make_unique<unit_extras>();
    }
    std::unique_ptr<unit_extras> taken = std::move(spare_.back());
    spare_.pop_back();
    return taken;
}

void outgoing_pool::give_extras(std::unique_ptr<unit_extras> extras) noexcept {
    constexpr std::size_t few = 4;
    if (extras->attachments.capacity() > few || !extras->polling_packets.empty() ||
        !extras->encodings.empty() || spare_.size() >= spare_.capacity())
        return;
    extras->attachments.clear();
    extras->frame_headers.clear();
    spare_.push_back(std::move(extras));
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
    if (unit->extras_) [[unlikely]]
        give_extras(std::move(unit->extras_));
    unit->~outgoing();
    --alive_;
    give_block(unit, text_size);
}

} // namespace socketiota::base
