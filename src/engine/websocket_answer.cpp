// SPDX-License-Identifier: MIT
#include <array>
#include <span>
#include <vector>

#include <base/output_buffer.hpp>
#include <engine/websocket_answer.hpp>
#include <wire/closing_answer.hpp>
#include <wire/frame_writer.hpp>
#include <wire/websocket_handshake.hpp>

namespace socketiota::engine {
namespace {

std::string refuse(wire::websocket_handshake const& judged) {
    std::array const versions{wire::header_field{"Sec-WebSocket-Version", "13, 8"}};
    return wire::octets_of({.status = judged.status,
                            .body = judged.sentence,
                            .content_type = {"Content-Type", "text/html"},
                            .headers = std::span(versions).first(judged.names_versions ? 1 : 0)});
}

} // namespace

websocket_answer answer_websocket(wire::request_head const& request,
                                  http::header_list const& headers,
                                  std::optional<std::string_view> subprotocol) {
    // No extension is offered yet, so what the client says about them is not looked at.
    wire::websocket_handshake judged = wire::judge_websocket_handshake(request, false);
    if (judged.accepted()) {
        judged.subprotocol = subprotocol.value_or(judged.subprotocol);
        std::vector<wire::header_field> fields;
        for (auto const& [name, value] : headers)
            fields.push_back({name, value});
        base::output_buffer head;
        if (wire::append_switching_protocols(head, judged, fields))
            return {true, std::string(head.view())};
        // A reflected origin cannot get here, so the program configured a header that is none.
        judged.status = 500;
        judged.sentence = "Internal Server Error";
    }
    return {false, refuse(judged)};
}

std::string empty_close_frame() {
    base::output_buffer frame;
    wire::append_close_frame(frame);
    return std::string(frame.view());
}

} // namespace socketiota::engine
