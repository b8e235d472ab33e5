// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include <base/output_buffer.hpp>
#include <cluster/decode_outcome.hpp>
#include <cluster/message_limits.hpp>
#include <cluster/session_store.hpp>

namespace socketiota::cluster {

/// Writes sessions as the adapter of Redis Streams keeps them: msgpack in base64.
///
/// What it gives refers to it, until it is used again. Not thread safe.
class session_encoder {
public:
    /// With so many characters the text of each session begins that its server has had since the
    /// same place in the log: no other server writes them.
    static constexpr std::size_t owner_characters = 32;

    /// Errors: `nested_too_deep`.
    [[nodiscard]] result<std::string_view> encode(kept_session const& session);

private:
    base::output_buffer buffer_;
    base::output_buffer text_; // in base64
};

/// Reads them.
///
/// Not thread safe.
class session_decoder {
public:
    explicit session_decoder(message_limits const& limits = {}) noexcept : limits_(limits) {}

    /// `into` refers to what this decoder keeps until it is used again. What its data holds nobody
    /// has looked into.
    [[nodiscard]] decode_outcome decode(std::string_view text, kept_session& into);

private:
    message_limits limits_;
    std::string unpacked_;
};

} // namespace socketiota::cluster
