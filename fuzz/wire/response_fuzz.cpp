// SPDX-License-Identifier: MIT
// The first octet chooses the size of the pieces, the rest is what a server answers on one
// connection. However it is cut, the same comes out; and what we accept, Boost.Beast accepts and
// understands in the same way. And what stands there may be the answer to a WebSocket handshake.
#include "../fuzz_check.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <wire/body_reader.hpp>
#include <wire/response_parser.hpp>
#include <wire/websocket_request.hpp>

namespace {

using namespace socketiota;
namespace http = boost::beast::http;

constexpr wire::response_limits limits{.max_head_size = 2000, .max_header_count = 30};
constexpr std::uint64_t max_body_size = 1000;

struct response {
    bool refused = false;
    bool has_head = false;
    unsigned status = 0;
    std::string reason;
    std::vector<std::pair<std::string, std::string>> headers;
    wire::body_framing framing = wire::body_framing::none;
    std::string body;
    std::optional<std::size_t> size; // with its body, once that is complete

    friend bool operator==(response const&, response const&) = default;
};

void judge_as_handshake(wire::response_head const& head) {
    std::vector<std::string> const names{"chat"};
    wire::deflate_terms const terms;
    wire::websocket_request asked{"h", "/", "dGhlIHNhbXBsZSBub25jZQ==", names, &terms, {}};
    auto const agreed = wire::judge_websocket_answer(head, asked);
    fuzz_check(agreed.accepted == agreed.sentence.empty());
    fuzz_check(!agreed.accepted || (head.status == 101 && agreed.subprotocol == "chat"));
}

response read(std::string_view octets, std::size_t piece_size) {
    response got;
    wire::response_parser parser(limits);
    auto const head = std::make_unique<wire::response_head>();
    std::optional<wire::body_reader> body;
    std::string held;
    std::size_t taken = 0;
    for (std::size_t from = 0; from <= octets.size(); from += piece_size) {
        held += octets.substr(from, piece_size);
        // A copy of exact size, so that a sanitizer sees a read beyond it.
        std::vector<char> const copy(held.begin(), held.end());
        std::string_view input(copy.data(), copy.size());
        if (!body) {
            auto const parsed = parser.parse(input, *head);
            if (parsed.type == wire::response_result::kind::error) {
                fuzz_check(!parsed.sentence.empty());
                got.refused = true;
                return got;
            }
            if (parsed.type == wire::response_result::kind::need_more)
                continue;
            got.has_head = true;
            got.status = head->status;
            got.reason = head->reason;
            got.framing = head->framing;
            for (auto const& field : head->headers())
                got.headers.emplace_back(field.name, field.value);
            judge_as_handshake(*head);
            body.emplace(*head, max_body_size);
            input.remove_prefix(parsed.head_size);
            taken = parsed.head_size;
        }
        for (bool more = true; more;) {
            std::size_t const before = input.size();
            auto const event = body->next(input);
            taken += before - input.size();
            switch (event.type) {
            case wire::body_event::kind::data:
                got.body += event.data;
                fuzz_check(got.body.size() <= max_body_size);
                break;
            case wire::body_event::kind::need_more:
                fuzz_check(input.empty());
                more = false;
                break;
            case wire::body_event::kind::complete:
                got.size = taken;
                return got;
            case wire::body_event::kind::error:
                got.refused = true;
                return got;
            }
        }
        held.clear();
    }
    return got;
}

// What Beast makes of the octets of a response that we have accepted.
void compare_with_beast(std::string_view octets, response const& ours) {
    http::response_parser<http::string_body> parser;
    parser.header_limit(std::numeric_limits<std::uint32_t>::max());
    parser.body_limit(boost::none);
    boost::system::error_code failure;
    while (!parser.is_header_done()) {
        octets.remove_prefix(
            parser.put(boost::asio::buffer(octets.data(), octets.size()), failure));
        // It refuses members of Connection that are no token, which mean nothing to us, and
        // status lines without a space behind the status.
        if (failure)
            return;
    }
    fuzz_check(parser.get().result_int() == ours.status);
    fuzz_check(parser.chunked() == (ours.framing == wire::body_framing::chunked) ||
               ours.framing == wire::body_framing::none);
    if (ours.framing == wire::body_framing::sized)
        fuzz_check(parser.content_length() && *parser.content_length() == ours.body.size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 1)
        return 0;
    std::size_t const piece_size = std::size_t{data[0]} + 1;
    std::string_view const octets(reinterpret_cast<char const*>(data) + 1, size - 1);
    auto whole = read(octets, octets.size() + 1);
    auto cut = read(octets, piece_size);
    // How much of a body came before it was refused depends on the pieces.
    if (whole.refused)
        whole.body = cut.body = {};
    // An error behind the first piece of a head may wait for the line that ends it.
    if (whole.refused && !cut.refused && !cut.has_head)
        return 0;
    fuzz_check(cut == whole);
    if (whole.size)
        compare_with_beast(octets.substr(0, *whole.size), whole);
    return 0;
}
