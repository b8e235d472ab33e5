// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <http/exchange.hpp>

namespace socketiota::engine {

/// The headers of an answer over long-polling.
///
/// @param headers those that it has in any case.
/// @param no_xss_filter whether the filter of an old browser must be switched off.
[[nodiscard]] http::header_list polling_headers(http::header_list headers, bool no_xss_filter);

/// Whether a header of an answer that a WebSocket begins with is not the program's to set: two of
/// these could contradict each other, and a 101 has no body to measure.
[[nodiscard]] bool says_what_answer_is(std::string_view name) noexcept;

/// Adds `headers` to an answer that a WebSocket begins with, but for those that say
/// what it is. False, and nothing has changed, if one cannot be sent.
[[nodiscard]] bool add_to_websocket_answer(std::string& answer, http::header_list const& headers);

} // namespace socketiota::engine
