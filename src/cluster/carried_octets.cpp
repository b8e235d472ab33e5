// SPDX-License-Identifier: MIT
#include <optional>
#include <utility>

#include <base/utf8.hpp>
#include <cluster/carried_octets.hpp>
#include <cluster/msgpack_transfer.hpp>
#include <value/json_validate.hpp>
#include <value/msgpack_item.hpp>
#include <value/msgpack_validate.hpp>

namespace socketiota::cluster {

using encoding = carried_value::encoding;

bool accept_carried(carried_value& value, std::size_t depth, std::string& mended) {
    if (value.in == encoding::json) {
        if (!base::is_valid_utf8(value.octets)) {
            mended = base::to_valid_utf8(value.octets);
            value.octets = mended;
        }
        return !validate_json(value.octets, {.depth = depth, .is_known_utf8 = true}).failed();
    }
    if (is_valid_msgpack(value.octets, depth))
        return true;
    std::optional<std::string> copy = mend_msgpack(value.octets);
    if (!copy)
        return false;
    mended = std::move(*copy);
    value.octets = mended;
    return is_valid_msgpack(mended, depth);
}

bool holds_binary(carried_value const& valid) noexcept {
    if (valid.in == encoding::json)
        return false;
    char const* at = valid.octets.data();
    char const* const end = at + valid.octets.size();
    msgpack_item item;
    for (; at != end; at = item.behind)
        if (!read_msgpack_item(at, end, item) || item.what == msgpack_item::form::binary ||
            item.what == msgpack_item::form::extension)
            return true;
    return false;
}

void put_carried(json_writer& to, carried_value const& valid) {
    if (valid.in == encoding::json)
        to.write_raw(valid.octets, {});
    else
        transfer_msgpack(valid.octets, to, true);
}

void put_carried(msgpack_writer& to, carried_value const& valid) {
    if (valid.in == encoding::json)
        to.write_raw(valid.octets, {});
    else
        to.write_encoded(valid.octets);
}

void write_carried(writer& to, carried_value const& valid) {
    if (valid.in == encoding::json)
        return to.write_raw(valid.octets, {});
    // What a writer writes is its own business but for this: one of msgpack takes msgpack as it is.
    auto* const msgpack = dynamic_cast<msgpack_writer*>(&to);
    if (msgpack == nullptr)
        return transfer_msgpack(valid.octets, to, false);
    std::optional<std::string> const rewritten = with_times_of_parser(valid.octets);
    msgpack->write_encoded(rewritten ? std::string_view(*rewritten) : valid.octets);
}

} // namespace socketiota::cluster
