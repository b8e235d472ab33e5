// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/frame_headroom.hpp>

namespace socketiota::base {

class outgoing_pool;

/// How a unit may be treated on its way out.
struct send_flags {
    /// Dropped as a whole while the session cannot take it at once.
    bool is_volatile = false;
    /// May be compressed by transports that compress.
    bool compress = true;
};

/// Which of the encodings of a unit, for transports that cannot send it as it is.
struct encoding_key {
    /// What its text and its attachments become; numbered by those who encode.
    std::uint8_t form = 0;
    /// The window that compression may look back into, as a power of two; 0: not compressed.
    std::uint8_t window_bits = 0;

    friend bool operator==(encoding_key, encoding_key) = default;
};

/// The octets that a unit is for one key.
struct unit_encoding {
    encoding_key key;
    std::string octets;
};

/// What most units do without. All but the attachments is built once, by the first transport that
/// asks, and immutable then.
struct unit_extras {
    std::vector<bytes> attachments;
    /// The WebSocket frame header of each attachment; empty until built.
    std::vector<frame_header> frame_headers;
    /// Separators and base64 for a polling payload; empty until built.
    std::string polling_packets;
    /// Whatever else somebody asked for, nearly always one or none. Those that are there stay where
    /// they are when another comes.
    std::forward_list<unit_encoding> encodings;
};

/// One unit of output, immutable where it is shared: an Engine.IO text packet and the binary
/// packets that must follow it with nothing in between.
///
/// A broadcast makes one and every recipient's outbox refers to it; what a client sends has one,
/// and becomes its frame in its place. What a transport needs besides the text (frame headers,
/// base64) is built once, lazily, by that transport and kept here. Most units need nothing of it:
/// they hold one pointer for all, and cost little to make and destroy.
///
/// It lives in `base/` and not in `packet/`, which fills it, because the engine sends it and may
/// not know packets.
///
/// Not thread safe: it belongs to the shard whose pool made it, references are counted without
/// atomics. Another shard gets the text once and makes its own unit.
class outgoing {
public:
    outgoing(outgoing const&) = delete;
    outgoing& operator=(outgoing const&) = delete;

    /// The Engine.IO packet: its type digit and its data, for example `42["chat","hi"]`.
    [[nodiscard]] std::string_view text() const noexcept { return {text_begin(), text_size_}; }

    /// Each is one binary packet after the text.
    [[nodiscard]] std::span<bytes const> attachments() const noexcept {
        return extras_ ? std::span<bytes const>(extras_->attachments) : std::span<bytes const>();
    }

    /// The attachments as transports see them; null if there are none.
    [[nodiscard]] unit_extras* binary() noexcept {
        return extras_ && !extras_->attachments.empty() ? extras_.get() : nullptr;
    }

    /// What it is for `key`, which `make` writes the first time: a function that returns a string.
    template <class Make>
    [[nodiscard]] std::string_view encoding(encoding_key key, Make const& make) {
        if (extras_)
            for (unit_encoding const& each : extras_->encodings)
                if (each.key == key)
                    return each.octets;
        std::string made = make(); // apart, so that what is built halfway is not kept
        if (!extras_)
            extras_ = std::make_unique<unit_extras>();
        return extras_->encodings.emplace_front(unit_encoding{key, std::move(made)}).octets;
    }

    /// Octets of text and attachments.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// Octets of memory that it takes until it is sent, at least: what an outbox counts against its
    /// limit. Each recipient of a broadcast counts all of it, because each may be the last to let
    /// go of it.
    ///
    /// What transports build is not counted, as it is not there before they write: base64 takes a
    /// third more than the attachments, once for each of its forms.
    [[nodiscard]] std::size_t held() const noexcept {
        std::size_t const text = block_size(text_size_);
        return text + (size_ - text_size_) + attachments().size() * attachment_cost;
    }

    /// Text that fits a recycled block: nearly all events and acks. Larger units are rare and their
    /// allocation is small beside the copy of their text.
    static constexpr std::size_t small_text = 464;

    [[nodiscard]] send_flags flags() const noexcept { return flags_; }

    /// Whether anybody else refers to it. Who has the only one may change the text where it stands.
    [[nodiscard]] bool is_shared() const noexcept { return references_ > 1; }

    /// Length of the WebSocket frame header that is written right before the text; 0 until it is.
    [[nodiscard]] std::uint8_t& text_header_size() noexcept { return text_header_size_; }

    /// First character of the text; the `frame_headroom` characters before it are free for a frame
    /// header, so that header and text are one piece of memory.
    [[nodiscard]] char* text_begin() noexcept {
        return reinterpret_cast<char*>(this + 1) + frame_headroom;
    }

    [[nodiscard]] char const* text_begin() const noexcept {
        return reinterpret_cast<char const*>(this + 1) + frame_headroom;
    }

private:
    friend class outgoing_pool;

    outgoing(outgoing_pool& pool, std::size_t text_size, std::unique_ptr<unit_extras> extras,
             send_flags flags) noexcept;
    ~outgoing() = default;

    friend void intrusive_ptr_add_ref(outgoing* unit) noexcept { ++unit->references_; }

    friend void intrusive_ptr_release(outgoing* unit) noexcept {
        if (--unit->references_ == 0)
            release(unit);
    }

    static void release(outgoing* unit) noexcept;

    /// Octets of the allocation for a unit with that much text.
    [[nodiscard]] static std::size_t block_size(std::size_t text_size) noexcept {
        return sizeof(outgoing) + frame_headroom + std::max(text_size, small_text);
    }

    /// The handle of an attachment, its frame header, and what owns its octets.
    static constexpr std::size_t attachment_cost = sizeof(bytes) + sizeof(frame_header) + 64;

    outgoing_pool* pool_;
    std::uint32_t references_ = 0;
    send_flags flags_;
    std::uint8_t text_header_size_ = 0;
    std::size_t text_size_;
    std::size_t size_;
    std::unique_ptr<unit_extras> extras_;
};

using outgoing_ptr = boost::intrusive_ptr<outgoing>;

} // namespace socketiota::base
