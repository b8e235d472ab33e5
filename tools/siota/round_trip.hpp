// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/client.hpp>

#include <functional>

namespace siota {

/// Calls `then` once the server has handled what was sent to it before; not at all if the
/// connection breaks first.
///
/// Who leaves right behind an event takes it back, at servers of Node: what they read in one turn
/// they handle in the next, and not if the client has left then. So this asks for a namespace that
/// nobody has, and waits for the answer.
void after_round_trip(socketiota::client const& client, std::function<void()> then);

} // namespace siota
