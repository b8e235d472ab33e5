// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include <base/outgoing.hpp>
#include <base/output_buffer.hpp>
#include <engine/gathered_write.hpp>

namespace socketiota::engine {

/// How the attachments of a unit become frames.
enum class attachment_form : std::uint8_t {
    /// Binary frames.
    binary,
    /// Text frames `b` and base64, for clients without binary.
    base64,
};

/// Octets of `unit` as WebSocket frames, headers included. A unit without text that has attachments
/// is these alone, which is how a program sends a binary. Builds the headers the first time: the
/// one of the text right before it, so that all recipients of a broadcast share one piece of
/// memory.
[[nodiscard]] std::size_t websocket_size(base::outgoing& unit, attachment_form form);

/// Adds the frames of `unit` without their first `skipped` octets, which are out already.
void add_websocket_frames(base::outgoing& unit, attachment_form form, std::size_t skipped,
                          gathered_write& write);

/// Appends `unit` to a polling payload of Engine.IO 4, behind a separator unless the payload is
/// empty. The base64 of attachments is built once for all recipients.
void append_to_payload(base::outgoing& unit, base::output_buffer& payload);

} // namespace socketiota::engine
