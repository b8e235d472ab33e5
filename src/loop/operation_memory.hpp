// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/bind_allocator.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <utility>

namespace socketiota::loop {

/// Memory for one operation of the event loop at a time, there from the beginning: a loop that
/// could not wait for its next deadline, connection or octet for want of memory would be deaf
/// from then on. A second operation at the same time takes the heap.
///
/// Thread safety: none; belongs to its shard.
class operation_memory {
public:
    operation_memory() = default;
    operation_memory(operation_memory const&) = delete;
    operation_memory& operator=(operation_memory const&) = delete;
    ~operation_memory() = default;

    [[nodiscard]] void* take(std::size_t size) {
        if (size > octets_.size() || std::exchange(taken_, true))
            return ::operator new(size);
        return octets_.data();
    }

    void give(void* memory) noexcept {
        if (memory == octets_.data())
            taken_ = false;
        else
            ::operator delete(memory);
    }

private:
    alignas(std::max_align_t) std::array<std::byte, 256> octets_{};
    bool taken_ = false;
};

/// The allocator that Asio asks for the memory of an operation.
template <class Type>
class operation_allocator {
public:
    using value_type = Type;

    explicit operation_allocator(operation_memory& memory) noexcept : memory_(&memory) {}

    template <class Other>
    operation_allocator(operation_allocator<Other> const& other) noexcept
        : memory_(other.memory_) {}

    [[nodiscard]] Type* allocate(std::size_t count) {
        return static_cast<Type*>(memory_->take(count * sizeof(Type)));
    }

    void deallocate(Type* memory, std::size_t) noexcept { memory_->give(memory); }

    template <class Other>
    bool operator==(operation_allocator<Other> const& other) const noexcept {
        return memory_ == other.memory_;
    }

private:
    template <class Other>
    friend class operation_allocator;

    operation_memory* memory_;
};

/// The handler of an operation that lies in `memory`. It holds the memory, because the operation
/// may outlive whoever began it: Asio moves a handler out of its operation before it gives the
/// memory back, and destroys it afterwards. The allocator does not, because Asio copies that twenty
/// times.
template <class Handler>
[[nodiscard]] auto in_memory(std::shared_ptr<operation_memory> const& memory, Handler handler) {
    return boost::asio::bind_allocator(
        operation_allocator<void>(*memory),
        [memory, handler = std::move(handler)](auto const&... results) mutable {
            handler(results...);
        });
}

} // namespace socketiota::loop
