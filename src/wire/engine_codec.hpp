// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <variant>

#include <base/outgoing.hpp>
#include <base/output_buffer.hpp>
#include <wire/engine3_payload.hpp>
#include <wire/engine4_payload.hpp>
#include <wire/engine_revision.hpp>
#include <wire/unit_form.hpp>

namespace socketiota::wire {

/// What a polling body is, as its Content-Type says.
enum class body_form : std::uint8_t { text, octets };

/// What a poll is answered with when there is nothing to send.
enum class last_word : std::uint8_t {
    close,
    noop,
    /// To a poll that comes when the session has closed, as the official server does.
    noop_and_close,
};

/// Walks through the packets of a delivery, whatever its revision and form.
class payload_reader {
public:
    template <class Reader>
    explicit payload_reader(Reader reader) noexcept : reader_(std::move(reader)) {}

    /// The next packet. After `end` and `error` it repeats that.
    [[nodiscard]] payload_event next() noexcept {
        return std::visit([](auto& reader) { return reader.next(); }, reader_);
    }

private:
    std::variant<engine4_payload_reader, engine3_payload_reader, engine3_binary_payload_reader>
        reader_;
};

/// One revision of Engine.IO as octets: how packets and payloads of its sessions are read and
/// written.
///
/// Not here, because it is the same in both: that text is a digit and data.
///
/// A constant of the program.
class engine_codec {
public:
    /// A packet that came as a text of its own. Nothing if it is none.
    [[nodiscard]] virtual std::optional<engine_packet>
    read_text(std::string_view text) const noexcept = 0;

    /// A packet that came as a binary of its own. Nothing if it is none.
    [[nodiscard]] virtual std::optional<engine_packet>
    read_binary(std::span<std::byte const> octets) const noexcept = 0;

    /// Whether clients may deliver payloads of that form.
    [[nodiscard]] virtual bool takes(body_form form) const noexcept = 0;

    /// Begins to read a delivery of a form that it takes. Nothing if it is not even UTF-8.
    [[nodiscard]] virtual std::optional<payload_reader>
    read_payload(std::span<std::byte const> body, body_form form) const noexcept = 0;

    /// Appends `units` to `payload`, which is empty, and says what became of it.
    ///
    /// @param base64 the client asked for text alone.
    virtual body_form write_payload(std::span<base::outgoing_ptr const> units, bool base64,
                                    base::output_buffer& payload) const = 0;

    /// Octets of a payload of `unit` alone. One of several has as many as they have together and
    /// one more for each but the first, at most.
    [[nodiscard]] virtual std::size_t payload_size(base::outgoing const& unit,
                                                   bool base64) const noexcept = 0;

    /// The payload that says it.
    [[nodiscard]] virtual std::string_view payload_of(last_word what) const noexcept = 0;

    /// What units with attachments are on a WebSocket; null for the plain form.
    ///
    /// @param base64 the client asked for text alone.
    [[nodiscard]] virtual unit_form const* frames(bool base64) const noexcept = 0;

    /// Octets of the largest text or binary that `unit` is on a WebSocket.
    [[nodiscard]] virtual std::size_t largest_message(base::outgoing const& unit,
                                                      bool base64) const noexcept = 0;

protected:
    ~engine_codec() = default;
};

[[nodiscard]] engine_codec const& engine3_codec() noexcept;
[[nodiscard]] engine_codec const& engine4_codec() noexcept;

[[nodiscard]] inline engine_codec const& codec_of(engine_revision which) noexcept {
    return which == engine_revision::three ? engine3_codec() : engine4_codec();
}

/// The forms of units that codecs add to the plain one; see `unit_form::number`.
enum class unit_form_number : std::uint8_t {
    base64_of_revision4 = 1,
    binary_of_revision3,
    base64_of_revision3,
    /// Not a form of frames: the attachments in a payload of revision 3.
    payload_of_revision3,
};

} // namespace socketiota::wire
