// SPDX-License-Identifier: MIT
#pragma once

#include <exception>

namespace socketiota::clients {

/// What lives on a loop of its own.
class loop_resident {
public:
    /// Ends all without a word to the program, whose handle has gone.
    virtual void drop() noexcept = 0;

    /// Tells the program of an exception.
    virtual void report(std::exception_ptr failure) noexcept = 0;

protected:
    ~loop_resident() = default;
};

} // namespace socketiota::clients
