// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <base/outgoing_pool.hpp>
#include <packet/encoder.hpp>
#include <packet/json_encoder.hpp>
#include <packet/parser_kind.hpp>

namespace socketiota::packet {

/// What a shard encodes with: one encoder for each parser that its clients may speak.
///
/// Not thread safe: one per shard.
class encoders {
public:
    /// `pool` must outlive it. `max_attachments` where a parser has attachments.
    encoders(base::outgoing_pool& pool, std::size_t max_attachments) noexcept
        : json_(pool, max_attachments) {}

    [[nodiscard]] encoder& of(parser_kind) noexcept { return json_; }

private:
    json_encoder json_;
};

} // namespace socketiota::packet
