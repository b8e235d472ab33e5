// SPDX-License-Identifier: MIT
#include <adapter/in_memory_adapter.hpp>

namespace socketiota::adapter {

error_code in_memory_adapter::broadcast(event_source const& event, selection const& to,
                                        base::send_flags flags) {
    // Encoded first, also when nobody is selected: whether an event can be sent does not depend on
    // who is there.
    result<base::outgoing_ptr> const unit = local_.encode(event, flags);
    if (!unit)
        return unit.error();
    auto const recipients = index_.select(to);
    if (!recipients.empty())
        local_.deliver(recipients, *unit, event);
    return {};
}

} // namespace socketiota::adapter
