// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <string_view>

namespace socketiota::redis {

/// A connection of a client, as far as the state of the client depends on it.
class link {
public:
    /// Whether it is to be there.
    [[nodiscard]] virtual bool is_used() const noexcept = 0;

    /// Whether it does what it is for.
    [[nodiscard]] virtual bool is_up() const noexcept = 0;

    [[nodiscard]] virtual bool is_long_away() const noexcept = 0;

protected:
    ~link() = default;
};

/// Who hears of the connections of a client. It may destroy them inside of each function.
class link_owner {
public:
    /// One has come, or changed otherwise for the better.
    virtual void on_link_changed() = 0;

    /// One is away, or Redis refuses what it is for. `lost`: it was there, so something may have
    /// been missed.
    virtual void on_link_down(error_code why, std::string_view words, bool lost) = 0;

    /// A command of which nobody waits for the answer failed.
    virtual void on_command_lost(error_code why, std::string_view words) = 0;

protected:
    ~link_owner() = default;
};

} // namespace socketiota::redis
