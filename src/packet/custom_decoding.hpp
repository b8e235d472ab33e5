// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/packet_parser.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include <packet/decoder_limits.hpp>
#include <packet/decoding_state.hpp>
#include <packet/incoming_packet.hpp>
#include <packet/packet_error.hpp>

namespace socketiota::packet {

/// One client of a parser that the program brought.
class custom_decoding final : public decoding_state {
public:
    explicit custom_decoding(packet_parser const& parser) : decoder_(parser.make_decoder()) {
        complete = true;
    }

    /// Fills `packet` if it is complete.
    [[nodiscard]] packet_error on_text(std::string_view text, decoder_limits const& limits,
                                       incoming_packet& packet);
    [[nodiscard]] packet_error on_binary(std::span<std::byte const> octets,
                                         decoder_limits const& limits, incoming_packet& packet);

    /// The packet that was given out is not looked at any more.
    void forget() noexcept { current_ = {}; }

private:
    template <class Take>
    [[nodiscard]] packet_error take(std::size_t octets, decoder_limits const& limits,
                                    incoming_packet& packet, Take const& from);

    std::unique_ptr<packet_parser::decoder> decoder_;
    parsed_packet current_;
    std::size_t size_ = 0; // of what came for the packet that is not complete
};

/// Fills `packet` with views of `from`, if that is a packet.
[[nodiscard]] packet_error read_parsed_packet(parsed_packet const& from, incoming_packet& packet);

} // namespace socketiota::packet
