// SPDX-License-Identifier: MIT
#include <cluster/carried_octets.hpp>
#include <cluster/carried_reader.hpp>

namespace socketiota::cluster {

using encoding = carried_value::encoding;

reader* carried_reader::open(carried_value from) {
    if (from.is_empty() || !accept_carried(from, depth_, mended_))
        return nullptr;
    if (from.in == encoding::json) {
        auto* json = std::get_if<json_reader>(&kinds_);
        if (json == nullptr)
            json = &kinds_.emplace<json_reader>();
        json->reset(from.octets);
        return json;
    }
    auto* msgpack = std::get_if<msgpack_reader>(&kinds_);
    if (msgpack == nullptr)
        return &kinds_.emplace<msgpack_reader>(from.octets);
    msgpack->reset(from.octets);
    return msgpack;
}

reader* carried_reader::open_answer(carried_value const& from) {
    // It stands among other members of the message, and a reader needs an array around it.
    bool const is_json = from.in == encoding::json;
    array_.assign(is_json ? "[" : from.is_empty() ? "\x90" : "\x91");
    array_.append(from.octets);
    if (is_json)
        array_.append("]");
    ++depth_;
    reader* const opened = open({from.in, array_});
    --depth_;
    if (opened != nullptr)
        (void)opened->enter_array();
    return opened;
}

} // namespace socketiota::cluster
