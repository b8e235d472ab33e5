// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include <base/utf8.hpp>
#include <wire/frame_reader.hpp>
#include <wire/partial_utf8.hpp>
#include <wire/unmask.hpp>

namespace socketiota::wire {
namespace {

using frame_kind = frame_event::kind;

std::string_view as_text(std::span<std::byte const> octets) noexcept {
    return {reinterpret_cast<char const*>(octets.data()), octets.size()};
}

std::span<std::byte> take(std::span<std::byte>& input, std::size_t count) noexcept {
    auto const taken = input.first(count);
    input = input.subspan(count);
    return taken;
}

constexpr bool is_control(opcode code) noexcept { return code >= opcode::close; }

std::uint64_t big_endian(std::span<std::byte const> octets) noexcept {
    std::uint64_t value = 0;
    for (std::byte const octet : octets)
        value = value << 8 | std::to_integer<std::uint64_t>(octet);
    return value;
}

} // namespace

/// The header of one frame, as far as it was there to be parsed.
struct frame_reader::frame_head {
    /// Octets of the whole header, or 0 if it is incomplete.
    std::uint8_t size = 0;
    bool is_final = false;
    bool is_compressed = false;
    opcode code = opcode::continuation;
    mask_key key{};
    std::uint64_t payload_size = 0;
    /// The close code if the frame is refused; may be known before the header is complete.
    std::uint16_t refusal = 0;
    std::string_view sentence{};

    void refuse(std::uint16_t with, std::string_view because) noexcept {
        refusal = with;
        sentence = because;
    }
};

/// What has to be remembered of an incomplete frame or of a fragmented text or binary.
struct frame_reader::assembly {
    // The text or binary.
    std::vector<std::byte> body;
    /// Octets at the front of `body` known to be whole characters.
    std::size_t valid_size = 0;
    std::uint32_t fragments = 0;
    /// `continuation` if there is none.
    opcode body_code = opcode::continuation;
    bool is_compressed = false;

    // The frame, if its header is complete and its content is not.
    bool in_payload = false;
    bool is_final = false;
    opcode code = opcode::continuation;
    /// Turned so that its first octet belongs to the next octet of content.
    mask_key key{};
    std::uint64_t remaining = 0;
    /// A control frame may come between fragments, so it cannot use `body`.
    std::uint8_t control_size = 0;
    std::array<std::byte, 125> control_payload;

    [[nodiscard]] bool is_needed() const noexcept {
        return in_payload || body_code != opcode::continuation;
    }
};

frame_reader::frame_reader(websocket_role role, frame_limits limits, bool takes_compressed) noexcept
    : max_payload_size_(limits.max_payload_size),
      max_fragments_(limits.max_fragments),
      role_(role),
      takes_compressed_(takes_compressed) {}

frame_reader::frame_reader(frame_reader&&) noexcept = default;
frame_reader& frame_reader::operator=(frame_reader&&) noexcept = default;
frame_reader::~frame_reader() = default;

std::size_t frame_reader::held_size() const noexcept {
    return header_size_ + (assembly_ ? sizeof(assembly) + assembly_->body.capacity() : 0);
}

std::size_t frame_reader::unfinished_size() const noexcept {
    if (!assembly_ || !assembly_->is_needed())
        return header_size_;
    // A text whose first frame is empty so far has begun too.
    return header_size_ + 1 + assembly_->body.size() + assembly_->control_size;
}

bool frame_reader::is_mid_frame() const noexcept {
    return header_size_ != 0 || (assembly_ && assembly_->is_needed());
}

frame_event frame_reader::next(std::span<std::byte>& input) {
    frame_event event;
    if (!assembly_ && header_size_ == 0 && !finished_ && read_plain_frame(input, event)) [[likely]]
        return event;
    // What the last call handed out is no longer looked at.
    if (assembly_ && !assembly_->is_needed())
        assembly_.reset();
    // A step that ends a fragment has nothing to hand out and more to read.
    do {
        event = step(input);
    } while (event.type == frame_kind::need_more && !input.empty());
    return event;
}

// What nearly every client sends nearly always: one whole masked text or binary, not longer than
// 64 KiB, and all of it here. Everything else is left to the steps below, which know all rules;
// this takes a third of their instructions.
bool frame_reader::read_plain_frame(std::span<std::byte>& input, frame_event& event) noexcept {
    constexpr auto final_text = std::byte{0x81};
    constexpr auto final_binary = std::byte{0x82};
    if (input.size() < 8 || role_ != websocket_role::server)
        return false;
    std::byte const first = input[0];
    auto const second = std::to_integer<std::size_t>(input[1]);
    if ((first != final_text && first != final_binary) || second < 0x80 || second == 0xFF)
        return false;
    bool const is_short = second != 0xFE;
    std::size_t const header_size = is_short ? 6 : 8;
    std::size_t const payload_size = is_short ? second & 0x7F
                                              : std::to_integer<std::size_t>(input[2]) << 8 |
                                                    std::to_integer<std::size_t>(input[3]);
    if (payload_size > max_payload_size_ || payload_size > input.size() - header_size)
        return false;

    mask_key key;
    std::memcpy(key.data(), input.data() + header_size - key.size(), key.size());
    auto const content = input.subspan(header_size, payload_size);
    input = input.subspan(header_size + payload_size);
    bool const is_ascii = unmask(content, key);
    if (first == final_text)
        event = whole_text(content, is_ascii);
    else
        event = {.type = frame_kind::binary, .content = content};
    return true;
}

frame_event frame_reader::step(std::span<std::byte>& input) {
    if (finished_) [[unlikely]] {
        take(input, input.size());
        return {};
    }
    if (assembly_ && assembly_->in_payload)
        return continue_frame(input);

    frame_head head;
    if (header_size_ == 0) [[likely]] {
        head = parse_head(input);
        if (head.size != 0)
            take(input, head.size);
    } else {
        std::size_t const more = std::min(header_.size() - header_size_, input.size());
        std::copy_n(input.begin(), more, header_.begin() + header_size_);
        head = parse_head({header_.data(), header_size_ + more});
        if (head.size != 0) {
            take(input, head.size - std::size_t{header_size_});
            header_size_ = 0;
        }
    }
    if (head.refusal != 0)
        return fail(head.refusal, head.sentence);
    if (head.size == 0) {
        // 14 octets are always a complete header, so that these fit.
        auto const tail = take(input, input.size());
        std::copy(tail.begin(), tail.end(), header_.begin() + header_size_);
        header_size_ = static_cast<std::uint8_t>(header_size_ + tail.size());
        return {};
    }
    return begin_frame(head, input);
}

// The rules in the order in which their octets arrive (RFC 6455 5.2 to 5.5), so that a peer that
// breaks one learns it before it has sent the rest.
frame_reader::frame_head
frame_reader::parse_head(std::span<std::byte const> octets) const noexcept {
    frame_head head;
    if (octets.size() < 2)
        return head;
    auto const first = std::to_integer<std::uint8_t>(octets[0]);
    auto const second = std::to_integer<std::uint8_t>(octets[1]);
    bool const is_masked = (second & 0x80) != 0;
    std::uint8_t const length = second & 0x7F;
    head.is_final = (first & 0x80) != 0;
    head.code = static_cast<opcode>(first & 0x0F);
    head.payload_size = length;

    // Only the first frame of a text or binary says that it is compressed (RFC 7692 section 6).
    head.is_compressed = (first & 0x40) != 0;
    bool const may_be_compressed =
        takes_compressed_ && (head.code == opcode::text || head.code == opcode::binary);
    if ((first & 0x30) != 0 || (head.is_compressed && !may_be_compressed)) {
        head.refuse(close_code::protocol_error, "reserved bits are set");
        return head;
    }
    bool const in_fragments = assembly_ && assembly_->body_code != opcode::continuation;
    switch (head.code) {
    case opcode::continuation:
        if (!in_fragments)
            head.refuse(close_code::protocol_error, "a continuation frame continues nothing");
        break;
    case opcode::text:
    case opcode::binary:
        if (in_fragments)
            head.refuse(close_code::protocol_error, "a fragmented text or binary was not finished");
        break;
    case opcode::close:
    case opcode::ping:
    case opcode::pong:
        if (!head.is_final)
            head.refuse(close_code::protocol_error, "a control frame is fragmented");
        else if (length > 125)
            head.refuse(close_code::protocol_error, "a control frame is longer than 125 octets");
        else if (head.code == opcode::close && length == 1)
            head.refuse(close_code::protocol_error, "a close frame has half a close code");
        break;
    default:
        head.refuse(close_code::protocol_error, "the opcode is reserved");
    }
    if (head.refusal != 0)
        return head;
    if (is_masked != (role_ == websocket_role::server)) {
        head.refuse(close_code::protocol_error, is_masked
                                                    ? "a frame from the server is masked"
                                                    : "a frame from the client is not masked");
        return head;
    }

    // A length may use more octets than it needs: RFC 6455 5.2 forbids it, the official server
    // takes it, and its meaning is not in doubt.
    std::size_t const length_octets = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (octets.size() < 2 + length_octets)
        return head;
    if (length_octets != 0)
        head.payload_size = big_endian(octets.subspan(2, length_octets));
    check_payload_size(head);

    std::size_t const size = 2 + length_octets + (is_masked ? 4 : 0);
    if (octets.size() < size)
        return head;
    if (is_masked)
        std::memcpy(head.key.data(), octets.data() + size - 4, 4);
    head.size = static_cast<std::uint8_t>(size);
    return head;
}

void frame_reader::check_payload_size(frame_head& head) const noexcept {
    if (is_control(head.code))
        return;
    std::uint64_t const before = assembly_ ? assembly_->body.size() : 0;
    // Written so that a length near 2^64 does not overflow; `before` is within the limit.
    if (head.payload_size > max_payload_size_ - before)
        head.refuse(close_code::too_big, "a text or binary is larger than the limit");
    else if ((assembly_ ? assembly_->fragments : 0) >= max_fragments_)
        head.refuse(close_code::policy_violation, "a text or binary has too many fragments");
}

frame_event frame_reader::begin_frame(frame_head const& head, std::span<std::byte>& input) {
    bool const is_here = head.payload_size <= input.size();
    bool const is_whole =
        is_control(head.code) || (head.is_final && head.code != opcode::continuation);
    if (is_here && is_whole) [[likely]] {
        auto const content = take(input, static_cast<std::size_t>(head.payload_size));
        bool const is_ascii = role_ == websocket_role::server && unmask(content, head.key);
        if (head.is_compressed)
            return compressed(head.code, content);
        if (head.code == opcode::text)
            return whole_text(content, is_ascii);
        if (head.code == opcode::binary)
            return {.type = frame_kind::binary, .content = content};
        return control(head.code, content);
    }

    if (!assembly_)
        assembly_ = std::make_unique<assembly>();
    assembly_->in_payload = true;
    assembly_->is_final = head.is_final;
    assembly_->code = head.code;
    assembly_->key = head.key;
    assembly_->remaining = head.payload_size;
    assembly_->control_size = 0;
    if (!is_control(head.code)) {
        if (head.code != opcode::continuation) {
            assembly_->body_code = head.code;
            assembly_->is_compressed = head.is_compressed;
        }
        ++assembly_->fragments;
    }
    return continue_frame(input);
}

frame_event frame_reader::continue_frame(std::span<std::byte>& input) {
    assembly& current = *assembly_;
    auto const piece = take(
        input, static_cast<std::size_t>(std::min<std::uint64_t>(current.remaining, input.size())));
    if (is_control(current.code)) {
        std::copy(piece.begin(), piece.end(),
                  current.control_payload.begin() + current.control_size);
        current.control_size = static_cast<std::uint8_t>(current.control_size + piece.size());
    } else if (!append_to_body(piece)) {
        return fail(close_code::invalid_text, "a text is not UTF-8");
    }
    current.remaining -= piece.size();
    if (current.remaining != 0)
        return {};

    current.in_payload = false;
    if (is_control(current.code)) {
        std::span<std::byte> const content{current.control_payload.data(), current.control_size};
        if (role_ == websocket_role::server)
            unmask(content, current.key);
        return control(current.code, content);
    }
    if (!current.is_final)
        return {};
    opcode const code = current.body_code;
    if (current.is_compressed) {
        current.body_code = opcode::continuation;
        return compressed(code, current.body);
    }
    bool const is_text = code == opcode::text;
    if (is_text && current.valid_size != current.body.size())
        return fail(close_code::invalid_text, "a text ends within a character");
    // Not needed from the next call on, which the invariant says by the code.
    current.body_code = opcode::continuation;
    return {.type = is_text ? frame_kind::text : frame_kind::binary, .content = current.body};
}

// Returns false if the text can no longer become valid.
bool frame_reader::append_to_body(std::span<std::byte const> piece) {
    assembly& current = *assembly_;
    std::size_t const before = current.body.size();
    std::size_t const after = before + piece.size();
    if (after > current.body.capacity()) {
        // Doubling by what has arrived, not more than the last frame can still bring: a declared
        // length costs the peer at least half of itself in octets sent.
        std::size_t wanted = std::max(after, current.body.capacity() * 2);
        if (current.is_final)
            wanted = static_cast<std::size_t>(
                std::min<std::uint64_t>(wanted, before + current.remaining));
        current.body.reserve(wanted);
    }
    current.body.insert(current.body.end(), piece.begin(), piece.end());

    bool is_ascii = false;
    if (role_ == websocket_role::server) {
        is_ascii = unmask(std::span(current.body).subspan(before), current.key);
        current.key = rotate(current.key, piece.size());
    }
    if (current.body_code != opcode::text || current.is_compressed)
        return true;
    if (is_ascii && current.valid_size == before) {
        current.valid_size = after;
        return true;
    }
    auto const whole = whole_utf8_prefix(as_text(current.body).substr(current.valid_size));
    if (!whole)
        return false;
    current.valid_size += *whole;
    return true;
}

frame_event frame_reader::whole_text(std::span<std::byte> content, bool is_ascii) noexcept {
    if (!is_ascii && !base::is_valid_utf8(as_text(content)))
        return fail(close_code::invalid_text, "a text is not UTF-8");
    return {.type = frame_kind::text, .content = content};
}

frame_event frame_reader::compressed(opcode code, std::span<std::byte> content) noexcept {
    return {.type = code == opcode::text ? frame_kind::text : frame_kind::binary,
            .is_compressed = true,
            .content = content};
}

frame_event frame_reader::control(opcode code, std::span<std::byte> content) noexcept {
    if (code == opcode::ping)
        return {.type = frame_kind::ping, .content = content};
    if (code == opcode::pong)
        return {.type = frame_kind::pong, .content = content};
    if (content.empty()) {
        finished_ = true;
        return {.type = frame_kind::close, .code = close_code::none};
    }
    auto const given = static_cast<std::uint16_t>(big_endian(content.first(2)));
    auto const reason = content.subspan(2);
    if (!is_sendable_close_code(given))
        return fail(close_code::protocol_error, "a close frame has a code that may not be sent");
    if (!base::is_valid_utf8(as_text(reason)))
        return fail(close_code::invalid_text, "the reason of a close frame is not UTF-8");
    finished_ = true;
    return {.type = frame_kind::close, .code = given, .content = reason};
}

frame_event frame_reader::fail(std::uint16_t code, std::string_view sentence) noexcept {
    finished_ = true;
    header_size_ = 0;
    assembly_.reset();
    return {.type = frame_kind::error, .code = code, .sentence = sentence};
}

} // namespace socketiota::wire
