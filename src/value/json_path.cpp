// SPDX-License-Identifier: MIT
#include <value/error_path.hpp>
#include <value/json_reader.hpp>
#include <value/json_scan.hpp>
#include <value/json_string.hpp>

namespace socketiota {
namespace {

struct step {
    bool in_object = false;
    std::size_t index = 0;
    std::string_view key{};
};

/// The name that stands between quotes as `escaped`.
std::string unescaped(std::string_view escaped) {
    std::string name(escaped.size(), '\0');
    char* const end = unescape_json_string(escaped, name.data(), lone_surrogates::kept);
    name.resize(static_cast<std::size_t>(end - name.data()));
    return name;
}

std::string print(std::vector<step> const& steps) {
    error_path path(steps.size());
    for (step const& each : steps) {
        if (!each.in_object)
            path.add_element(each.index);
        else if (each.key.data() != nullptr)
            path.add_member(unescaped(each.key));
    }
    return path.take();
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
