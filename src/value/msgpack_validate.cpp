// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cstdint>

#include <base/utf8.hpp>
#include <value/msgpack_item.hpp>
#include <value/msgpack_validate.hpp>

namespace socketiota {
namespace {

/// An array or map whose end has not come.
struct unfinished {
    std::uint64_t values_left;
    /// Keys and values take turns, and an even number is left where a key comes.
    bool is_map;

    [[nodiscard]] bool expects_key() const noexcept { return is_map && values_left % 2 == 0; }
};

} // namespace

bool is_valid_msgpack(std::string_view octets, std::size_t depth) noexcept {
    // Not filled: most of it is never looked at.
    std::array<unfinished, max_json_depth> open; // NOLINT(cppcoreguidelines-pro-type-member-init)
    std::size_t const most_open = std::min(depth, open.size());
    std::size_t opened = 0;
    char const* at = octets.data();
    char const* const end = at + octets.size();
    msgpack_item item;
    do {
        if (!read_msgpack_item(at, end, item))
            return false;
        at = item.behind;
        bool const is_text = item.what == msgpack_item::form::string;
        if (is_text && !base::is_valid_utf8(item.view()))
            return false;
        if (opened != 0) {
            unfinished& around = open[opened - 1];
            if (around.expects_key() && !is_text)
                return false;
            around.values_left -= 1;
        }
        if (item.is_container()) {
            if (opened == most_open)
                return false;
            open[opened++] = {item.values(), item.what == msgpack_item::form::map};
        }
        while (opened != 0 && open[opened - 1].values_left == 0)
            --opened;
    } while (opened != 0);
    return at == end;
}

} // namespace socketiota
