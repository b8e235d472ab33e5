// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/reader.hpp>

#include <optional>

#include <packet/incoming_packet.hpp>
#include <value/json_reader.hpp>
#include <value/msgpack_reader.hpp>
#include <value/value_reader.hpp>

namespace socketiota::packet {

/// Reads what a packet carries, whatever it is encoded in.
///
/// Each opening begins anew and ends what was read before. The packet and what it was read from
/// must outlive the reading.
///
/// Thread safety: none, it belongs to the call that made it.
class arguments_reader {
public:
    /// Inside the array of arguments of an event (after its name) or of an answer: the next call is
    /// `next_element`.
    [[nodiscard]] reader& open(incoming_packet const& packet);

    /// Before the data as a whole, which must not be empty.
    [[nodiscard]] reader& open_data(incoming_packet const& packet);

private:
    /// Of what is not JSON.
    [[nodiscard]] reader& open_other(incoming_packet const& packet);

    json_reader json_;
    // Made when they are needed.
    std::optional<msgpack_reader> msgpack_;
    std::optional<value_reader> parsed_;
};

} // namespace socketiota::packet
