// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include <adapter/others.hpp>
#include <adapter/selection.hpp>
#include <event/posted_arguments.hpp>
#include <hub/surroundings.hpp>
#include <packet/event_units.hpp>

namespace socketiota::hub {

/// An event on its way to other shards: one for all of them, of which each makes a unit of its own.
///
/// Thread safety: safe, as it does not change.
struct sent_event {
    /// `told` says whether anybody wants to know of events that leave, or other servers are to get
    /// them from there.
    sent_event(adapter::selection whom, adapter::broadcast_event const& event, bool told)
        : to(std::move(whom)),
          flags(event.flags),
          encoded(event.units),
          offset(event.offset),
          place(event.place),
          octets(sizeof(*this) + encoded.size()) {
        if (!told)
            return;
        name = event.name;
        // They were encoded a moment ago; what cannot be now is not told.
        if (auto copied = events::posted_arguments::copy(event.arguments))
            arguments = *std::move(copied);
    }

    [[nodiscard]] packet::event_units units(surroundings& around) const {
        return encoded.units(around.encoders, around.speakers);
    }

    /// The arguments, for those who are told.
    [[nodiscard]] detail::argument_list list() const noexcept {
        return arguments ? arguments->list() : detail::argument_list();
    }

    /// The same without the offset.
    [[nodiscard]] detail::argument_list given() const noexcept {
        if (!arguments)
            return {};
        return offset ? arguments->list_without_last() : arguments->list();
    }

    adapter::selection to;
    detail::emit_flags flags;
    packet::carried_event encoded;
    adapter::packet_offset offset;
    adapter::log_place place;
    std::size_t octets; // that it takes
    // For those who are told.
    std::string name;
    std::optional<events::posted_arguments> arguments;
};

} // namespace socketiota::hub
