// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include <base/output_buffer.hpp>
#include <wire/engine_payload.hpp>

namespace socketiota::wire {

/// Stands between the packets of a payload of revision 4 (the record separator of ASCII).
inline constexpr char engine4_separator = '\x1e';

/// Walks through the packets of a polling body of revision 4 in place.
///
/// An empty body is an error, not a payload without packets: so the official decoder says.
class engine4_payload_reader {
public:
    explicit engine4_payload_reader(std::string_view payload) noexcept : rest_(payload) {}

    /// The next packet. After `end` and `error` it repeats that.
    [[nodiscard]] payload_event next() noexcept;

private:
    std::string_view rest_;
    payload_event::kind last_ = payload_event::kind::packet;
};

/// Joins packets to a polling body of revision 4 at the end of a buffer.
class engine4_payload_writer {
public:
    /// `output` must outlive this.
    explicit engine4_payload_writer(base::output_buffer& output) noexcept
        : output_(&output), start_(output.size()) {}

    void add(engine_packet_type type, std::string_view data = {});

    /// Adds a message with octets.
    void add_binary(std::span<std::byte const> data);

    /// Adds a packet that is encoded already.
    void add_encoded(std::string_view packet);

    /// Octets of the payload so far.
    [[nodiscard]] std::size_t size() const noexcept { return output_->size() - start_; }

private:
    void separate();

    base::output_buffer* output_;
    std::size_t start_;
};

} // namespace socketiota::wire
