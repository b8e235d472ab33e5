// SPDX-License-Identifier: MIT
#include <array>
#include <cassert>
#include <cstring>
#include <span>

#include <wire/close_code.hpp>
#include <wire/frame_writer.hpp>
#include <wire/partial_utf8.hpp>
#include <wire/unmask.hpp>

namespace socketiota::wire {
namespace {

constexpr std::uint8_t mask_bit = 0x80;

char* write_header(char* destination, opcode code, std::uint64_t payload_size, bool fin,
                   std::uint8_t mask) noexcept {
    auto const put = [&destination](std::uint64_t octet) {
        *destination++ = static_cast<char>(static_cast<std::uint8_t>(octet));
    };
    put((fin ? 0x80U : 0U) | static_cast<std::uint8_t>(code));
    if (payload_size < 126) {
        put(mask | payload_size);
    } else if (payload_size <= 0xFFFF) {
        put(mask | 126U);
        put(payload_size >> 8);
        put(payload_size);
    } else {
        put(mask | 127U);
        for (int shift = 56; shift >= 0; shift -= 8)
            put(payload_size >> shift);
    }
    return destination;
}

// The content of a close frame: a code in the order of the network and the reason behind it.
class close_payload {
public:
    explicit close_payload(close_frame const& content) noexcept {
        if (!content.code)
            return;
        assert(is_sendable_close_code(*content.code));
        octets_[0] = static_cast<char>(*content.code >> 8);
        octets_[1] = static_cast<char>(*content.code & 0xFF);
        std::string_view reason = content.reason.substr(0, octets_.size() - 2);
        // A character cut in two would make the frame invalid: the peer would answer 1007.
        if (reason.size() < content.reason.size())
            reason = reason.substr(0, whole_utf8_prefix(reason).value_or(0));
        if (!reason.empty())
            std::memcpy(octets_.data() + 2, reason.data(), reason.size());
        size_ = 2 + reason.size();
    }

    [[nodiscard]] std::string_view view() const noexcept { return {octets_.data(), size_}; }

private:
    std::array<char, 125> octets_;
    std::size_t size_ = 0;
};

} // namespace

char* write_frame_header(char* destination, opcode code, std::uint64_t payload_size,
                         bool fin) noexcept {
    return write_header(destination, code, payload_size, fin, 0);
}

char* write_frame_header_before(char* payload_begin, opcode code,
                                std::uint64_t payload_size) noexcept {
    char* const begin = payload_begin - frame_header_size(payload_size);
    write_header(begin, code, payload_size, true, 0);
    return begin;
}

char* mask_in_place(std::span<char> payload, opcode code, mask_key key) noexcept {
    char* const begin = payload.data() - key.size() - frame_header_size(payload.size());
    char* const behind = write_header(begin, code, payload.size(), true, mask_bit);
    std::memcpy(behind, key.data(), key.size());
    unmask(std::as_writable_bytes(payload), key);
    return begin;
}

void append_frame(base::output_buffer& output, opcode code, std::string_view content) {
    char* const begin = output.prepare(max_unmasked_header_size + content.size());
    char* const behind = write_frame_header(begin, code, content.size());
    if (!content.empty())
        std::memcpy(behind, content.data(), content.size());
    output.commit(static_cast<std::size_t>(behind - begin) + content.size());
}

void append_masked_frame(base::output_buffer& output, opcode code, std::string_view content,
                         mask_key key, bool fin) {
    char* const begin = output.prepare(max_unmasked_header_size + key.size() + content.size());
    char* behind = write_header(begin, code, content.size(), fin, mask_bit);
    std::memcpy(behind, key.data(), key.size());
    behind += key.size();
    if (!content.empty()) {
        std::memcpy(behind, content.data(), content.size());
        unmask(std::as_writable_bytes(std::span(behind, content.size())), key);
    }
    output.commit(static_cast<std::size_t>(behind - begin) + content.size());
}

void append_close_frame(base::output_buffer& output, close_frame const& content) {
    append_frame(output, opcode::close, close_payload(content).view());
}

void append_masked_close_frame(base::output_buffer& output, close_frame const& content,
                               mask_key key) {
    append_masked_frame(output, opcode::close, close_payload(content).view(), key);
}

} // namespace socketiota::wire
