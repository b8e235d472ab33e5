// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <cstdint>
#include <string_view>

#include <base/output_buffer.hpp>
#include <cluster/message.hpp>

namespace socketiota::cluster {

/// Writes messages of the protocol that `message_decoder` reads, as official servers do, octet for
/// octet.
///
/// What it gives refers to this encoder, until it is used again.
///
/// Not thread safe.
class message_encoder {
public:
    enum class form : std::uint8_t {
        json_unless_binary, // sharded Redis
        json,               // Postgres: binary becomes an object
        msgpack,            // what streams publish, attachments of Postgres
    };

    /// Errors: `nested_too_deep`.
    [[nodiscard]] result<std::string_view> encode(message const& what, form wanted);

    /// The member `data`, as an entry of a stream has it: JSON, or if it holds binary, msgpack in
    /// base64. Empty if such a message has none.
    ///
    /// @param only_plaintext whether it is JSON whatever it holds.
    ///
    /// Errors: `nested_too_deep`.
    [[nodiscard]] result<std::string_view> encode_data(message const& what,
                                                       bool only_plaintext = false);

    /// A message whose whole is the attachment with that id.
    [[nodiscard]] std::string_view encode_attachment(message const& what, std::string_view id);

private:
    base::output_buffer buffer_;
    base::output_buffer text_; // in base64
};

} // namespace socketiota::cluster
