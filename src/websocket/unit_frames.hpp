// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <base/outgoing.hpp>
#include <websocket/gathered_write.hpp>
#include <wire/opcode.hpp>

namespace socketiota::websocket {

/// Octets of `unit` as plain frames, headers included. A unit without text that has attachments is
/// these alone, which is how a program sends a binary. Builds the headers the first time: the one
/// of the text right before it, so that all recipients of a broadcast share one piece of memory.
[[nodiscard]] std::size_t size_of_frames(base::outgoing& unit);

/// Makes the text of a unit that nobody else refers to, and that has no frame yet, a masked frame.
void mask_text(base::outgoing& unit, wire::mask_key key) noexcept;

/// Adds the frames of `unit` without their first `skipped` octets, which are out already.
void add_frames(base::outgoing& unit, std::size_t skipped, gathered_write& write);

} // namespace socketiota::websocket
