// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/recovery_outcome.hpp>

#include <optional>
#include <string>

#include <packet/parser_kind.hpp>

namespace socketiota::adapter {

/// By which a client asks to go on: its private id, and which packet it received last.
struct wanted_session {
    std::string private_id;
    std::optional<std::string> offset; // none: it has received no packet yet
    packet::parser_kind parser;
};

/// Who waits until a session has been brought.
///
/// It may be held weakly on any thread; everything else belongs to its shard.
class session_seeker {
public:
    session_seeker() = default;
    session_seeker(session_seeker const&) = delete;
    session_seeker& operator=(session_seeker const&) = delete;

    /// The session is here now, as `recovered` says; or it does not go on, and why.
    virtual void on_sought(recovery_outcome outcome) noexcept = 0;

protected:
    ~session_seeker() = default;
};

} // namespace socketiota::adapter
