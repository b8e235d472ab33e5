// SPDX-License-Identifier: MIT
#include <array>
#include <span>

#include <base/output_buffer.hpp>
#include <websocket/handshake_answer.hpp>
#include <wire/closing_answer.hpp>
#include <wire/frame_writer.hpp>
#include <wire/websocket_handshake.hpp>

namespace socketiota::websocket {
namespace {

std::string refuse(wire::websocket_handshake const& judged) {
    std::array const versions{wire::header_field{"Sec-WebSocket-Version", "13, 8"}};
    return wire::octets_of({.status = judged.status,
                            .body = judged.sentence,
                            .content_type = {"Content-Type", "text/html"},
                            .headers = std::span(versions).first(judged.names_versions ? 1 : 0)});
}

} // namespace

handshake_answer answer_handshake(wire::request_head const& request,
                                  std::span<wire::header_field const> headers,
                                  wire::deflate_terms const* deflate,
                                  std::optional<std::string_view> subprotocol) {
    wire::websocket_handshake judged = wire::judge_websocket_handshake(request, deflate);
    if (judged.accepted()) {
        judged.subprotocol = subprotocol.value_or(judged.subprotocol);
        base::output_buffer head;
        if (wire::append_switching_protocols(head, judged, headers))
            return {true, std::string(head.view()), judged.deflate};
        // A reflected origin cannot get here, so the program configured a header that is none.
        judged.status = 500;
        judged.sentence = "Internal Server Error";
    }
    return {.accepted = false, .octets = refuse(judged)};
}

std::string empty_close_frame() {
    base::output_buffer frame;
    wire::append_close_frame(frame);
    return std::string(frame.view());
}

} // namespace socketiota::websocket
