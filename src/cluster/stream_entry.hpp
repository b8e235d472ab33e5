// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>

#include <cluster/message_decoder.hpp>
#include <redis/reply.hpp>
#include <redis/stream_id.hpp>

namespace socketiota::cluster {

/// An entry of a stream. Refers to the answer of Redis that it was read from.
struct stream_entry {
    redis::stream_id id;
    message_fields fields;

    /// What it holds, in octets.
    [[nodiscard]] std::size_t size() const noexcept {
        return fields.uid.size() + fields.nsp.size() + fields.type.size() + fields.data.size();
    }
};

/// An element of the answer to XRANGE; XREAD has them too. Nothing if it is none.
[[nodiscard]] std::optional<stream_entry> read_entry(redis::reply from) noexcept;

/// The entries of the one stream in the answer to XREAD: an array, or null if there are none.
[[nodiscard]] redis::reply entries_of_read(redis::reply answer) noexcept;

} // namespace socketiota::cluster
