// SPDX-License-Identifier: MIT
// What goes with the answers of an engine beside what they say.
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <engine/answer_headers.hpp>
#include <engine/engine.hpp>
#include <engine/session_cookie.hpp>
#include <wire/http_head_writer.hpp>
#include <wire/http_syntax.hpp>

namespace socketiota::engine {
namespace {

void answer_failure(http::exchange& request) {
    request.end_after_answer();
    request.respond(500, {}, std::string_view());
}

bool says_what_answer_is(std::string_view name) noexcept {
    constexpr std::array<std::string_view, 7> names{
        "upgrade",        "connection",        "sec-websocket-accept",    "sec-websocket-protocol",
        "content-length", "transfer-encoding", "sec-websocket-extensions"};
    return std::any_of(names.begin(), names.end(), [name](std::string_view each) {
        return wire::equal_ignoring_case(name, each);
    });
}

} // namespace

http::header_list polling_headers(http::header_list headers, bool no_xss_filter) {
    if (no_xss_filter)
        headers.emplace_back("X-XSS-Protection", "0");
    return headers;
}

std::vector<wire::header_field> fields_of_websocket_answer(http::header_list const& headers) {
    std::vector<wire::header_field> fields;
    fields.reserve(headers.size());
    for (auto const& [name, value] : headers)
        if (!says_what_answer_is(name))
            fields.push_back({name, value});
    return fields;
}

bool add_to_websocket_answer(std::string& answer, http::header_list const& headers) {
    return wire::add_headers(answer, fields_of_websocket_answer(headers));
}

/// Has the program's functions see `headers`. False, with a 500 sent, if one of them failed; else
/// they may have ended what there was.
bool engine::show_headers(http::exchange& request, http::header_list& headers,
                          std::shared_ptr<handshake_record const> const& record, bool is_first) {
    try {
        http_headers shown(std::move(headers));
        if (is_first && options_->initial_headers)
            options_->initial_headers(shown, record);
        if (options_->headers)
            options_->headers(shown, record);
        headers = shown.fields();
        return true;
    } catch (...) {
        // The program's mistake must not be able to end the process through the network.
        answer_failure(request);
        return false;
    }
}

/// Puts together what goes with the answer that opens the session `id`; false, with the request
/// answered, if there will be none.
bool engine::complete_answer(handshake_request& request, std::string_view id) {
    if (!request.upgrade) {
        request.headers = polling_headers(std::move(request.headers), request.no_xss_filter);
        // Not for a WebSocket, as in the official server.
        if (options_->cookie)
            request.headers.emplace_back("Set-Cookie", set_cookie(*options_->cookie, id));
    }
    if (options_->initial_headers || options_->headers) {
        if (!show_headers(*request.exchange, request.headers, request.record, true))
            return false;
        if (!admits(request)) // any more
            return false;
    }
    if (!request.upgrade || add_to_websocket_answer(request.websocket.octets, request.headers))
        return true;
    answer_failure(*request.exchange);
    return false;
}

} // namespace socketiota::engine
