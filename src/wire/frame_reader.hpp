// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include <wire/close_code.hpp>
#include <wire/opcode.hpp>

namespace socketiota::wire {

/// How much one peer may send in one piece.
struct frame_limits {
    /// Octets of one whole text or binary, all its fragments together; above: close code 1009.
    std::uint64_t max_payload_size = 1'000'000;
    /// Fragments of one text or binary, empty ones counted, at least 1; above: close code 1008.
    std::uint32_t max_fragments = 16384;
};

/// What `frame_reader::next` found.
struct frame_event {
    enum class kind : std::uint8_t {
        /// All input is consumed; nothing is complete.
        need_more,
        /// `content` is a whole text, valid UTF-8.
        text,
        /// `content` is a whole binary.
        binary,
        /// `content` (up to 125 octets) is to be sent back in a pong.
        ping,
        pong,
        /// The peer closes: `code` is its code or `close_code::none`, `content` its reason, valid
        /// UTF-8. Whatever follows on the wire is ignored.
        close,
        /// The peer broke the protocol or a limit: close with `code`; `sentence` says why.
        /// Whatever follows on the wire is ignored.
        error,
    };

    kind type = kind::need_more;
    /// Of a text or binary: `content` is compressed, and of a text not looked at.
    bool is_compressed = false;
    std::uint16_t code = 0;
    /// Mutable, so that a decoder may work in place.
    std::span<std::byte> content{};
    /// A constant of the program.
    std::string_view sentence{};

    [[nodiscard]] std::string_view text() const noexcept {
        return {reinterpret_cast<char const*>(content.data()), content.size()};
    }
};

/// Turns the octets of one WebSocket connection into whole texts, binaries and control frames
/// (RFC 6455 5).
///
/// It is fed with pieces of a receive buffer that many connections share. A frame that lies whole
/// in the piece is unmasked there and handed out without a copy; only what is incomplete at the end
/// of a piece is kept inside, so an idle reader owns no memory outside itself. What is kept grows
/// as octets arrive, never by the length a header declares.
///
/// Invariant: `header_size_` octets of an incomplete header are in `header_`; `assembly_` is there
/// while a content or a fragmented text or binary is incomplete, or while its memory is handed out.
///
/// Thread safety: belongs to one shard.
class frame_reader {
public:
    /// @param takes_compressed whether permessage-deflate was agreed on (RFC 7692).
    frame_reader(websocket_role role, frame_limits limits, bool takes_compressed = false) noexcept;
    frame_reader(frame_reader&&) noexcept;
    frame_reader& operator=(frame_reader&&) noexcept;
    ~frame_reader();

    /// Consumes from the front of `input` up to the end of the next event and returns the event.
    ///
    /// Call it until it returns `need_more`, which it does with `input` empty.
    ///
    /// Lifetime: the content is valid until the next call, and only while the memory of `input` is.
    [[nodiscard]] frame_event next(std::span<std::byte>& input);

    [[nodiscard]] std::uint64_t max_payload_size() const noexcept { return max_payload_size_; }

    [[nodiscard]] websocket_role role() const noexcept { return role_; }

    /// Octets kept inside, for the accounting of memory; 0 between frames.
    [[nodiscard]] std::size_t held_size() const noexcept;

    /// Octets that came of what is incomplete, for a look at whether it comes on; 0 between frames.
    [[nodiscard]] std::size_t unfinished_size() const noexcept;

    /// Whether something incomplete is waiting for its rest, for a deadline.
    [[nodiscard]] bool is_mid_frame() const noexcept;

private:
    struct assembly;
    struct frame_head;

    bool read_plain_frame(std::span<std::byte>& input, frame_event& event) noexcept;
    frame_event step(std::span<std::byte>& input);
    frame_head parse_head(std::span<std::byte const> octets) const noexcept;
    void check_payload_size(frame_head& head) const noexcept;
    frame_event begin_frame(frame_head const& head, std::span<std::byte>& input);
    frame_event continue_frame(std::span<std::byte>& input);
    bool append_to_body(std::span<std::byte const> piece);
    frame_event whole_text(std::span<std::byte> content, bool is_ascii) noexcept;
    static frame_event compressed(opcode code, std::span<std::byte> content) noexcept;
    frame_event control(opcode code, std::span<std::byte> content) noexcept;
    frame_event fail(std::uint16_t code, std::string_view sentence) noexcept;

    std::unique_ptr<assembly> assembly_;
    std::uint64_t max_payload_size_;
    std::uint32_t max_fragments_;
    websocket_role role_;
    bool takes_compressed_;
    bool finished_ = false;
    std::uint8_t header_size_ = 0;
    std::array<std::byte, 14> header_{};
};

static_assert(sizeof(frame_reader) <= 64, "each idle connection owns one");

} // namespace socketiota::wire
