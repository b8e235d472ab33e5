// SPDX-License-Identifier: MIT
#include <openssl/evp.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <vector>

#include <base/openssl_pointer.hpp>
#include <wire/base64.hpp>
#include <wire/http_head_writer.hpp>
#include <wire/http_syntax.hpp>
#include <wire/websocket_extension.hpp>
#include <wire/websocket_handshake.hpp>
#include <wire/websocket_headers.hpp>

namespace socketiota::wire {
namespace {

// 16 octets in base64 (RFC 6455 4.1). The official server looks at no more than this form.
bool is_key(std::string_view key) noexcept {
    constexpr std::size_t characters = 22;
    if (key.size() != characters + 2 || !key.ends_with("=="))
        return false;
    return std::all_of(key.begin(), key.begin() + characters, [](char c) {
        return detail::is_alphanumeric(static_cast<unsigned char>(c)) || c == '+' || c == '/';
    });
}

// The first subprotocol of all `Sec-WebSocket-Protocol` headers, or empty; nothing if one is
// malformed or a name comes twice.
std::optional<std::string_view> choose_subprotocol(request_head const& head) {
    std::vector<std::string_view> offered;
    for (header_field const& field : head.headers()) {
        if (!equal_ignoring_case(field.name, protocol_header))
            continue;
        std::string_view list = field.value;
        bool ends_with_comma = list.empty();
        while (!list.empty()) {
            ends_with_comma = list.ends_with(',');
            std::string_view const name = next_list_element(list);
            if (!is_token(name))
                return std::nullopt;
            offered.push_back(name);
        }
        if (ends_with_comma)
            return std::nullopt;
    }
    if (offered.empty())
        return std::string_view();
    std::string_view const first = offered.front();
    // Sorted, because 8000 names fit into a head and each against each would be 32 million steps.
    std::sort(offered.begin(), offered.end());
    if (std::adjacent_find(offered.begin(), offered.end()) != offered.end())
        return std::nullopt;
    return first;
}

// Chooses among the offers of all `Sec-WebSocket-Extensions` headers.
deflate_choice choose_extension(request_head const& head, deflate_terms const& wanted) {
    std::vector<extension_offer> all;
    for (header_field const& field : head.headers()) {
        if (!equal_ignoring_case(field.name, extensions_header))
            continue;
        auto offers = parse_extension_offers(field.value);
        if (!offers)
            return {.malformed = true};
        std::move(offers->begin(), offers->end(), std::back_inserter(all));
    }
    return choose_deflate(all, wanted);
}

// Kept, because `SHA1` asks OpenSSL's providers by name each time, for more instructions than the
// digest itself takes. Nothing if no provider has SHA-1.
EVP_MD const* sha1() noexcept {
    static base::openssl_pointer<EVP_MD> const fetched(EVP_MD_fetch(nullptr, "SHA1", nullptr));
    return fetched.get();
}

websocket_handshake refused_handshake(std::uint16_t status, std::string_view sentence) noexcept {
    websocket_handshake refusal;
    refusal.status = status;
    refusal.sentence = sentence;
    return refusal;
}

} // namespace

bool asks_for_websocket(request_head const& head) noexcept {
    return head.upgrade && equal_ignoring_case(head.find("upgrade").value_or(""), "websocket");
}

websocket_handshake judge_websocket_handshake(request_head const& head,
                                              deflate_terms const* deflate) {
    // In the order of the official server, so that a request with two faults gets its answer.
    if (head.method != "GET")
        return refused_handshake(405, "Invalid HTTP method");
    auto const upgrade = head.find_only("Upgrade");
    if (!head.upgrade || !upgrade || !equal_ignoring_case(*upgrade, "websocket"))
        return refused_handshake(400, "Invalid Upgrade header");
    auto const key = head.find_only(key_header);
    if (!key || !is_key(*key))
        return refused_handshake(400, "Missing or invalid Sec-WebSocket-Key header");
    auto const version = head.find_only(version_header);
    if (version != "13" && version != "8") {
        auto refusal = refused_handshake(400, "Missing or invalid Sec-WebSocket-Version header");
        refusal.names_versions = true;
        return refusal;
    }
    auto const subprotocol = choose_subprotocol(head);
    if (!subprotocol)
        return refused_handshake(400, "Invalid Sec-WebSocket-Protocol header");
    deflate_choice extension;
    if (deflate != nullptr)
        extension = choose_extension(head, *deflate);
    if (extension.malformed)
        return refused_handshake(400, "Invalid or unacceptable Sec-WebSocket-Extensions header");
    // The frames would begin behind the body, or in it: two readers could disagree.
    if (head.framing == body_framing::chunked || head.content_length != 0)
        return refused_handshake(400, "An upgrade request cannot have a body");

    websocket_handshake accepted;
    accepted.accept = websocket_accept(*key);
    accepted.subprotocol = *subprotocol;
    accepted.deflate = extension.terms;
    return accepted;
}

bool append_switching_protocols(base::output_buffer& output, websocket_handshake const& handshake,
                                std::span<header_field const> headers) {
    response_head_writer writer(output, 101);
    writer.header("Upgrade", "websocket")
        .header("Connection", "Upgrade")
        .header(accept_header, {handshake.accept.data(), handshake.accept.size()});
    if (!handshake.subprotocol.empty())
        writer.header(protocol_header, handshake.subprotocol);
    if (handshake.deflate)
        writer.header(extensions_header, deflate_answer(*handshake.deflate));
    for (header_field const& field : headers)
        writer.header(field.name, field.value);
    return writer.finish();
}

std::array<char, 28> websocket_accept(std::string_view key) noexcept {
    constexpr std::string_view guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    constexpr std::size_t key_size = 24;
    std::array<unsigned char, key_size + guid.size()> joined{};
    std::memcpy(joined.data(), key.data(), std::min(key.size(), key_size));
    std::memcpy(joined.data() + key_size, guid.data(), guid.size());
    constexpr std::size_t digest_size = 20;
    std::array<unsigned char, digest_size> digest{};
    EVP_Digest(joined.data(), joined.size(), digest.data(), nullptr, sha1(), nullptr);
    std::array<char, 28> accept;
    static_assert(accept.size() == base64_encoded_size(digest.size()));
    encode_base64(std::as_bytes(std::span(digest)), accept.data());
    return accept;
}

} // namespace socketiota::wire
