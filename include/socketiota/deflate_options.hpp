// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace socketiota {

/// How WebSocket connections are compressed (permessage-deflate, RFC 7692), as Node's
/// `perMessageDeflate`. Clients that do not offer it are served without.
///
///     sio::server io{{.per_message_deflate = sio::deflate_options{.threshold = 4096}}};
///
/// Memory: a shard takes 256 KiB to compress, once for each window that clients have asked for, and
/// 39 KiB to decompress. With a context, each connection takes as much for itself.
struct deflate_options {
    /// Octets from which on a text or binary is compressed. With a context all are. 0: all.
    std::size_t threshold = 1024;

    /// Whether the server compresses each text and binary without a look back at those before it.
    /// Then a broadcast is compressed once for all who receive it, and a connection takes no memory
    /// for it. False: unless the client asks for it, each connection keeps a context of up to
    /// 256 KiB: 2^(`server_max_window_bits` + 2) and 2^(`memory_level` + 9) octets.
    bool server_no_context_takeover = true;

    /// Whether clients are told to do so. False: each connection keeps a context of up to 39 KiB:
    /// 7 KiB and 2^`client_max_window_bits` octets.
    bool client_no_context_takeover = true;

    /// How far the server looks back at most, as a power of two. 9 to 15.
    int server_max_window_bits = 15;

    /// How far clients may look back. 8 to 15; below 15, clients that cannot be told are served
    /// without compression.
    int client_max_window_bits = 15;

    /// 1 (fast) to 9 (small).
    int level = 6;

    /// How much memory the compressor takes for its tables. 1 to 9.
    int memory_level = 8;
};

} // namespace socketiota
