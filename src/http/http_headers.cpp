// SPDX-License-Identifier: MIT
#include <socketiota/http_headers.hpp>

#include <algorithm>

#include <wire/http_syntax.hpp>

namespace socketiota {

void http_headers::set(std::string_view name, std::string_view value) {
    remove(name);
    add(name, value);
}

void http_headers::add(std::string_view name, std::string_view value) {
    fields_.emplace_back(name, value);
}

bool http_headers::remove(std::string_view name) {
    return std::erase_if(fields_, [name](auto const& each) {
               return wire::equal_ignoring_case(each.first, name);
           }) > 0;
}

std::optional<std::string_view> http_headers::find(std::string_view name) const noexcept {
    auto const found = std::find_if(fields_.begin(), fields_.end(), [name](auto const& each) {
        return wire::equal_ignoring_case(each.first, name);
    });
    if (found == fields_.end())
        return std::nullopt;
    return found->second;
}

} // namespace socketiota
