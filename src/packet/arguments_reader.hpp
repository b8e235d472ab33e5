// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/reader.hpp>

#include <variant>

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

    [[nodiscard]] json_reader& of_json(incoming_packet const& packet);

    // In an empty one JSON can be read at once, as nearly every time.
    std::variant<json_reader, msgpack_reader, value_reader> kinds_;
};

} // namespace socketiota::packet
