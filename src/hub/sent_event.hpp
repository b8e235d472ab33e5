// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <adapter/others.hpp>
#include <adapter/selection.hpp>
#include <base/outgoing.hpp>
#include <base/outgoing_pool.hpp>
#include <hub/posted_arguments.hpp>

namespace socketiota::hub {

/// An event on its way to other shards: one for all of them, of which each makes a unit of its own.
///
/// Thread safety: safe, as it does not change.
struct sent_event {
    /// `told` says whether anybody wants to know of events that leave.
    sent_event(adapter::selection whom, adapter::broadcast_event const& event, bool told)
        : to(std::move(whom)),
          text(event.unit.text()),
          attachments(event.unit.attachments().begin(), event.unit.attachments().end()),
          flags(event.unit.flags()),
          octets(sizeof(*this) + event.unit.size()) {
        if (!told)
            return;
        name = event.name;
        // They were encoded a moment ago; what cannot be now is not told.
        if (auto copied = posted_arguments::copy(event.arguments))
            arguments = *std::move(copied);
    }

    [[nodiscard]] base::outgoing_ptr unit(base::outgoing_pool& pool) const {
        return pool.make(text, std::vector<bytes>(attachments), flags);
    }

    /// The arguments, for those who are told.
    [[nodiscard]] detail::argument_list list() const noexcept {
        return arguments ? arguments->list() : detail::argument_list();
    }

    adapter::selection to;
    std::string text;
    std::vector<bytes> attachments;
    base::send_flags flags;
    std::size_t octets; // that it takes
    // For those who are told.
    std::string name;
    std::optional<posted_arguments> arguments;
};

} // namespace socketiota::hub
