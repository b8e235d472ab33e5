// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <cstddef>
#include <string_view>

#include <cluster/message.hpp>
#include <cluster/message_encoder.hpp>
#include <cluster/postgres_client.hpp>

namespace socketiota::cluster {

/// Sends messages as servers on Postgres do: as JSON, or, if it is too long or would lose what is
/// binary, as an attachment.
///
/// Not thread safe.
class postgres_outgoing {
public:
    /// @param threshold octets of JSON up to which there is no attachment, at most
    ///     `longest_postgres_payload`.
    explicit postgres_outgoing(std::size_t threshold) noexcept : threshold_(threshold) {}

    /// Errors: `nested_too_deep`; then nothing is sent.
    [[nodiscard]] error_code send(message const& what, std::string_view channel,
                                  postgres_outlet& by, postgres_outlet::completion done);

private:
    std::size_t const threshold_;
    message_encoder encoder_{};
    message_encoder header_encoder_{};
};

} // namespace socketiota::cluster
