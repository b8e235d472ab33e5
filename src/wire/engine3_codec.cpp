// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>

#include <base/utf8.hpp>
#include <wire/base64.hpp>
#include <wire/engine3_packet.hpp>
#include <wire/engine_codec.hpp>

namespace socketiota::wire {
namespace {

std::uint8_t number_of(unit_form_number which) noexcept { return static_cast<std::uint8_t>(which); }

/// The text and then each attachment as a binary that begins with its type.
class binary_messages final : public unit_form {
public:
    [[nodiscard]] std::uint8_t number() const noexcept override {
        return number_of(unit_form_number::binary_of_revision3);
    }

    void put(base::outgoing const& unit, content_sink& sink) const override {
        if (!unit.text().empty())
            sink.text(unit.text());
        std::string packet;
        for (bytes const& attachment : unit.attachments()) {
            packet.assign(1, engine3_binary_message);
            sink.binary(packet.append(attachment.as_text()));
        }
    }
};

/// The text and then each attachment as a text of base64.
class base64_messages final : public unit_form {
public:
    [[nodiscard]] std::uint8_t number() const noexcept override {
        return number_of(unit_form_number::base64_of_revision3);
    }

    void put(base::outgoing const& unit, content_sink& sink) const override {
        if (!unit.text().empty())
            sink.text(unit.text());
        std::string packet;
        for (bytes const& attachment : unit.attachments()) {
            std::size_t const head = engine3_base64_message.size();
            packet.assign(engine3_base64_message);
            packet.resize(head + base64_encoded_size(attachment.size()));
            encode_base64(attachment.view(), packet.data() + head);
            sink.text(packet);
        }
    }
};

std::string_view attachments_in_text(base::outgoing& unit) {
    return unit.encoding({.form = number_of(unit_form_number::payload_of_revision3)}, [&unit] {
        base::output_buffer packets;
        for (bytes const& attachment : unit.attachments())
            append_engine3_base64(packets, attachment.view());
        return std::string(packets.view());
    });
}

bool has_attachments(base::outgoing_ptr const& unit) noexcept {
    return !unit->attachments().empty();
}

std::size_t base64_message_size(bytes const& attachment) noexcept {
    return engine3_base64_message.size() + base64_encoded_size(attachment.size());
}

/// A packet and its length in front of it.
std::size_t sized(std::size_t size) noexcept {
    std::size_t digits = 1;
    for (std::size_t rest = size; rest > 9; rest /= 10)
        ++digits;
    return digits + 1 + size;
}

class codec3 final : public engine_codec {
public:
    [[nodiscard]] std::optional<engine_packet>
    read_text(std::string_view text) const noexcept override {
        return decode_engine3_packet(text);
    }

    [[nodiscard]] std::optional<engine_packet>
    read_binary(std::span<std::byte const> octets) const noexcept override {
        return decode_engine3_binary_packet(octets);
    }

    [[nodiscard]] bool takes(body_form) const noexcept override { return true; }

    [[nodiscard]] std::optional<payload_reader>
    read_payload(std::span<std::byte const> body, body_form form) const noexcept override {
        if (form == body_form::octets)
            return payload_reader(engine3_binary_payload_reader(body));
        std::string_view const text(reinterpret_cast<char const*>(body.data()), body.size());
        if (!base::is_valid_utf8(text))
            return std::nullopt;
        return payload_reader(engine3_payload_reader(text));
    }

    body_form write_payload(std::span<base::outgoing_ptr const> units, bool base64,
                            base::output_buffer& payload) const override {
        bool const octets = !base64 && std::any_of(units.begin(), units.end(), has_attachments);
        for (base::outgoing_ptr const& unit : units)
            (octets ? append_octets : append_text)(*unit, payload);
        return octets ? body_form::octets : body_form::text;
    }

    // The text of one that is not ASCII is counted in octets, though its length may have a digit
    // less: to count its characters is not worth that.
    [[nodiscard]] std::size_t payload_size(base::outgoing const& unit,
                                           bool base64) const noexcept override {
        bool const octets = !base64 && !unit.attachments().empty();
        std::size_t const mark = octets ? 1 : 0;
        std::size_t size = unit.text().empty() ? 0 : mark + sized(unit.text().size());
        for (bytes const& attachment : unit.attachments())
            size += mark + sized(octets ? 1 + attachment.size() : base64_message_size(attachment));
        return size;
    }

    [[nodiscard]] std::string_view payload_of(last_word what) const noexcept override {
        switch (what) {
        case last_word::close:
            return "1:1";
        case last_word::noop:
            return "1:6";
        case last_word::noop_and_close:
            break;
        }
        return "1:61:1";
    }

    [[nodiscard]] unit_form const* frames(bool base64) const noexcept override {
        static binary_messages const as_binary;
        static base64_messages const as_base64;
        if (base64)
            return &as_base64;
        return &as_binary;
    }

    [[nodiscard]] std::size_t largest_message(base::outgoing const& unit,
                                              bool base64) const noexcept override {
        std::size_t largest = unit.text().size();
        for (bytes const& attachment : unit.attachments())
            largest =
                std::max(largest, base64 ? base64_message_size(attachment) : 1 + attachment.size());
        return largest;
    }

private:
    static void append_text(base::outgoing& unit, base::output_buffer& payload) {
        if (!unit.text().empty())
            append_engine3_text(payload, unit.text());
        if (!unit.attachments().empty())
            payload.append(attachments_in_text(unit));
    }

    static void append_octets(base::outgoing& unit, base::output_buffer& payload) {
        if (!unit.text().empty())
            append_engine3_binary_text(payload, unit.text());
        for (bytes const& attachment : unit.attachments())
            append_engine3_binary(payload, attachment.view());
    }
};

} // namespace

engine_codec const& engine3_codec() noexcept {
    static codec3 const codec;
    return codec;
}

} // namespace socketiota::wire
