// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <base/output_buffer.hpp>
#include <cluster/message.hpp>

namespace socketiota::cluster {

/// Writes messages as the classic adapter of Redis does, octet for octet.
///
/// What it gives refers to this encoder, until it is used again.
///
/// Not thread safe.
class classic_encoder {
public:
    /// Of a broadcast to which nobody answers: for the channel of its namespace, or of its room.
    ///
    /// Errors: `nested_too_deep`.
    [[nodiscard]] result<std::string_view> encode_broadcast(message const& what);

    /// Of a broadcast with a request id and of types 4 to 7 and 9: for the channel of requests.
    ///
    /// Errors: the same.
    [[nodiscard]] result<std::string_view> encode_request(message const& what);

    /// Of types 8 and 10 to 12: for a channel of responses.
    ///
    /// Errors: the same.
    [[nodiscard]] result<std::string_view> encode_response(message const& what);

    /// The answer to `classic_request::question::socket_ids`: of a fetch_sockets_response.
    [[nodiscard]] std::string_view encode_socket_ids(message const& what);

    /// The answer to `classic_request::question::rooms`.
    [[nodiscard]] std::string_view encode_rooms(std::string_view request_id,
                                                std::vector<std::string_view> const& rooms);

    /// The answer to `classic_request::question::confirmation`.
    [[nodiscard]] std::string_view encode_confirmation(std::string_view request_id);

private:
    template <class Write>
    [[nodiscard]] std::string_view answer(std::string_view request_id, std::string_view key,
                                          Write write_names);

    base::output_buffer buffer_;
};

} // namespace socketiota::cluster
