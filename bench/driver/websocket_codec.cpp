// SPDX-License-Identifier: MIT
#include "websocket_codec.hpp"

#include "../common/mask.hpp"
#include "failure.hpp"

#include <cstring>

namespace socketiota::bench {

namespace {

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        value = (value << 8) | byte_at(bytes, i);
    return value;
}

opcode checked_opcode(unsigned first) {
    if ((first & 0x70U) != 0)
        throw failure{
            "the server sent a frame with reserved bits that nothing agreed gives a meaning"};
    if ((first & 0x80U) == 0)
        throw failure{"the server sent a fragment of a message, which this driver does not take"};
    switch (first & 0x0fU) {
    case 1:
        return opcode::text;
    case 2:
        return opcode::binary;
    case 8:
        return opcode::close;
    case 9:
        return opcode::ping;
    case 10:
        return opcode::pong;
    default:
        throw failure{"the server sent a frame with opcode " + std::to_string(first & 0x0fU)};
    }
}

} // namespace

server_frame read_server_frame(std::string_view bytes, bool deflate) {
    constexpr unsigned compressed = 0x40;
    server_frame frame;
    if (bytes.size() < 2)
        return frame;
    unsigned first = byte_at(bytes, 0);
    frame.is_compressed = deflate && (first & compressed) != 0;
    if (frame.is_compressed)
        first &= ~compressed;
    frame.kind = checked_opcode(first);
    const unsigned second = byte_at(bytes, 1);
    if ((second & 0x80U) != 0)
        throw failure{"the server sent a masked frame"};
    std::size_t header = 2;
    std::uint64_t length = second;
    if (second >= 126) {
        header = second == 126 ? 4 : 10;
        if (bytes.size() < header)
            return frame;
        length = big_endian(bytes.substr(2, header - 2));
        if (length < (second == 126 ? 126U : 65536U) || length > 16'000'000)
            throw failure{"the server sent a frame that says it has " + std::to_string(length) +
                          " bytes in a header of " + std::to_string(header)};
    }
    if (bytes.size() - header < length)
        return frame;
    frame.content = bytes.substr(header, static_cast<std::size_t>(length));
    frame.size = header + frame.content.size();
    return frame;
}

std::uint32_t client_frame_writer::next_key() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<std::uint32_t>(state_ >> 16);
}

void client_frame_writer::append(std::string& output, opcode kind, std::string_view content) {
    char header[14];
    std::size_t size = 2;
    std::size_t length_bytes = 0;
    header[0] = static_cast<char>(0x80U | static_cast<unsigned>(kind));
    if (content.size() < 126) {
        header[1] = static_cast<char>(0x80U | content.size());
    } else {
        length_bytes = content.size() < 65536 ? 2 : 8;
        header[1] = static_cast<char>(length_bytes == 2 ? 0xfe : 0xff);
        for (std::size_t i = 0; i < length_bytes; ++i)
            header[size++] =
                static_cast<char>((content.size() >> (8 * (length_bytes - 1 - i))) & 0xffU);
    }
    const std::uint32_t key = next_key();
    std::memcpy(header + size, &key, 4);
    output.append(header, size + 4);
    output += content;
    apply_mask(output.data() + output.size() - content.size(), content.size(), key);
}

} // namespace socketiota::bench
