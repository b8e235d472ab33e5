// SPDX-License-Identifier: MIT
#pragma once

#include "options.hpp"
#include "report.hpp"

namespace socketiota::bench {

// Each runs one scenario to its end and reports it.
// \throws failure if the server answered anything but what is right, or nothing.

/// Acked events on many WebSocket connections.
report run_echo(const options& chosen);

/// One sends, all receive; an operation is one delivery.
report run_broadcast(const options& chosen);

/// WebSocket connections opened, joined and closed.
report run_connect(const options& chosen);

/// Acked events over long-polling, two keep-alive connections per client.
report run_polling(const options& chosen);

/// Connections that only answer heartbeats: memory of the server.
report run_idle(const options& chosen);

} // namespace socketiota::bench
