// SPDX-License-Identifier: MIT
#include <optional>

#include <base/utf16.hpp>
#include <base/utf8.hpp>
#include <wire/base64.hpp>
#include <wire/engine3_packet.hpp>
#include <wire/engine3_payload.hpp>

namespace socketiota::wire {
namespace {

using kind = payload_event::kind;

constexpr char text_mark = '\0';
constexpr char binary_mark = '\x01';
constexpr char length_end = '\xff';

/// Takes a length off the front: digits, of which `zero` is the first, and what ends them. Nothing
/// if it is none, or more than there are octets, which is surely more than can follow.
std::optional<std::size_t> take_length(std::string_view& rest, char zero, char end) noexcept {
    std::size_t length = 0;
    std::size_t at = 0;
    for (; at < rest.size() && rest[at] != end; ++at) {
        auto const digit = static_cast<unsigned char>(rest[at] - zero);
        if (digit > 9)
            return std::nullopt;
        length = length * 10 + digit;
        if (length > rest.size())
            return std::nullopt;
    }
    if (at == 0 || at == rest.size())
        return std::nullopt;
    rest.remove_prefix(at + 1);
    return length;
}

/// Takes the packet that comes next off the front of a body that is octets.
std::optional<engine_packet> take_binary_packet(std::string_view& rest) noexcept {
    char const mark = rest.front();
    if (mark != text_mark && mark != binary_mark)
        return std::nullopt;
    rest.remove_prefix(1);
    auto const length = take_length(rest, '\0', length_end);
    if (!length || *length > rest.size())
        return std::nullopt;
    std::string_view const packet = rest.substr(0, *length);
    rest.remove_prefix(*length);
    if (mark == binary_mark)
        return decode_engine3_binary_packet(std::as_bytes(std::span(packet)));
    if (!base::is_valid_utf8(packet))
        return std::nullopt;
    return decode_engine3_packet(packet);
}

void append_binary_head(base::output_buffer& payload, char mark, std::size_t size) {
    payload.append(mark);
    std::size_t const begin = payload.size();
    payload.append_number(size);
    for (std::size_t at = begin; at < payload.size(); ++at)
        payload.data()[at] = static_cast<char>(payload.data()[at] - '0');
    payload.append(length_end);
}

} // namespace

engine3_payload_reader::engine3_payload_reader(std::string_view payload) noexcept
    : rest_(payload), last_(payload.empty() ? kind::error : kind::packet) {}

payload_event engine3_payload_reader::next() noexcept {
    while (last_ == kind::packet) {
        if (rest_.empty()) {
            last_ = kind::end;
            break;
        }
        std::optional<std::size_t> size = take_length(rest_, '0', ':');
        if (size)
            size = base::utf16_prefix(rest_, *size);
        if (size == 0U)
            continue;
        std::optional<engine_packet> packet;
        if (size) {
            packet = decode_engine3_packet(rest_.substr(0, *size));
            rest_.remove_prefix(*size);
        }
        if (packet)
            return {.type = kind::packet, .packet = *packet};
        last_ = kind::error;
    }
    return {.type = last_};
}

engine3_binary_payload_reader::engine3_binary_payload_reader(
    std::span<std::byte const> payload) noexcept
    : rest_(reinterpret_cast<char const*>(payload.data()), payload.size()) {}

payload_event engine3_binary_payload_reader::next() noexcept {
    if (last_ != kind::packet)
        return {.type = last_};
    if (rest_.empty()) {
        last_ = kind::end;
        return {.type = last_};
    }
    if (auto const packet = take_binary_packet(rest_))
        return {.type = kind::packet, .packet = *packet};
    last_ = kind::error;
    return {.type = last_};
}

void append_engine3_text(base::output_buffer& payload, std::string_view packet) {
    payload.append_number(base::utf16_length(packet));
    payload.append(':');
    payload.append(packet);
}

void append_engine3_base64(base::output_buffer& payload, std::span<std::byte const> data) {
    std::size_t const size = base64_encoded_size(data.size());
    payload.append_number(engine3_base64_message.size() + size);
    payload.append(':');
    payload.append(engine3_base64_message);
    encode_base64(data, payload.prepare(size));
    payload.commit(size);
}

void append_engine3_binary_text(base::output_buffer& payload, std::string_view packet) {
    append_binary_head(payload, text_mark, packet.size());
    payload.append(packet);
}

void append_engine3_binary(base::output_buffer& payload, std::span<std::byte const> data) {
    append_binary_head(payload, binary_mark, 1 + data.size());
    payload.append(engine3_binary_message);
    payload.append({reinterpret_cast<char const*>(data.data()), data.size()});
}

} // namespace socketiota::wire
