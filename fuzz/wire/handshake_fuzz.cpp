// SPDX-License-Identifier: MIT
// The headers of an upgrade request: judged, and if accepted answered with a head of one meaning.
#include "../fuzz_check.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

#include <wire/request_parser.hpp>
#include <wire/websocket_extension.hpp>
#include <wire/websocket_handshake.hpp>

using namespace socketiota;

namespace {

constexpr wire::deflate_terms wanted;

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    if (auto const offers = wire::parse_extension_offers(text)) {
        fuzz_check(!offers->empty());
        for (auto const& offer : *offers) {
            fuzz_check(!offer.name.empty());
            for (auto const& parameter : offer.parameters)
                fuzz_check(!parameter.name.empty() &&
                           (!parameter.value || !parameter.value->empty()));
        }
    }

    std::string const wire = "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(text) + "\r\n\r\n";
    auto const head = std::make_unique<wire::request_head>();
    if (wire::request_parser().parse(wire, *head).type != wire::request_result::kind::complete)
        return 0;
    auto const handshake = wire::judge_websocket_handshake(*head, &wanted);
    fuzz_check(handshake.accepted() == handshake.sentence.empty());
    base::output_buffer output;
    if (!handshake.accepted())
        return 0;
    fuzz_check(wire::judge_websocket_handshake(*head).accepted());
    fuzz_check(append_switching_protocols(output, handshake));
    auto const lines = std::count(output.view().begin(), output.view().end(), '\n');
    fuzz_check(lines == 5 + (handshake.subprotocol.empty() ? 0 : 1) + (handshake.deflate ? 1 : 0));
    fuzz_check(output.view().ends_with("\r\n\r\n"));
    return 0;
}
