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
            quoted_string const text = find_quoted_string(at, end);
            at = skip_json_space(text.behind, end);
            // The characters as they came: escapes keep control characters out of logs.
            if (at != end && *at == ':')
                steps.back().key = text.content;
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
