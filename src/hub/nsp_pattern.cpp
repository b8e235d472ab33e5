// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>
#include <socketiota/nsp_pattern.hpp>

#include <boost/system/system_error.hpp>

#include <cstddef>

namespace socketiota {

nsp_pattern::nsp_pattern(std::string_view text) : text_(text.starts_with('/') ? "" : "/") {
    text_ += text;
    if (text_.find("**") != std::string::npos)
        throw boost::system::system_error(
            make_error_code(error::invalid_option),
            "the pattern of namespaces \"" + text_ +
                "\" has a **: one * stands for the characters up to the next /; for names with any "
                "number of / give server::of a function");
}

// When what follows a star does not match, only the last star can help by taking one character
// more: what is before it matched as early as it could, which leaves the most to it. If it cannot,
// because of a slash, nobody can.
bool nsp_pattern::matches(std::string_view name) const noexcept {
    constexpr std::size_t none = std::string_view::npos;
    std::size_t at = 0;            // in the pattern
    std::size_t after_star = none; // in the pattern
    std::size_t taken = 0;         // by that star: up to here in the name
    for (std::size_t next = 0; next != name.size() || at != text_.size();) {
        bool const is_star = at != text_.size() && text_[at] == '*';
        if (is_star && next != name.size() && name[next] != '/') {
            after_star = ++at;
            taken = ++next;
        } else if (!is_star && at != text_.size() && next != name.size() &&
                   text_[at] == name[next]) {
            ++at;
            ++next;
        } else if (after_star != none && taken != name.size() && name[taken] != '/') {
            at = after_star;
            next = ++taken;
        } else {
            return false;
        }
    }
    return true;
}

} // namespace socketiota
