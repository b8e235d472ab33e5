// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>

#include <base/random.hpp>
#include <wire/base64.hpp>
#include <wire/http_head_writer.hpp>
#include <wire/http_syntax.hpp>
#include <wire/websocket_handshake.hpp>
#include <wire/websocket_headers.hpp>
#include <wire/websocket_request.hpp>

namespace socketiota::wire {
namespace {

constexpr std::string_view own_headers[] = {
    "Host",     "Upgrade",      "Connection",    "Content-Length", "Transfer-Encoding",
    key_header, version_header, protocol_header, extensions_header};

bool is_of_handshake(std::string_view name) noexcept {
    return std::any_of(std::begin(own_headers), std::end(own_headers),
                       [name](std::string_view own) { return equal_ignoring_case(name, own); });
}

std::string joined(std::span<std::string const> names) {
    std::string list;
    for (std::string const& each : names)
        list.append(list.empty() ? "" : ", ").append(each);
    return list;
}

websocket_agreement refused_answer(std::string_view sentence) noexcept {
    return {.sentence = sentence};
}

bool has_several(response_head const& head, std::string_view name) noexcept {
    return head.find(name) && !head.find_only(name);
}

} // namespace

std::string random_websocket_key() {
    std::array<std::byte, 16> octets;
    base::fill_random(octets);
    std::string key(base64_encoded_size(octets.size()), '\0');
    encode_base64(octets, key.data());
    return key;
}

bool append_websocket_request(base::output_buffer& output, websocket_request const& what) {
    if (!std::all_of(what.subprotocols.begin(), what.subprotocols.end(),
                     [](std::string const& each) { return is_token(each); }) ||
        std::any_of(what.headers.begin(), what.headers.end(),
                    [](header_field const& each) { return is_of_handshake(each.name); }))
        return false;
    request_head_writer writer(output, "GET", what.target, what.authority);
    writer.header("Upgrade", "websocket")
        .header("Connection", "Upgrade")
        .header(version_header, "13")
        .header(key_header, what.key);
    if (!what.subprotocols.empty())
        writer.header(protocol_header, joined(what.subprotocols));
    if (what.deflate != nullptr)
        writer.header(extensions_header, deflate_offer(*what.deflate));
    for (header_field const& field : what.headers)
        writer.header(field.name, field.value);
    return writer.finish();
}

websocket_agreement judge_websocket_answer(response_head const& head,
                                           websocket_request const& what) {
    if (head.status != 101)
        return refused_answer("the server does not open a WebSocket");
    if (!head.upgrade || !equal_ignoring_case(head.find_only("upgrade").value_or(""), "websocket"))
        return refused_answer("the server switches to another protocol than WebSocket");
    auto const expected = websocket_accept(what.key);
    if (head.find_only(accept_header) != std::string_view(expected.data(), expected.size()))
        return refused_answer("the answer to the WebSocket handshake is not that to this request");

    websocket_agreement agreed{.accepted = true};
    // One that was not offered would change what is understood (RFC 6455 4.1, points 5 and 6).
    if (has_several(head, extensions_header) || has_several(head, protocol_header))
        return refused_answer("the server names two extensions or subprotocols");
    if (auto const extension = head.find(extensions_header)) {
        if (what.deflate != nullptr)
            agreed.deflate = accept_deflate(*extension, *what.deflate);
        if (!agreed.deflate)
            return refused_answer("the server uses a WebSocket extension that was not offered");
    }
    if (auto const chosen = head.find(protocol_header)) {
        if (std::find(what.subprotocols.begin(), what.subprotocols.end(), *chosen) ==
            what.subprotocols.end())
            return refused_answer("the server chose a subprotocol that was not offered");
        agreed.subprotocol = *chosen;
    } else if (!what.subprotocols.empty()) {
        return refused_answer("the server chose none of the subprotocols");
    }
    return agreed;
}

} // namespace socketiota::wire
