// SPDX-License-Identifier: MIT
#include <cluster/carried_event.hpp>
#include <cluster/carried_octets.hpp>
#include <cluster/json_cursor.hpp>
#include <cluster/msgpack_cursor.hpp>

namespace socketiota::cluster {

template <class Cursor>
bool carried_event::split() {
    Cursor from(array_.octets);
    if (!from.enter_array() || !from.next_element() || !from.take_text(name_))
        return false;
    while (from.next_element())
        arguments_.push_back(from.take());
    return !from.failed();
}

bool carried_event::open(carried_value from) {
    arguments_.clear();
    if (from.is_empty() || !accept_carried(from, depth_, mended_))
        return false;
    array_ = from;
    return array_.in == carried_value::encoding::json ? split<json_cursor>()
                                                      : split<msgpack_cursor>();
}

void carried_event::write(void const* event, writer& to) {
    for (carried_value const& each : static_cast<carried_event const*>(event)->arguments_)
        write_carried(to, each);
}

reader& carried_event::read() {
    reader& from = *reading_.open(array_); // not null: it is valid
    (void)from.enter_array();
    (void)(from.next_element() && from.skip());
    return from;
}

} // namespace socketiota::cluster
