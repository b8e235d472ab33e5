// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>
#include <socketiota/json_parser.hpp>
#include <socketiota/raw.hpp>

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <packet/arguments_reader.hpp>
#include <packet/decoder.hpp>
#include <packet/packet_error.hpp>

namespace socketiota {
namespace {

error_code code_of(packet::packet_error reason) noexcept {
    switch (reason) {
    case packet::packet_error::too_many_attachments:
        return error::too_many_attachments;
    case packet::packet_error::illegal_attachments:
        return error::illegal_attachment;
    case packet::packet_error::invalid_payload:
        return error::malformed_json;
    default:
        return boost::system::errc::make_error_code(boost::system::errc::bad_message);
    }
}

/// What the official parser makes of the data: of an event an array that begins with its name.
value data_of(packet::incoming_packet const& from) {
    packet::arguments_reader opened;
    bool const is_event = from.type == packet::packet_type::event;
    if (!is_event && from.type != packet::packet_type::ack) {
        value data;
        if (from.has_data())
            static_cast<void>(decode(opened.open_data(from), data));
        return data;
    }
    value all = value::empty_array();
    if (is_event && from.has_data())
        all.push_back(from.event_name);
    reader& in = opened.open(from);
    while (in.next_element())
        if (value each; decode(in, each))
            all.push_back(std::move(each));
    return all;
}

class json_packet_decoder final : public packet_parser::decoder {
public:
    [[nodiscard]] result<std::optional<parsed_packet>> on_text(std::string_view text) override {
        packet::incoming_packet packet;
        return outcome_of(decoder_.on_text(text, packet), packet);
    }

    [[nodiscard]] result<std::optional<parsed_packet>>
    on_binary(std::span<std::byte const> octets) override {
        // Alone it would be taken for msgpack.
        if (!decoder_.incomplete())
            return code_of(packet::packet_error::binary_when_not_reconstructing);
        packet::incoming_packet packet;
        return outcome_of(decoder_.on_binary(octets, packet), packet);
    }

private:
    result<std::optional<parsed_packet>> outcome_of(packet::decoder::outcome how,
                                                    packet::incoming_packet const& packet) {
        if (how == packet::decoder::outcome::error)
            return code_of(decoder_.error());
        if (how == packet::decoder::outcome::incomplete)
            return std::optional<parsed_packet>();
        parsed_packet made{.kind = static_cast<packet_kind>(packet.type),
                           .nsp = std::string(packet.nsp),
                           .id = packet.id,
                           .data = data_of(packet)};
        decoder_.forget_complete();
        return std::optional(std::move(made));
    }

    // Whoever feeds it knows how much that is.
    packet::decoder_limits const limits_{.max_packet_size =
                                             std::numeric_limits<std::size_t>::max()};
    packet::decoder decoder_{limits_};
};

class json_packet_parser final : public packet_parser {
public:
    [[nodiscard]] std::unique_ptr<decoder> make_decoder() const override {
        return std::make_unique<json_packet_decoder>();
    }

    [[nodiscard]] result<encoded_packet> encode(parsed_packet const& sent) const override {
        auto const data = raw::of(sent.data);
        if (!data)
            return data.error();
        auto const attachments = data->attachments();
        constexpr int binary = 3; // an event or an answer with attachments is another type
        encoded_packet made;
        made.text =
            std::to_string(static_cast<int>(sent.kind) + (attachments.empty() ? 0 : binary));
        if (!attachments.empty())
            made.text += std::to_string(attachments.size()) + '-';
        if (sent.nsp != "/")
            made.text += sent.nsp + ',';
        if (sent.id)
            made.text += std::to_string(*sent.id);
        if (!sent.data.is_null())
            made.text += data->text();
        made.binary.assign(attachments.begin(), attachments.end());
        return made;
    }
};

} // namespace

std::shared_ptr<packet_parser const> json_parser() {
    return std::make_shared<json_packet_parser const>();
}

} // namespace socketiota
