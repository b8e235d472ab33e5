// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/error.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <base/outgoing_pool.hpp>
#include <packet/custom_encoder.hpp>
#include <packet/encoder.hpp>
#include <packet/event_units.hpp>
#include <packet/json_encoder.hpp>
#include <packet/msgpack_encoder.hpp>
#include <packet/parser_kind.hpp>
#include <packet/speakers.hpp>

namespace socketiota::packet {

/// What a shard encodes with: one encoder for each parser that its clients may speak.
///
/// Not thread safe: one per shard.
class encoders {
public:
    /// `pool` must outlive it. `max_attachments` where a parser has attachments; `custom`, if it is
    /// not null, is what all speak.
    encoders(base::outgoing_pool& pool, std::size_t max_attachments,
             std::shared_ptr<packet_parser const> custom = {}) noexcept
        : pool_(pool), json_(pool, max_attachments), msgpack_(pool) {
        if (custom)
            custom_.emplace(pool, std::move(custom));
    }

    [[nodiscard]] encoder& of(parser_kind which) noexcept {
        if (which == parser_kind::json) [[likely]]
            return json_;
        if (which == parser_kind::msgpack)
            return msgpack_;
        return *custom_;
    }

    /// Encodes an event for many: in what all speak, or in the default parser, by which it is
    /// judged whether it can be sent at all, whoever is there, and once in each other that is
    /// spoken.
    ///
    /// Errors: as those of `encoder::event`, of any of them.
    [[nodiscard]] result<event_units> event(speakers const& spoken, std::string_view nsp,
                                            std::optional<std::uint64_t> id, std::string_view name,
                                            detail::argument_list const& arguments,
                                            base::send_flags flags);

    /// What `event`, which the default parser has made, is in another; null if that has no form of
    /// it.
    [[nodiscard]] base::outgoing_ptr translate(base::outgoing const& event, parser_kind into);

    [[nodiscard]] base::outgoing_pool& pool() noexcept { return pool_; }

private:
    base::outgoing_pool& pool_;
    json_encoder json_;
    msgpack_encoder msgpack_;
    std::optional<custom_encoder> custom_;
};

} // namespace socketiota::packet
