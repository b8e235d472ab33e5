// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include <base/outgoing.hpp>

namespace socketiota::base {

/// Makes units of output and keeps the memory of small ones for the next, so that a small acked
/// event allocates nothing in steady state.
///
/// Not thread safe: one per shard. A unit must be released on its shard before the pool is
/// destroyed.
class outgoing_pool {
public:
    outgoing_pool() = default;
    outgoing_pool(outgoing_pool const&) = delete;
    outgoing_pool& operator=(outgoing_pool const&) = delete;
    ~outgoing_pool();

    /// A unit with a copy of `text`, a whole Engine.IO packet with its type digit.
    [[nodiscard]] outgoing_ptr make(std::string_view text, std::vector<bytes>&& attachments = {},
                                    send_flags flags = {});

    /// A unit that is one binary packet alone.
    [[nodiscard]] outgoing_ptr make_binary(std::string_view octets, send_flags flags = {});

    /// Units alive: zero once all sessions are gone, which tests assert.
    [[nodiscard]] std::size_t alive() const noexcept { return alive_; }

private:
    friend class outgoing;

    static constexpr std::size_t small_text = outgoing::small_text;
    /// Blocks kept for reuse (about 0.5 MB): enough for the acks of a turn of 1000 sockets.
    static constexpr std::size_t most_kept = 1024;

    /// The same for what small units with attachments have beside their text.
    static constexpr std::size_t most_spare = 64;

    struct free_block {
        free_block* next;
    };

    [[nodiscard]] outgoing_ptr build(std::string_view text, std::unique_ptr<unit_extras> extras,
                                     send_flags flags);
    [[nodiscard]] std::unique_ptr<unit_extras> take_extras();
    void give_extras(std::unique_ptr<unit_extras> extras) noexcept;
    [[nodiscard]] void* take_block(std::size_t text_size);
    void give_block(void* block, std::size_t text_size) noexcept;
    void destroy(outgoing* unit) noexcept;

    free_block* free_ = nullptr;
    std::size_t kept_ = 0;
    std::vector<std::unique_ptr<unit_extras>> spare_;
    std::size_t alive_ = 0;
};

} // namespace socketiota::base
