// SPDX-License-Identifier: MIT
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include <postgres/notices.hpp>

namespace socketiota::postgres {
namespace {

/// With those of 8000 octets less than a megabyte.
constexpr std::size_t most_at_once = 100;

/// An array as text (PostgreSQL documentation, 8.15.2), with each value in quotes.
template <class Part>
std::string array_of(std::vector<notice> const& all, Part part) {
    std::string text;
    char before = '{';
    for (notice const& each : all) {
        text += std::exchange(before, ',');
        text += '"';
        for (char const character : each.*part) {
            if (character == '"' || character == '\\')
                text += '\\';
            text += character;
        }
        text += '"';
    }
    return text + '}';
}

} // namespace

bool notices::add(notice what) {
    all_.push_back(std::move(what));
    return all_.size() == 1;
}

std::vector<notice> notices::take() {
    std::set<std::pair<std::string_view, std::string_view>> there;
    auto end = all_.begin();
    while (end != all_.end() && there.size() < most_at_once &&
           there.emplace(end->channel, end->payload).second)
        ++end;
    std::vector<notice> taken(std::make_move_iterator(all_.begin()), std::make_move_iterator(end));
    all_.erase(all_.begin(), end);
    return taken;
}

statement statement_of(std::vector<notice> const& what) {
    if (what.size() == 1)
        return {.text = "SELECT pg_notify($1, $2)",
                .values = {what.front().channel, what.front().payload}};
    return {.text = "SELECT pg_notify(channel, payload) FROM unnest($1::text[], $2::text[]) "
                    "AS notices (channel, payload)",
            .values = {array_of(what, &notice::channel), array_of(what, &notice::payload)}};
}

} // namespace socketiota::postgres
