// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/handshake.hpp>
#include <socketiota/reader.hpp>
#include <socketiota/writer.hpp>

namespace socketiota::hub {

/// Writes what other servers are told of a connection: an object with the members that Node's
/// `handshake` has, in its order.
void describe_handshake(handshake const& from, writer& to);

/// What such an object says. What is missing or of another kind is empty.
[[nodiscard]] handshake described_handshake(reader& from);

} // namespace socketiota::hub
