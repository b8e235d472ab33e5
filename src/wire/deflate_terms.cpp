// SPDX-License-Identifier: MIT
#include <algorithm>

#include <wire/deflate_terms.hpp>

namespace socketiota::wire {
namespace {

constexpr std::uint8_t largest_window = 15;
constexpr std::uint8_t smallest_for_zlib = 9;

/// The parameters of one offer or answer; a window without a value is 0.
struct parameters {
    bool server_no_context_takeover = false;
    bool client_no_context_takeover = false;
    std::optional<std::uint8_t> server_window_bits{};
    std::optional<std::uint8_t> client_window_bits{};
};

// 8 to 15, in decimal without a zero in front (RFC 7692 section 7.1.2).
std::optional<std::uint8_t> window_bits(std::string_view value) noexcept {
    if (value == "8" || value == "9")
        return static_cast<std::uint8_t>(value[0] - '0');
    if (value.size() == 2 && value[0] == '1' && value[1] >= '0' && value[1] <= '5')
        return static_cast<std::uint8_t>(10 + value[1] - '0');
    return std::nullopt;
}

bool read_flag(extension_parameter const& from, bool& to) noexcept {
    if (from.value || to)
        return false;
    to = true;
    return true;
}

bool read_window(extension_parameter const& from, bool may_be_bare,
                 std::optional<std::uint8_t>& to) noexcept {
    if (to || (!from.value && !may_be_bare))
        return false;
    to = from.value ? window_bits(*from.value) : std::uint8_t{0};
    return to.has_value();
}

// Nothing if one is unknown, comes twice or has a value that cannot be (RFC 7692 section 7).
std::optional<parameters> read(extension_offer const& from, bool is_offer) noexcept {
    parameters read;
    for (extension_parameter const& each : from.parameters) {
        bool is_sound = false;
        if (each.name == "server_no_context_takeover")
            is_sound = read_flag(each, read.server_no_context_takeover);
        else if (each.name == "client_no_context_takeover")
            is_sound = read_flag(each, read.client_no_context_takeover);
        else if (each.name == "server_max_window_bits")
            is_sound = read_window(each, false, read.server_window_bits);
        else if (each.name == "client_max_window_bits")
            is_sound = read_window(each, is_offer, read.client_window_bits);
        if (!is_sound)
            return std::nullopt;
    }
    return read;
}

std::optional<deflate_terms> accept(parameters const& offer, deflate_terms const& wanted) noexcept {
    deflate_terms agreed = wanted;
    agreed.server_no_context_takeover |= offer.server_no_context_takeover;
    agreed.client_no_context_takeover |= offer.client_no_context_takeover;
    agreed.server_window_bits =
        std::min(offer.server_window_bits.value_or(largest_window), wanted.server_window_bits);
    if (agreed.server_window_bits < smallest_for_zlib)
        return std::nullopt;
    // A client that does not name its window cannot be told one (RFC 7692 section 7.1.2.2).
    if (!offer.client_window_bits && wanted.client_window_bits < largest_window)
        return std::nullopt;
    std::uint8_t const offered = offer.client_window_bits.value_or(0);
    if (offered != 0)
        agreed.client_window_bits = std::min(offered, wanted.client_window_bits);
    return agreed;
}

std::string describe(deflate_terms const& terms, bool is_offer) {
    std::string text(deflate_extension);
    if (terms.server_no_context_takeover)
        text += "; server_no_context_takeover";
    if (terms.client_no_context_takeover)
        text += "; client_no_context_takeover";
    if (terms.server_window_bits < largest_window)
        text += "; server_max_window_bits=" + std::to_string(terms.server_window_bits);
    if (terms.client_window_bits < largest_window)
        text += "; client_max_window_bits=" + std::to_string(terms.client_window_bits);
    else if (is_offer)
        text += "; client_max_window_bits"; // so that the server may name one
    return text;
}

} // namespace

deflate_choice choose_deflate(std::span<extension_offer const> offers,
                              deflate_terms const& wanted) noexcept {
    deflate_choice choice;
    for (extension_offer const& each : offers) {
        if (each.name != deflate_extension)
            continue;
        auto const offer = read(each, true);
        if (!offer)
            return {.malformed = true};
        if (!choice.terms)
            choice.terms = accept(*offer, wanted);
    }
    return choice;
}

std::string deflate_answer(deflate_terms const& agreed) { return describe(agreed, false); }

std::string deflate_offer(deflate_terms const& wanted) {
    deflate_terms offered = wanted;
    offered.client_window_bits = std::max(offered.client_window_bits, smallest_for_zlib);
    return describe(offered, true);
}

std::optional<deflate_terms> accept_deflate(std::string_view answer, deflate_terms const& wanted) {
    auto const extensions = parse_extension_offers(answer);
    if (!extensions || extensions->size() != 1 || extensions->front().name != deflate_extension)
        return std::nullopt;
    auto const answered = read(extensions->front(), false);
    if (!answered)
        return std::nullopt;
    // What was asked for must be granted (RFC 7692 section 7.1).
    if (wanted.server_no_context_takeover && !answered->server_no_context_takeover)
        return std::nullopt;
    deflate_terms agreed = wanted;
    agreed.server_no_context_takeover = answered->server_no_context_takeover;
    agreed.client_no_context_takeover |= answered->client_no_context_takeover;
    agreed.server_window_bits = answered->server_window_bits.value_or(largest_window);
    if (agreed.server_window_bits > wanted.server_window_bits)
        return std::nullopt;
    agreed.client_window_bits = std::min(answered->client_window_bits.value_or(largest_window),
                                         std::max(wanted.client_window_bits, smallest_for_zlib));
    // Nothing of ours could be compressed for it.
    if (agreed.client_window_bits < smallest_for_zlib)
        return std::nullopt;
    return agreed;
}

} // namespace socketiota::wire
