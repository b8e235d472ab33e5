// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/reader.hpp>

namespace socketiota::adapter {

/// A value that another server sent, kept until somebody wants to know it: it may be anything.
///
/// Thread safety: safe, as it does not change.
class unread_value {
public:
    unread_value() = default;
    unread_value(unread_value const&) = delete;
    unread_value& operator=(unread_value const&) = delete;
    virtual ~unread_value() = default;

    /// Calls `by` once, in front of the value; not if that is not valid.
    virtual void read(detail::callback<void(reader&)> const& by) const = 0;
};

} // namespace socketiota::adapter
