// SPDX-License-Identifier: MIT
#include <socketiota/parse_port.hpp>

#include <boost/system/system_error.hpp>

#include <charconv>
#include <string>
#include <system_error>

namespace socketiota {
namespace {

/// Null if `text` is a port, which `port` becomes; else what is wrong with it.
char const* why_no_port(std::string_view text, std::uint16_t& port) {
    char const* const end = text.data() + text.size();
    auto const [stopped, failure] = std::from_chars(text.data(), end, port);
    if (text.empty())
        return "it is empty";
    if (failure == std::errc::result_out_of_range)
        return "it is more than 65535";
    if (failure != std::errc() || stopped != end)
        return "a port is a whole number in decimal digits, from 0 to 65535";
    return nullptr;
}

/// As much of a text as fits into a sentence, without what could end the line.
std::string quoted(std::string_view text) {
    std::string shown = "\"";
    for (char const each : text.substr(0, 32))
        shown += each >= ' ' && each <= '~' ? each : '?';
    return shown + (text.size() > 32 ? "...\"" : "\"");
}

} // namespace

std::uint16_t parse_port(std::string_view text, error_code& failure) {
    std::uint16_t port = 0;
    failure =
        why_no_port(text, port) == nullptr ? error_code() : make_error_code(error::invalid_option);
    return failure ? std::uint16_t{0} : port;
}

std::uint16_t parse_port(std::string_view text) {
    std::uint16_t port = 0;
    if (char const* const wrong = why_no_port(text, port))
        throw boost::system::system_error(make_error_code(error::invalid_option),
                                          quoted(text) + " is no port: " + wrong);
    return port;
}

} // namespace socketiota
