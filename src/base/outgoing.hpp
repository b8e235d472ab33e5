// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
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

/// One immutable unit of output: an Engine.IO text packet and the binary packets that must follow
/// it with nothing in between.
///
/// A broadcast makes one and every recipient's outbox refers to it. What a transport needs besides
/// the text (frame headers, base64) is built once, lazily, by that transport and kept in
/// `encodings`.
///
/// It lives in `base/` and not in `packet/`, which fills it, because the engine sends it and may
/// not know packets.
///
/// Not thread safe: it belongs to the shard whose pool made it, references are counted without
/// atomics. Another shard gets the text once and makes its own unit.
class outgoing {
public:
    /// Encodings that depend on the transport. Immutable once built.
    struct encoding_cache {
        /// Length of the WebSocket frame header written right before `text()`; 0 until built.
        std::uint8_t text_header_size = 0;
        /// The frame header of each attachment, as many as there are attachments once built.
        std::vector<frame_header> attachment_headers;
        /// Separators and base64 of the attachments for a polling payload; empty until built.
        std::string polling_attachments;
        /// The attachments as WebSocket text frames of base64; empty until built.
        std::string base64_frames;
    };

    outgoing(outgoing const&) = delete;
    outgoing& operator=(outgoing const&) = delete;

    /// The Engine.IO packet: its type digit and its data, for example `42["chat","hi"]`.
    [[nodiscard]] std::string_view text() const noexcept { return {text_begin(), text_size_}; }

    /// Each is one binary packet after the text.
    [[nodiscard]] std::span<bytes const> attachments() const noexcept { return attachments_; }

    /// Octets of text and attachments: what an outbox counts against its limit.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    [[nodiscard]] send_flags flags() const noexcept { return flags_; }

    [[nodiscard]] encoding_cache& encodings() noexcept { return encodings_; }

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

    outgoing(outgoing_pool& pool, std::size_t text_size, std::vector<bytes> attachments,
             send_flags flags);
    ~outgoing() = default;

    friend void intrusive_ptr_add_ref(outgoing* unit) noexcept { ++unit->references_; }

    friend void intrusive_ptr_release(outgoing* unit) noexcept {
        if (--unit->references_ == 0)
            release(unit);
    }

    static void release(outgoing* unit) noexcept;

    outgoing_pool* pool_;
    std::uint32_t references_ = 0;
    send_flags flags_;
    std::size_t text_size_;
    std::size_t size_;
    std::vector<bytes> attachments_;
    encoding_cache encodings_;
};

using outgoing_ptr = boost::intrusive_ptr<outgoing>;

} // namespace socketiota::base
