// SPDX-License-Identifier: MIT
#include "websocket_frame.hpp"

#include "../common/mask.hpp"

#include <cstdint>
#include <cstring>

namespace socketiota::bench {

client_frame read_client_frame(std::span<char> bytes) {
    client_frame frame;
    if (bytes.size() < 2)
        return frame;
    const auto byte_at = [bytes](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
    const unsigned first = byte_at(0);
    std::uint64_t length = byte_at(1) & 0x7fU;
    frame.refused = (byte_at(1) & 0x80U) == 0 || (first & 0xf0U) != 0x80U;
    std::size_t header = 2;
    if (length >= 126) {
        header = length == 126 ? 4 : 10;
        if (bytes.size() < header)
            return frame;
        length = 0;
        for (std::size_t i = 2; i < header; ++i)
            length = (length << 8) | byte_at(i);
    }
    frame.refused = frame.refused || length > 1'000'000;
    if (frame.refused || bytes.size() < header + 4 + length)
        return frame;
    std::uint32_t key;
    std::memcpy(&key, bytes.data() + header, 4);
    header += 4;
    const auto size = static_cast<std::size_t>(length);
    apply_mask(bytes.data() + header, size, key);
    frame.opcode = first & 0x0fU;
    frame.content = {bytes.data() + header, size};
    frame.size = header + size;
    return frame;
}

void append_frame_header(turn_output& output, unsigned opcode, std::size_t payload_size) {
    const std::size_t length_bytes = payload_size < 126 ? 0 : payload_size < 65536 ? 2 : 8;
    char* header = output.append(2 + length_bytes);
    header[0] = static_cast<char>(0x80U | opcode);
    header[1] = static_cast<char>(length_bytes == 0 ? payload_size : length_bytes == 2 ? 126 : 127);
    for (std::size_t i = 0; i < length_bytes; ++i)
        header[2 + i] = static_cast<char>((payload_size >> (8 * (length_bytes - 1 - i))) & 0xffU);
}

} // namespace socketiota::bench
