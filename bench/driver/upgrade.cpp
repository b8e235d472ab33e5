// SPDX-License-Identifier: MIT
#include "upgrade.hpp"

#include "../common/accept_key.hpp"
#include "failure.hpp"
#include "http_response.hpp"

#include <cstring>

namespace socketiota::bench {

std::string websocket_key(std::uint64_t number) {
    char bytes[16];
    const std::uint64_t mixed = (number + 1) * 0x9e3779b97f4a7c15U;
    std::memcpy(bytes, &mixed, 8);
    std::memcpy(bytes + 8, &number, 8);
    return base64({bytes, sizeof bytes});
}

std::string upgrade_request(std::uint16_t port, std::string_view key) {
    const std::string host = "127.0.0.1:" + std::to_string(port);
    std::string text = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: " + host;
    text += "\r\nConnection: Upgrade\r\n"
            "Pragma: no-cache\r\n"
            "Cache-Control: no-cache\r\n"
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/138.0.0.0 Safari/537.36\r\n"
            "Upgrade: websocket\r\n"
            "Origin: http://" +
            host;
    text += "\r\nSec-WebSocket-Version: 13\r\n"
            "Accept-Encoding: gzip, deflate, br, zstd\r\n"
            "Accept-Language: en-US,en;q=0.9\r\n"
            "Sec-WebSocket-Key: ";
    text += key;
    text += "\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";
    return text;
}

std::size_t check_upgrade_response(std::string_view bytes, std::string_view key, bool deflate) {
    const http_head head = read_http_head(bytes);
    if (head.size == 0)
        return 0;
    if (head.status != 101)
        throw failure{"the server answered the upgrade with status " + std::to_string(head.status)};
    if (head.field("Sec-WebSocket-Accept") != accept_key(key))
        throw failure{"the server answered the upgrade with a wrong Sec-WebSocket-Accept"};
    const std::string_view agreed = head.field("Sec-WebSocket-Extensions");
    if (!deflate && !agreed.empty())
        throw failure{"the server agreed to a WebSocket extension; the bench compares without"};
    if (deflate && agreed.substr(0, agreed.find(';')) != "permessage-deflate")
        throw failure{"the server did not agree to permessage-deflate, which is compared here"};
    return head.size;
}

} // namespace socketiota::bench
