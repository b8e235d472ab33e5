// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <wire/frame_reader.hpp>
#include <wire/frame_writer.hpp>

namespace socketiota::wire {

inline constexpr mask_key test_key{std::byte{0x37}, std::byte{0xFA}, std::byte{0x21},
                                   std::byte{0x3D}};

/// Octets given as numbers, for what no writer would write.
inline std::string octets(std::initializer_list<int> values) {
    std::string text;
    for (int const value : values)
        text.push_back(static_cast<char>(static_cast<unsigned char>(value)));
    return text;
}

/// A frame as a client sends it.
inline std::string from_client(opcode code, std::string_view content, bool fin = true) {
    base::output_buffer output;
    append_masked_frame(output, code, content, test_key, fin);
    return std::string(output.view());
}

/// A frame as a server sends it.
inline std::string from_server(opcode code, std::string_view content, bool fin = true) {
    std::string frame(max_unmasked_header_size, '\0');
    char* const end = write_frame_header(frame.data(), code, content.size(), fin);
    frame.resize(static_cast<std::size_t>(end - frame.data()));
    return frame.append(content);
}

/// One line for an event, so that a test reads like the conversation.
inline std::string describe(frame_event const& event) {
    using kind = frame_event::kind;
    switch (event.type) {
    case kind::need_more:
        return "need_more";
    case kind::text:
        return "text " + std::string(event.text());
    case kind::binary:
        return "binary " + std::string(event.text());
    case kind::ping:
        return "ping " + std::string(event.text());
    case kind::pong:
        return "pong " + std::string(event.text());
    case kind::close:
        return "close " + std::to_string(event.code) + " " + std::string(event.text());
    case kind::error:
        return "error " + std::to_string(event.code);
    }
    return "unknown";
}

/// Feeds one piece and appends what comes out of it. The piece is a copy of exact size, so that a
/// sanitizer sees a read beyond it.
inline void feed(frame_reader& reader, std::string_view piece, std::vector<std::string>& events) {
    std::vector<char> copy(piece.begin(), piece.end());
    std::span<std::byte> input = std::as_writable_bytes(std::span(copy));
    for (;;) {
        frame_event const event = reader.next(input);
        if (event.type == frame_event::kind::need_more)
            return;
        events.push_back(describe(event));
    }
}

/// What comes out of `wire` when it arrives in pieces of at most `piece_size` octets.
inline std::vector<std::string> read_in_pieces(websocket_role role, std::string_view wire,
                                               std::size_t piece_size, frame_limits limits = {}) {
    frame_reader reader(role, limits);
    std::vector<std::string> events;
    for (std::size_t from = 0; from < wire.size(); from += piece_size)
        feed(reader, wire.substr(from, piece_size), events);
    return events;
}

/// What comes out of `wire` when it arrives in two pieces.
inline std::vector<std::string> read_split(websocket_role role, std::string_view wire,
                                           std::size_t split, frame_limits limits = {}) {
    frame_reader reader(role, limits);
    std::vector<std::string> events;
    feed(reader, wire.substr(0, split), events);
    feed(reader, wire.substr(split), events);
    return events;
}

} // namespace socketiota::wire
