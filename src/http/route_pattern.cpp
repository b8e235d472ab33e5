// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>

#include <base/utf8.hpp>
#include <http/path_segments.hpp>
#include <http/route_pattern.hpp>
#include <wire/http_syntax.hpp>

namespace socketiota::http {
namespace {

bool is_name_character(char c) noexcept {
    return c == '_' || wire::detail::is_alphanumeric(static_cast<unsigned char>(c));
}

// What a decoded path can hold and what does not stand for something else in a target.
bool is_literal_character(char c) noexcept {
    auto const octet = static_cast<unsigned char>(c);
    return octet > 0x20 && octet != 0x7F && c != '?' && c != '#' && c != '%' && c != ':' &&
           c != '*';
}

} // namespace

route_pattern::route_pattern(std::string_view pattern) : text_(pattern) {
    if (!pattern.starts_with('/'))
        refuse("it must begin with /");
    if (!base::is_valid_utf8(pattern))
        refuse("it is not UTF-8");
    std::string_view rest = pattern;
    while (!rest.empty()) {
        rest.remove_prefix(1);
        std::size_t const slash = rest.find('/');
        bool const is_last = slash == std::string_view::npos;
        std::string_view const written = rest.substr(0, slash);
        if (!segments_.empty() && segments_.back().type == kind::rest)
            refuse("nothing can follow *" + segments_.back().text);
        if (written.empty() && !is_last)
            refuse("a segment in it is empty");
        add(written);
        rest.remove_prefix(is_last ? rest.size() : slash);
    }
    if (segments_.size() > most_path_segments)
        refuse("it has more than 64 segments");
}

void route_pattern::add(std::string_view written) {
    if (written.starts_with(':') || written.starts_with('*')) {
        add_parameter(written.front() == ':' ? kind::one : kind::rest, written.substr(1));
        return;
    }
    if (written == "." || written == "..")
        refuse("no path that is served has a segment . or ..");
    if (!std::all_of(written.begin(), written.end(), is_literal_character))
        refuse("it is compared with decoded paths: write it without escapes, and a : or * only at "
               "the beginning of a segment");
    segments_.push_back({kind::literal, std::string(written)});
}

void route_pattern::add_parameter(kind type, std::string_view name) {
    if (name.empty() || !std::all_of(name.begin(), name.end(), is_name_character))
        refuse("a parameter needs a name of letters, digits and _");
    for (segment const& other : segments_)
        if (other.type != kind::literal && other.text == name)
            refuse("two parameters have the name " + other.text);
    segments_.push_back({type, std::string(name)});
}

void route_pattern::refuse(std::string_view why) const {
    throw boost::system::system_error(make_error_code(error::invalid_option),
                                      "the route \"" + text_ + "\" cannot be: " + std::string(why));
}

std::optional<route_pattern::parameter_list>
route_pattern::match(std::span<std::string const> segments) const {
    parameter_list parameters;
    for (std::size_t index = 0; index < segments_.size(); ++index) {
        segment const& wanted = segments_[index];
        if (index == segments.size())
            return std::nullopt;
        if (wanted.type == kind::rest) {
            std::string all = segments[index];
            for (std::string const& more : segments.subspan(index + 1)) {
                all += '/';
                all += more;
            }
            parameters.emplace_back(wanted.text, std::move(all));
            return parameters;
        }
        bool const fits = wanted.type == kind::literal ? segments[index] == wanted.text
                                                       : !segments[index].empty();
        if (!fits)
            return std::nullopt;
        if (wanted.type == kind::one)
            parameters.emplace_back(wanted.text, segments[index]);
    }
    if (segments.size() != segments_.size())
        return std::nullopt;
    return parameters;
}

} // namespace socketiota::http
