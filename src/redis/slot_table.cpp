// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>

#include <redis/slot_table.hpp>

namespace socketiota::redis {

namespace {

// As many as the specification recommends at most.
constexpr std::size_t most_masters = 1000;

bool is_port(std::int64_t number) noexcept { return number > 0 && number <= UINT16_MAX; }

std::optional<std::int64_t> decimal_in(std::string_view digits) noexcept {
    std::int64_t value = 0;
    auto const [end, failure] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (failure != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    return value;
}

address address_of(std::string_view host, std::int64_t port, address const& asked) {
    address made;
    made.host = host.empty() || host == "?" ? std::string_view(asked.host) : host;
    made.port = static_cast<std::uint16_t>(port);
    made.tls = asked.tls;
    return made;
}

} // namespace

std::optional<slot_table> read_slots(reply answer, address const& asked) {
    if (answer.kind() != reply_kind::array)
        return std::nullopt;
    slot_table table;
    table.owners.assign(slot_count, slot_table::nobody);
    for (reply const range : answer) {
        auto const first = range[0].integer();
        auto const last = range[1].integer();
        auto const port = range[2][1].integer();
        if (!first || !last || !port || *first < 0 || *first > *last ||
            *last >= static_cast<std::int64_t>(slot_count) || !is_port(*port))
            return std::nullopt;
        address const master = address_of(range[2][0].text(), *port, asked);
        auto const known =
            std::find_if(table.masters.begin(), table.masters.end(), [&](address const& each) {
                return each.host == master.host && each.port == master.port;
            });
        auto const number = static_cast<std::uint16_t>(known - table.masters.begin());
        if (known == table.masters.end()) {
            if (table.masters.size() == most_masters)
                return std::nullopt;
            table.masters.push_back(master);
        }
        std::fill(table.owners.begin() + *first, table.owners.begin() + *last + 1, number);
    }
    return table;
}

std::optional<redirection> read_redirection(std::string_view text, address const& asked) {
    redirection found;
    found.once = text.starts_with("ASK ");
    if (!found.once && !text.starts_with("MOVED "))
        return std::nullopt;
    text.remove_prefix(text.find(' ') + 1);
    std::size_t const space = text.find(' ');
    std::size_t const colon = text.rfind(':'); // an IPv6 address has more
    if (space == std::string_view::npos || colon == std::string_view::npos || colon < space)
        return std::nullopt;
    auto const slot = decimal_in(text.substr(0, space));
    auto const port = decimal_in(text.substr(colon + 1));
    if (!slot || *slot < 0 || *slot >= static_cast<std::int64_t>(slot_count) || !port ||
        !is_port(*port))
        return std::nullopt;
    found.slot = static_cast<std::uint16_t>(*slot);
    found.to = address_of(text.substr(space + 1, colon - space - 1), *port, asked);
    return found;
}

} // namespace socketiota::redis
