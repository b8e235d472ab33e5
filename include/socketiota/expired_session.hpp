// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/value.hpp>

#include <string>
#include <vector>

namespace socketiota {

/// A session that was kept for a client (see `recovery_options`) and is not any more: the client
/// stayed away for too long, had to make room for others, or came back and could not go on.
struct expired_session {
    /// The id that its socket had.
    std::string id{};
    /// The rooms that it was in, that of its id too.
    std::vector<std::string> rooms{};
    /// What `socket::data` held.
    value data{};
};

} // namespace socketiota
