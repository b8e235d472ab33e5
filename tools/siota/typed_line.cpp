// SPDX-License-Identifier: MIT
#include "typed_line.hpp"

#include "command.hpp"
#include "visible_text.hpp"
#include "words.hpp"

#include <socketiota/value.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sio = socketiota;

namespace siota {
namespace {

constexpr std::string_view spaces = " \t";

/// Where the JSON that `text` begins with ends: behind the bracket or quote that belongs to its
/// first.
std::size_t end_of_json(std::string_view text) {
    std::size_t depth = 0;
    bool is_text = false;
    for (std::size_t at = 0; at != text.size(); ++at) {
        char const here = text[at];
        if (is_text && here == '\\' && at + 1 != text.size())
            ++at;
        else if (here == '"')
            is_text = !is_text;
        else if (!is_text && (here == '{' || here == '['))
            ++depth;
        else if (!is_text && (here == '}' || here == ']'))
            --depth;
        if (depth == 0 && !is_text)
            return at + 1;
    }
    throw misuse("this does not end: " + visible_text(text));
}

class words {
public:
    explicit words(std::string_view line) : rest_(line) { skip_spaces(); }

    [[nodiscard]] bool done() const noexcept { return rest_.empty(); }

    [[nodiscard]] bool begin_with(char first) const noexcept { return rest_.starts_with(first); }

    [[nodiscard]] std::string_view plain() {
        return take(std::min(rest_.find_first_of(spaces), rest_.size()));
    }

    [[nodiscard]] sio::value value() {
        if (begin_with('\'')) {
            std::size_t const end = rest_.find('\'', 1);
            if (end == std::string_view::npos)
                throw misuse("this does not end: " + visible_text(rest_));
            std::string_view const quoted = take(end + 1);
            return quoted.substr(1, quoted.size() - 2);
        }
        if (rest_.find_first_of("{[\"") != 0)
            return value_of(std::string(plain()));
        std::string_view const json = take(end_of_json(rest_));
        auto const read = sio::value::parse(json);
        if (!read)
            throw misuse("this is no JSON: " + visible_text(json));
        return *read;
    }

private:
    std::string_view take(std::size_t size) {
        std::string_view const word = rest_.substr(0, size);
        rest_.remove_prefix(size);
        if (!rest_.empty() && spaces.find(rest_.front()) == std::string_view::npos)
            throw misuse("a space is missing behind " + visible_text(word));
        skip_spaces();
        return word;
    }

    void skip_spaces() {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(spaces), rest_.size()));
    }

    std::string_view rest_;
};

} // namespace

typed_line read_typed_line(std::string_view line) {
    typed_line made;
    words from(line);
    if (from.begin_with('/'))
        made.command = from.plain().substr(1);
    if (from.done())
        return made;
    // In quotes it may have spaces.
    bool const is_quoted = from.begin_with('"') || from.begin_with('\'');
    made.event = is_quoted ? from.value().value_or("") : std::string(from.plain());
    while (!from.done())
        made.values.push_back(from.value());
    return made;
}

std::string typed_name(std::string_view event) {
    bool const is_plain =
        !event.empty() && event.front() != '/' && std::ranges::all_of(event, [](char each) {
            return each > ' ' && each < '\x7f' &&
                   std::string_view("\"'{}[]\\").find(each) == std::string_view::npos;
        });
    return is_plain ? std::string(event) : visible_text(sio::value(event).to_json());
}

} // namespace siota
