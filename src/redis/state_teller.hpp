// SPDX-License-Identifier: MIT
#pragma once

#include <base/state_teller.hpp>
#include <redis/client_listener.hpp>

namespace socketiota::redis {

/// Tells a client's listener of its state, each change once.
using state_teller = base::state_teller<client_listener, link_state>;

} // namespace socketiota::redis
