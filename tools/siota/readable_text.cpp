// SPDX-License-Identifier: MIT
#include "readable_text.hpp"

#include "hex.hpp"
#include "visible_text.hpp"

#include <socketiota/bytes.hpp>
#include <socketiota/value.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

namespace sio = socketiota;

namespace siota {
namespace {

constexpr std::size_t shown_octets = 32;

/// What can have no parts.
std::string plain_text(sio::value const& given) {
    if (!given.is_bytes())
        return visible_text(given.to_json());
    auto const held = given.value_or(sio::bytes());
    std::string text = "<";
    for (std::byte const& each : held.view().first(std::min(held.size(), shown_octets)))
        text += (text.size() > 1 ? " " : "") + to_hex({&each, 1});
    if (held.size() > shown_octets)
        text += " ... " + std::to_string(held.size()) + " octets";
    return text + ">";
}

std::string key_text(std::string_view key) { return visible_text(sio::value(key).to_json()); }

bool has_parts(sio::value const& given) {
    return (given.is_array() || given.is_object()) && !given.empty();
}

/// How much of `room` is left behind the value on one line; nothing if it does not fit. Looks at no
/// more of it than that.
std::optional<std::size_t> room_behind(sio::value const& given, std::size_t room) {
    auto const take = [&room](std::size_t size) {
        bool const fits = size <= room;
        room -= fits ? size : 0;
        return fits;
    };
    if (!has_parts(given))
        return take(plain_text(given).size()) ? std::optional(room) : std::nullopt;
    if (!take(2))
        return std::nullopt;
    for (sio::value const& each : given.elements()) {
        auto const left = room_behind(each, room);
        if (!left || *left < 2)
            return std::nullopt;
        room = *left - 2;
    }
    for (auto const& [key, mapped] : given.members()) {
        if (!take(key_text(key).size() + 2))
            return std::nullopt;
        auto const left = room_behind(mapped, room);
        if (!left || *left < 2)
            return std::nullopt;
        room = *left - 2;
    }
    return room;
}

class layout {
public:
    explicit layout(text_style style) noexcept : style_(style) {}

    /// `fits`: what is around it is on one line.
    void write(sio::value const& given, std::size_t indent, bool fits = false) {
        if (!has_parts(given))
            return write_plain(given);
        std::size_t const room = style_.width - std::min(indent, style_.width);
        bool const is_one_line = fits || room_behind(given, room).has_value();
        text_ += given.is_array() ? '[' : '{';
        bool is_first = true;
        auto const begin_part = [&] {
            if (!is_first)
                text_ += is_one_line ? ", " : ",";
            if (!is_one_line)
                text_ += '\n' + std::string(indent + 2, ' ');
            is_first = false;
        };
        for (sio::value const& each : given.elements()) {
            begin_part();
            write(each, indent + 2, is_one_line);
        }
        for (auto const& [key, mapped] : given.members()) {
            begin_part();
            coloured("34", key_text(key));
            text_ += ": ";
            write(mapped, indent + 2, is_one_line);
        }
        if (!is_one_line)
            text_ += '\n' + std::string(indent, ' ');
        text_ += given.is_array() ? ']' : '}';
    }

    void coloured(char const* colour, std::string_view text) {
        if (style_.colour)
            text_ += std::string("\x1b[") + colour + 'm';
        text_ += text;
        if (style_.colour)
            text_ += "\x1b[0m";
    }

    void add(std::string_view text) { text_ += text; }

    [[nodiscard]] std::string const& text() const noexcept { return text_; }

private:
    void write_plain(sio::value const& given) {
        char const* const colour = given.is_string()                       ? "32"
                                   : given.is_bytes()                      ? "35"
                                   : given.is_array() || given.is_object() ? "0"
                                                                           : "33";
        coloured(colour, plain_text(given));
    }

    text_style style_;
    std::string text_{};
};

} // namespace

text_style style_of_output() {
    if (::isatty(STDOUT_FILENO) == 0)
        return {};
    ::winsize size{};
    bool const is_known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20;
    return {.colour = std::getenv("NO_COLOR") == nullptr,
            .width = is_known ? size.ws_col : text_style().width};
}

std::string readable_text(sio::value const& given, text_style style) {
    layout made(style);
    made.write(given, 0);
    return made.text();
}

std::string readable_line(std::string_view heading, std::span<sio::value const> values,
                          text_style style) {
    std::string const shown = visible_text(heading);
    std::optional<std::size_t> room = style.width - std::min(style.width, shown.size());
    for (sio::value const& each : values)
        room = room && *room > 0 ? room_behind(each, *room - 1) : std::nullopt;
    layout made(style);
    made.coloured("1;36", shown);
    // One that has parts begins behind the heading all the same.
    bool const is_behind = room || (values.size() == 1 && has_parts(values.front()));
    for (sio::value const& each : values) {
        made.add(is_behind ? " " : "\n  ");
        made.write(each, is_behind ? 0 : 2, room.has_value());
    }
    return made.text();
}

} // namespace siota
