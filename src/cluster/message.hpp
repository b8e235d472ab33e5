// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/emit_flags.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/selection.hpp>

namespace socketiota::cluster {

/// What a message between servers says, with the numbers that the official cluster adapters use.
enum class message_type : std::uint8_t {
    initial_heartbeat = 1,
    heartbeat = 2,
    broadcast = 3, // with a request id: the sockets answer
    sockets_join = 4,
    sockets_leave = 5,
    disconnect_sockets = 6,
    fetch_sockets = 7,
    fetch_sockets_response = 8,
    server_side_emit = 9, // with a request id: each server answers
    server_side_emit_response = 10,
    broadcast_client_count = 11,
    broadcast_ack = 12,
    adapter_close = 13,
};

/// A JavaScript value in the encoding in which it travels; refers to the octets of a message.
///
/// One that came is where a walk over the message found it, and nobody has looked into it: what
/// nobody here wants costs next to nothing. `carried_reader` and `carried_event` look whether it is
/// valid. One that is to be sent is valid.
struct carried_value {
    enum class encoding : std::uint8_t { json, msgpack };

    encoding in = encoding::json;
    std::string_view octets{}; // empty: nothing, JavaScript's `undefined`

    [[nodiscard]] bool is_empty() const noexcept { return octets.empty(); }
};

/// What programs without a server that send to a cluster have as `uid`: no server of it, so nobody
/// counts or answers them.
inline constexpr std::string_view emitter_uid = "emitter";

/// A socket of another server, as that describes it.
struct described_socket {
    std::string id{};
    std::vector<std::string> rooms{};
    carried_value handshake{}; // an object
    carried_value data{};
};

/// A message between servers, whatever the encoding. What does not belong to its type is empty.
///
/// Refers to the octets that it was decoded from, or to what is to be encoded.
struct message {
    message_type type = message_type::broadcast;
    std::string uid{};        // of the server that sent it, in this namespace
    std::string nsp{};        // with its leading slash
    std::string request_id{}; // empty: nobody waits for an answer
    std::string recipient{};  // 8, 10 to 12: the uid of who asked; not on the wire

    adapter::selection to{};                  // 3 to 7
    detail::emit_flags flags{};               // 3, and 7 for its time limit
    bool to_one = false;                      // 3: to a socket that was fetched; nobody there minds
    std::optional<std::uint64_t> packet_id{}; // 3: its one client answers the server that sent it
    std::vector<std::string> rooms{};         // 4, 5: which to join or leave
    bool close = false;                       // 6: the connection too
    bool taken = false;                       // 6: as the client goes on elsewhere; ours alone
    std::size_t client_count = 0;             // 11: how many will answer

    std::string offset{}; // where it stands in the log of the cluster, if it does

    carried_value values{}; // 3, 9: name and arguments, an array; 10, 12: one value
    std::vector<described_socket> sockets{}; // 8
};

} // namespace socketiota::cluster
