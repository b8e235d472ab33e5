// SPDX-License-Identifier: MIT
#include <value/json_reader.hpp>
#include <value/json_scan.hpp>

namespace socketiota {
namespace {

struct step {
    bool in_object = false;
    std::size_t index = 0;
    std::string_view key{};
};

std::string print(std::vector<step> const& steps) {
    std::string path;
    for (step const& each : steps) {
        if (each.in_object) {
            path += '.';
            path += each.key;
        } else {
            path += '[' + std::to_string(each.index) + ']';
        }
    }
    return path;
}

} // namespace

std::string json_path_to(std::string_view valid_text, std::size_t offset) {
    char const* at = valid_text.data();
    char const* const end = at + valid_text.size();
    char const* const goal = at + offset;
    std::vector<step> steps;
    while (at < goal) {
        switch (*at) {
        case '[':
        case '{':
            steps.push_back({.in_object = *at == '{'});
            ++at;
            break;
        case ']':
        case '}':
            steps.pop_back();
            ++at;
            break;
        case ',':
            ++steps.back().index;
            ++at;
            break;
        case '"': {
            bool ignored = false;
            char const* const quote = find_closing_quote(at + 1, end, ignored);
            std::string_view const content(at + 1, static_cast<std::size_t>(quote - at - 1));
            at = skip_json_space(quote + 1, end);
            // The characters as they came: escapes keep control characters out of logs.
            if (at != end && *at == ':')
                steps.back().key = content;
            break;
        }
        default:
            ++at;
            break;
        }
    }
    return print(steps);
}

} // namespace socketiota
