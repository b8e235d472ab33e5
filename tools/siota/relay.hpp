// SPDX-License-Identifier: MIT
#pragma once

namespace socketiota {
class server;
}

namespace siota {

/// What the server does for its clients, in all namespaces: `siota serve --help` says it.
///
/// @param prints a line for each connection and event.
void add_relay(socketiota::server& io, bool prints);

} // namespace siota
