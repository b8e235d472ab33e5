// SPDX-License-Identifier: MIT
#include <exception>
#include <utility>

#include <adapter/interest.hpp>

namespace socketiota::adapter {

interest::table::table(std::size_t size)
    : mask(size - 1), slots(std::make_unique<std::atomic<std::uint8_t>[]>(size)) {}

void interest::table::count(name_hash room, int change) const noexcept {
    // A slot that is full stays so until the table grows: nobody knows how many it has.
    constexpr std::uint8_t full = UINT8_MAX;
    std::uint8_t const was = slot(room).load(std::memory_order_relaxed);
    if (was != full)
        slot(room).store(static_cast<std::uint8_t>(was + change), std::memory_order_relaxed);
}

bool interest::may_have(name_hash room) const noexcept {
    if (expected_[room % expected_slots].load(std::memory_order_acquire) != 0)
        return true;
    if (!has_names())
        return false;
    // Null with names counted: there was no memory for a table.
    table const* const in = current_.load(std::memory_order_acquire);
    return in == nullptr || in->slot(room).load(std::memory_order_relaxed) != 0;
}

void interest::count(name_hash room, int change) noexcept {
    // One thread writes it.
    names_.store(names_.load(std::memory_order_relaxed) + static_cast<std::size_t>(change),
                 std::memory_order_relaxed);
    if (table const* const in = current_.load(std::memory_order_relaxed))
        in->count(room, change);
}

bool interest::is_crowded() const noexcept {
    table const* const in = current_.load(std::memory_order_relaxed);
    std::size_t const slots = in == nullptr ? 0 : in->mask + 1;
    return names_.load(std::memory_order_relaxed) * slots_per_name > slots;
}

std::unique_ptr<interest::table> interest::make_larger() const noexcept {
    table const* const in = current_.load(std::memory_order_relaxed);
    try {
        return std::make_unique<table>(in == nullptr ? first_slots : 2 * (in->mask + 1));
    } catch (std::exception const&) {
        return nullptr;
    }
}

void interest::replace(std::unique_ptr<table> by) noexcept {
    try {
        tables_.push_back(std::move(by));
    } catch (std::exception const&) {
        return;
    }
    current_.store(tables_.back().get(), std::memory_order_release);
}

} // namespace socketiota::adapter
