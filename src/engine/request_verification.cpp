// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include <engine/origin.hpp>
#include <engine/request_verification.hpp>
#include <wire/closing_answer.hpp>

namespace socketiota::engine {
namespace {

using context_list = std::vector<std::pair<std::string_view, std::string>>;

/// One row of the verification table: who breaks it gets `code` and, told to the program, `name`
/// and what `explain` adds.
struct request_rule {
    bool (*broken)(request_facts const&, engine_options const&);
    request_error code;
    metric counts;
    std::string_view name;
    void (*explain)(request_facts const&, context_list&);
    unsigned status = 400;
};

void explain_nothing(request_facts const&, context_list&) {}

// The order is the official server's; `allowed_origins`, which it has not, comes where it looks at
// the origin.
constexpr std::array request_rules_in_order{
    request_rule{[](request_facts const& facts, engine_options const& options) {
                     return std::none_of(options.transports.begin(), options.transports.end(),
                                         [&facts](transport_kind kind) {
                                             return to_string(kind) == facts.transport;
                                         });
                 },
                 request_error::unknown_transport,
                 metric::unknown_transport,
                 {},
                 [](request_facts const& facts, context_list& context) {
                     if (facts.transport)
                         context.emplace_back("transport", *facts.transport);
                 }},
    request_rule{[](request_facts const& facts, engine_options const& options) {
                     return !lets_in(options.allowed_origins, facts.origin);
                 },
                 request_error::forbidden, metric::foreign_origin, "FOREIGN_ORIGIN",
                 [](request_facts const& facts, context_list& context) {
                     context.emplace_back("origin", facts.origin);
                 },
                 403},
    request_rule{[](request_facts const& facts, engine_options const&) {
                     return !facts.session_id.empty() && !facts.session;
                 },
                 request_error::unknown_session,
                 metric::unknown_session,
                 {},
                 [](request_facts const& facts, context_list& context) {
                     context.emplace_back("sid", facts.session_id);
                 }},
    request_rule{[](request_facts const& facts, engine_options const&) {
                     return facts.session && !facts.upgrade &&
                            to_string(facts.session->transport) != facts.transport;
                 },
                 request_error::bad_request, metric::transport_mismatch, "TRANSPORT_MISMATCH",
                 [](request_facts const& facts, context_list& context) {
                     context.emplace_back("transport", *facts.transport);
                     context.emplace_back("previousTransport", to_string(facts.session->transport));
                 }},
    request_rule{[](request_facts const& facts, engine_options const&) {
                     return facts.session && facts.session->protocol != facts.protocol;
                 },
                 request_error::bad_request, metric::protocol_mismatch, "PROTOCOL_MISMATCH",
                 [](request_facts const& facts, context_list& context) {
                     context.emplace_back("protocol", name_of(facts.protocol));
                     context.emplace_back("previousProtocol", name_of(facts.session->protocol));
                 }},
    request_rule{[](request_facts const& facts, engine_options const&) {
                     return facts.session_id.empty() && facts.method != "GET";
                 },
                 request_error::bad_handshake_method,
                 metric::bad_handshake_method,
                 {},
                 [](request_facts const& facts, context_list& context) {
                     context.emplace_back("method", facts.method);
                 }},
    request_rule{[](request_facts const& facts, engine_options const&) {
                     return facts.session_id.empty() && facts.transport == "websocket" &&
                            !facts.upgrade;
                 },
                 request_error::bad_request, metric::bad_websocket_handshake,
                 "TRANSPORT_HANDSHAKE_ERROR", explain_nothing},
};

void append_json_string(std::string& json, std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    json += '"';
    for (char const character : text) {
        if (character == '"' || character == '\\') {
            json += '\\';
            json += character;
        } else if (static_cast<unsigned char>(character) < 0x20) {
            json += "\\u00";
            json += digits[static_cast<unsigned char>(character) >> 4];
            json += digits[static_cast<unsigned char>(character) & 15];
        } else {
            json += character;
        }
    }
    json += '"';
}

} // namespace

std::string_view message_of(request_error code) noexcept {
    switch (code) {
    case request_error::unknown_transport:
        return "Transport unknown";
    case request_error::unknown_session:
        return "Session ID unknown";
    case request_error::bad_handshake_method:
        return "Bad handshake method";
    case request_error::bad_request:
        return "Bad request";
    case request_error::forbidden:
        return "Forbidden";
    case request_error::unsupported_protocol_version:
        return "Unsupported protocol version";
    }
    return {};
}

std::string name_of(wire::engine_revision protocol) {
    return std::to_string(static_cast<unsigned>(protocol));
}

std::optional<refusal> judge_request(request_facts const& facts, engine_options const& options) {
    for (request_rule const& each : request_rules_in_order) {
        if (!each.broken(facts, options))
            continue;
        refusal why{each.code, each.counts, each.status, {}, {}};
        if (!each.name.empty())
            why.context.emplace_back("name", each.name);
        each.explain(facts, why.context);
        return why;
    }
    return std::nullopt;
}

std::string refusal_body(refusal const& why) {
    std::string body =
        "{\"code\":" + std::to_string(static_cast<unsigned>(why.code)) + ",\"message\":";
    append_json_string(body, why.text());
    body += '}';
    return body;
}

std::string refusal_of_upgrade(refusal const& why) {
    // Not even 403 for code 4: so the official server answers upgrades, and clients of WebSocket
    // see no body anyway.
    std::string wait;
    wire::header_field retry{"Retry-After"};
    if (why.retry_after) {
        wait = std::to_string(why.retry_after->count());
        retry.value = wait;
    }
    return wire::octets_of({.status = static_cast<std::uint16_t>(why.status == 503 ? 503 : 400),
                            .body = why.text(),
                            .content_type = {"Content-type", "text/html"},
                            .headers = std::span(&retry, why.retry_after ? 1U : 0U)});
}

} // namespace socketiota::engine
