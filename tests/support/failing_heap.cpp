// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <new>

#include <malloc.h>
#include <support/failing_heap.hpp>

namespace socketiota::test::failing_heap {
namespace {

std::size_t first_to_fail = 0;
std::size_t last_to_fail = 0;
std::size_t allocations = 0;
std::size_t blocks = 0;
std::size_t octets_in_use = 0;
int depth = 0;

bool fails() noexcept {
    if (depth == 0)
        return false;
    ++allocations;
    return allocations >= first_to_fail && allocations <= last_to_fail;
}

void* noted(void* block) noexcept {
    if (block != nullptr) {
        ++blocks;
        octets_in_use += ::malloc_usable_size(block);
    }
    return block;
}

void* allocate(std::size_t size) noexcept {
    return fails() ? nullptr : noted(std::malloc(size == 0 ? 1 : size));
}

void* allocate(std::size_t size, std::align_val_t alignment) noexcept {
    void* block = nullptr;
    if (fails() || ::posix_memalign(&block, static_cast<std::size_t>(alignment), size) != 0)
        return nullptr;
    return noted(block);
}

void release(void* block) noexcept {
    if (block == nullptr)
        return;
    --blocks;
    octets_in_use -= ::malloc_usable_size(block);
    std::free(block);
}

void* or_throw(void* block) {
    if (block == nullptr)
        throw std::bad_alloc();
    return block;
}

} // namespace

void fail(std::size_t nth, std::size_t more) noexcept {
    allocations = 0;
    first_to_fail = nth;
    last_to_fail = nth == 0 ? 0 : nth + more;
}

std::size_t counted() noexcept { return allocations; }

std::size_t live() noexcept { return blocks; }

std::size_t octets() noexcept { return octets_in_use; }

counting::counting() noexcept { ++depth; }

counting::~counting() { --depth; }

} // namespace socketiota::test::failing_heap

namespace heap = socketiota::test::failing_heap;

void* operator new(std::size_t size) { return heap::or_throw(heap::allocate(size)); }

void* operator new[](std::size_t size) { return heap::or_throw(heap::allocate(size)); }

void* operator new(std::size_t size, std::nothrow_t const&) noexcept {
    return heap::allocate(size);
}

void* operator new[](std::size_t size, std::nothrow_t const&) noexcept {
    return heap::allocate(size);
}

void* operator new(std::size_t size, std::align_val_t alignment) {
    return heap::or_throw(heap::allocate(size, alignment));
}

void* operator new[](std::size_t size, std::align_val_t alignment) {
    return heap::or_throw(heap::allocate(size, alignment));
}

void* operator new(std::size_t size, std::align_val_t alignment, std::nothrow_t const&) noexcept {
    return heap::allocate(size, alignment);
}

void* operator new[](std::size_t size, std::align_val_t alignment, std::nothrow_t const&) noexcept {
    return heap::allocate(size, alignment);
}

void operator delete(void* block) noexcept { heap::release(block); }

void operator delete[](void* block) noexcept { heap::release(block); }

void operator delete(void* block, std::size_t) noexcept { heap::release(block); }

void operator delete[](void* block, std::size_t) noexcept { heap::release(block); }

void operator delete(void* block, std::nothrow_t const&) noexcept { heap::release(block); }

void operator delete[](void* block, std::nothrow_t const&) noexcept { heap::release(block); }

void operator delete(void* block, std::align_val_t) noexcept { heap::release(block); }

void operator delete[](void* block, std::align_val_t) noexcept { heap::release(block); }

void operator delete(void* block, std::size_t, std::align_val_t) noexcept { heap::release(block); }

void operator delete[](void* block, std::size_t, std::align_val_t) noexcept {
    heap::release(block);
}

void operator delete(void* block, std::align_val_t, std::nothrow_t const&) noexcept {
    heap::release(block);
}

void operator delete[](void* block, std::align_val_t, std::nothrow_t const&) noexcept {
    heap::release(block);
}

// What it gives is freed with `free`, which is not ours: it is not among `live`.
extern "C" void* aligned_alloc(std::size_t alignment, std::size_t size) {
    void* block = nullptr;
    if (heap::fails() || ::posix_memalign(&block, alignment, size) != 0)
        return nullptr;
    return block;
}
