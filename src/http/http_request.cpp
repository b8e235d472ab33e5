// SPDX-License-Identifier: MIT
#include <socketiota/http_request.hpp>

#include <utility>

#include <wire/http_syntax.hpp>
#include <wire/query.hpp>
#include <wire/target.hpp>

namespace socketiota {

http_request::http_request(parts from) noexcept : parts_(std::move(from)) {}

std::string_view http_request::path() const noexcept {
    return wire::split_target(parts_.target).path;
}

std::string const& http_request::parameter(std::string_view name) const noexcept {
    static std::string const none;
    for (auto const& [each, text] : parts_.parameters)
        if (each == name)
            return text;
    return none;
}

std::optional<std::string> http_request::query(std::string_view name) const {
    std::string scratch;
    auto const found =
        wire::find_query_parameter(wire::split_target(parts_.target).query, name, scratch);
    return found ? std::optional<std::string>(*found) : std::nullopt;
}

http_request::field_list http_request::query() const {
    field_list all;
    wire::query_reader reader(wire::split_target(parts_.target).query);
    std::string name;
    std::string text;
    while (auto const parameter = reader.next())
        all.emplace_back(wire::decode_query_component(parameter->name, name),
                         wire::decode_query_component(parameter->value, text));
    return all;
}

std::optional<std::string_view> http_request::header(std::string_view name) const noexcept {
    for (auto const& [each, text] : parts_.headers)
        if (wire::equal_ignoring_case(each, name))
            return text;
    return std::nullopt;
}

} // namespace socketiota
