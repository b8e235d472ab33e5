// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <string_view>

namespace socketiota::postgres {

/// Whose client a link is part of. It may destroy the client inside of each function.
class link_owner {
public:
    /// A link is ready, or has been away for long.
    virtual void on_link_changed() = 0;

    /// A link is away, or did not come; `was_ready`: it was there.
    virtual void on_link_down(error_code why, std::string_view words, bool was_ready) = 0;

    /// A command of which nobody waits for the end was refused, or is lost.
    virtual void on_command_lost(error_code why, std::string_view words) = 0;

protected:
    ~link_owner() = default;
};

} // namespace socketiota::postgres
