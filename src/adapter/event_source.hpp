// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>

#include <string_view>

namespace socketiota::adapter {

/// An event before it is encoded: whoever sends it decides how. The in-memory adapter makes JSON,
/// one that reaches other nodes writes what their wire asks for.
///
/// Refers to its parts: valid during the call it is passed to.
struct event_source {
    std::string_view nsp;
    std::string_view name;
    detail::argument_list const& arguments;
};

} // namespace socketiota::adapter
