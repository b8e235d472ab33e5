// SPDX-License-Identifier: MIT
#pragma once

#include <base/outgoing.hpp>
#include <base/output_buffer.hpp>
#include <wire/unit_form.hpp>

namespace socketiota::wire {

/// The text and then each attachment as a text of `b` and base64, for clients of Engine.IO 4 that
/// take no binary frames.
[[nodiscard]] unit_form const& base64_form() noexcept;

/// Appends `unit` to a polling payload of Engine.IO 4, behind a separator unless the payload is
/// empty. The base64 of attachments is built once for all recipients.
void append_to_payload(base::outgoing& unit, base::output_buffer& payload);

} // namespace socketiota::wire
