// SPDX-License-Identifier: MIT
#include <wire/http_head.hpp>
#include <wire/http_syntax.hpp>

namespace socketiota::wire {

std::optional<std::string_view> http_head::find(std::string_view name) const noexcept {
    for (header_field const& field : headers())
        if (equal_ignoring_case(field.name, name))
            return field.value;
    return std::nullopt;
}

std::optional<std::string_view> http_head::find_only(std::string_view name) const noexcept {
    std::optional<std::string_view> only;
    for (header_field const& field : headers()) {
        if (!equal_ignoring_case(field.name, name))
            continue;
        if (only)
            return std::nullopt;
        only = field.value;
    }
    return only;
}

bool http_head::add_header(header_field field) noexcept {
    if (header_count_ == headers_.size())
        return false;
    headers_[header_count_++] = field;
    return true;
}

void http_head::clear_headers() noexcept {
    minor_version = 1;
    framing = body_framing::none;
    keep_alive = true;
    upgrade = false;
    content_length = 0;
    // The fields behind the count are never looked at: 3 KiB need no clearing.
    header_count_ = 0;
}

} // namespace socketiota::wire
