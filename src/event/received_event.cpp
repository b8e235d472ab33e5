// SPDX-License-Identifier: MIT
#include <event/received_event.hpp>

namespace socketiota::events {

incoming const& received_event::decoded() {
    if (!decoded_) {
        reader& from = arguments();
        while (from.next_element())
            if (!decode(from, values_.emplace_back()))
                break;
        decoded_.emplace(packet_.event_name, values_, packet_.id.has_value());
    }
    return *decoded_;
}

} // namespace socketiota::events
