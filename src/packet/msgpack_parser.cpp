// SPDX-License-Identifier: MIT
#include <socketiota/msgpack_parser.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <base/output_buffer.hpp>
#include <packet/msgpack_packet.hpp>
#include <value/msgpack_reader.hpp>
#include <value/msgpack_validate.hpp>
#include <value/msgpack_writer.hpp>

namespace socketiota {
namespace {

/// Ends the session of who sent it.
error_code no_packet() {
    return boost::system::errc::make_error_code(boost::system::errc::bad_message);
}

/// The numbers of Socket.IO 2, whose events and answers with binary have their own.
std::optional<packet_kind> kind_of(unsigned number) noexcept {
    constexpr unsigned binary_event = 5;
    constexpr unsigned binary_ack = 6;
    if (number == binary_event)
        return packet_kind::event;
    if (number == binary_ack)
        return packet_kind::ack;
    if (number > static_cast<unsigned>(packet_kind::connect_error))
        return std::nullopt;
    return static_cast<packet_kind>(number);
}

result<std::optional<parsed_packet>> packet_of(value const& from) {
    auto const number = from["type"].to<unsigned>();
    auto nsp = from["nsp"].to<std::string>();
    auto const kind = number ? kind_of(*number) : std::nullopt;
    if (!kind || !nsp)
        return no_packet();
    parsed_packet packet{.kind = *kind, .nsp = *std::move(nsp), .data = from["data"]};
    if (value const& id = from["id"]; !id.is_null()) {
        auto const given = id.to<std::uint64_t>();
        if (!given)
            return no_packet();
        packet.id = *given;
    }
    return packet;
}

class msgpack_packet_decoder final : public packet_parser::decoder {
public:
    [[nodiscard]] result<std::optional<parsed_packet>> on_text(std::string_view text) override {
        auto const read = value::parse(text);
        if (!read)
            return no_packet();
        return packet_of(*read);
    }

    [[nodiscard]] result<std::optional<parsed_packet>>
    on_binary(std::span<std::byte const> octets) override {
        std::string_view const whole(reinterpret_cast<char const*>(octets.data()), octets.size());
        if (!is_valid_msgpack(whole, packet::msgpack_packet_depth))
            return no_packet();
        msgpack_reader reader(whole);
        value read;
        if (!decode(reader, read))
            return no_packet();
        return packet_of(read);
    }
};

class msgpack_packet_parser final : public packet_parser {
public:
    [[nodiscard]] std::unique_ptr<decoder> make_decoder() const override {
        return std::make_unique<msgpack_packet_decoder>();
    }

    [[nodiscard]] result<encoded_packet> encode(parsed_packet const& sent) const override {
        base::output_buffer octets;
        msgpack_writer to(octets, packet::msgpack_packet_depth);
        packet::write_msgpack_packet(
            to, static_cast<packet::packet_type>(sent.kind), sent.nsp, sent.id,
            !sent.data.is_null(), [&sent](writer& into) { socketiota::encode(into, sent.data); });
        if (to.failed())
            return to.error();
        encoded_packet made;
        made.binary.emplace_back(octets.view());
        return made;
    }
};

} // namespace

std::shared_ptr<packet_parser const> msgpack_parser() {
    return std::make_shared<msgpack_packet_parser const>();
}

} // namespace socketiota
