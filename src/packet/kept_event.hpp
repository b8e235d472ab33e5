// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>
#include <socketiota/packet_parser.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <packet/decoder.hpp>
#include <value/json_placeholders.hpp>

namespace socketiota::packet {

/// An event that outlives what it was read from, as small as it can be: its text, which is read
/// once more when its time has come, and its attachments, which are shared and not copied. What a
/// parser of the program has decoded is copied as it is.
class kept_event {
public:
    /// Copies `event`, an event that a decoder gave out.
    explicit kept_event(incoming_packet const& event);

    /// Fills `event`, a packet without content, with views of this object. `limits` are those of
    /// the decoder.
    void open(decoder_limits const& limits, incoming_packet& event) const;

    /// Octets that it takes, those of attachments included although they may be shared.
    [[nodiscard]] std::size_t size() const noexcept;

private:
    struct binary {
        std::vector<bytes> attachments;
        std::vector<json_placeholder> placeholders;
        std::unique_ptr<parsed_packet const> parsed; // of a parser of the program, instead of all
    };

    std::string text_;                     // as a client would have sent it without attachments
    std::unique_ptr<binary const> binary_; // most have none
};

} // namespace socketiota::packet
