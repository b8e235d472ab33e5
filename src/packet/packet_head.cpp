// SPDX-License-Identifier: MIT
#include <packet/packet_head.hpp>

namespace socketiota::packet {
namespace {

constexpr bool is_digit(char character) noexcept { return character >= '0' && character <= '9'; }

// Reads digits off the front; nothing if there are none or the number is above `Most`.
template <std::uint64_t Most>
std::optional<std::uint64_t> take_number(std::string_view& text) noexcept {
    std::uint64_t number = 0;
    std::size_t length = 0;
    for (; length != text.size() && is_digit(text[length]); ++length) {
        auto const digit = static_cast<std::uint64_t>(text[length] - '0');
        if (number > Most / 10 || number * 10 > Most - digit)
            return std::nullopt;
        number = number * 10 + digit;
    }
    if (length == 0)
        return std::nullopt;
    text.remove_prefix(length);
    return number;
}

} // namespace

packet_error read_packet_head(std::string_view text, packet_head& head) noexcept {
    head = {};
    if (text.empty() || text.front() < '0' || text.front() > '6')
        return packet_error::unknown_packet_type;
    head.type = static_cast<packet_type>(text.front() - '0');
    text.remove_prefix(1);

    if (head.type == packet_type::binary_event || head.type == packet_type::binary_ack) {
        // Any number of attachments is read here; how many are allowed is the decoder's matter. A
        // count that does not fit is certainly too many, and nothing is reserved for it.
        std::size_t const digits = text.find_first_not_of("0123456789");
        if (digits == 0 || digits == std::string_view::npos || text[digits] != '-')
            return packet_error::illegal_attachment_count;
        auto const count = take_number<SIZE_MAX>(text);
        if (!count)
            return packet_error::too_many_attachments;
        if (*count == 0)
            return packet_error::illegal_attachment_count;
        head.attachments = *count;
        text.remove_prefix(1);
    }

    if (text.starts_with('/')) {
        std::size_t const end = text.find(',');
        head.nsp = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }

    if (!text.empty() && is_digit(text.front())) {
        head.id = take_number<max_ack_id>(text);
        if (!head.id)
            return packet_error::illegal_id;
    }
    head.data = text;
    return packet_error::none;
}

} // namespace socketiota::packet
