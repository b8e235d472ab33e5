// SPDX-License-Identifier: MIT
#include <string>
#include <string_view>
#include <utility>

#include <wire/base64.hpp>
#include <wire/engine4_payload.hpp>
#include <wire/engine_codec.hpp>
#include <wire/unit_encoding.hpp>

namespace socketiota::wire {
namespace {

void append_base64_packet(bytes const& attachment, std::string& text) {
    text += 'b';
    std::size_t const begin = text.size();
    text.resize(begin + base64_encoded_size(attachment.size()));
    encode_base64(attachment.view(), text.data() + begin);
}

std::string_view polling_packets(base::unit_extras& binary) {
    if (!binary.polling_packets.empty())
        return binary.polling_packets;
    std::string packets; // apart, so that what is built halfway when memory ends is not kept
    for (bytes const& attachment : binary.attachments) {
        packets += engine4_separator;
        append_base64_packet(attachment, packets);
    }
    return binary.polling_packets = std::move(packets);
}

class base64_packets final : public unit_form {
public:
    [[nodiscard]] std::uint8_t number() const noexcept override {
        return static_cast<std::uint8_t>(unit_form_number::base64_of_revision4);
    }

    void put(base::outgoing const& unit, content_sink& sink) const override {
        if (!unit.text().empty())
            sink.text(unit.text());
        std::string packet;
        for (bytes const& attachment : unit.attachments()) {
            packet.clear();
            append_base64_packet(attachment, packet);
            sink.text(packet);
        }
    }
};

} // namespace

unit_form const& base64_form() noexcept {
    static base64_packets const form;
    return form;
}

void append_to_payload(base::outgoing& unit, base::output_buffer& payload) {
    if (!payload.empty())
        payload.append(engine4_separator);
    payload.append(unit.text());
    base::unit_extras* const binary = unit.binary();
    if (binary == nullptr)
        return;
    std::string_view packets = polling_packets(*binary);
    if (unit.text().empty())
        packets.remove_prefix(1); // no text that it would separate them from
    payload.append(packets);
}

} // namespace socketiota::wire
