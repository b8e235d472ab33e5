// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <http/exchange.hpp>
#include <wire/request_head.hpp>

namespace socketiota::engine {

/// The headers of an answer over long-polling.
///
/// @param headers those that it has in any case.
/// @param no_xss_filter whether the filter of an old browser must be switched off.
[[nodiscard]] http::header_list polling_headers(http::header_list headers, bool no_xss_filter);

/// Those of `headers` that an answer which a WebSocket begins with may have, but for those that say
/// what it is: two of these could contradict each other, and a 101 has no body to measure. They
/// refer to `headers`.
[[nodiscard]] std::vector<wire::header_field>
fields_of_websocket_answer(http::header_list const& headers);

/// Adds `headers` to an answer that a WebSocket begins with, but for those that say
/// what it is. False, and nothing has changed, if one cannot be sent.
[[nodiscard]] bool add_to_websocket_answer(std::string& answer, http::header_list const& headers);

} // namespace socketiota::engine
