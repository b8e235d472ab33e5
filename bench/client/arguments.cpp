// SPDX-License-Identifier: MIT
#include "arguments.hpp"

#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace socketiota::bench {
namespace {

template <class Number>
bool take(std::string_view name, std::string_view wanted, std::string_view text, Number& into) {
    if (name != wanted)
        return false;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), into);
    if (failed != std::errc{} || end != text.data() + text.size())
        throw std::invalid_argument(std::string(name) + " wants a number, not '" +
                                    std::string(text) + "'");
    return true;
}

} // namespace

client_arguments arguments_of(int count, char const* const* given) {
    client_arguments all;
    if (count < 2)
        throw std::invalid_argument("name a scenario: echo, broadcast or idle");
    all.scenario = given[1];
    for (int at = 2; at < count; at += 2) {
        std::string_view const name = given[at];
        std::string_view const text = at + 1 < count ? given[at + 1] : "";
        if (!take(name, "--port", text, all.port) &&
            !take(name, "--connections", text, all.connections) &&
            !take(name, "--in-flight", text, all.in_flight) &&
            !take(name, "--operations", text, all.operations) &&
            !take(name, "--warmup", text, all.warmup) &&
            !take(name, "--seconds", text, all.seconds) &&
            !take(name, "--first", text, all.first) && !take(name, "--rest", text, all.rest))
            throw std::invalid_argument("there is no option " + std::string(name));
    }
    if (all.port == 0 || all.connections == 0 || all.in_flight == 0 || all.operations == 0)
        throw std::invalid_argument(
            "--port, --connections, --in-flight and --operations are not 0");
    if (all.first == 0 || all.first > all.connections)
        throw std::invalid_argument("--first is from 1 to --connections");
    return all;
}

} // namespace socketiota::bench
