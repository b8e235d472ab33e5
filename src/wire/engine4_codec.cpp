// SPDX-License-Identifier: MIT
#include <algorithm>

#include <base/utf8.hpp>
#include <wire/engine4_packet.hpp>
#include <wire/engine_codec.hpp>
#include <wire/unit_encoding.hpp>

namespace socketiota::wire {
namespace {

class codec4 final : public engine_codec {
public:
    [[nodiscard]] std::optional<engine_packet>
    read_text(std::string_view text) const noexcept override {
        return decode_engine4_packet(text);
    }

    [[nodiscard]] std::optional<engine_packet>
    read_binary(std::span<std::byte const> octets) const noexcept override {
        return engine_packet{engine_packet_type::message,
                             packet_form::octets,
                             {reinterpret_cast<char const*>(octets.data()), octets.size()}};
    }

    [[nodiscard]] bool takes(body_form form) const noexcept override {
        return form == body_form::text;
    }

    [[nodiscard]] std::optional<payload_reader> read_payload(std::span<std::byte const> body,
                                                             body_form) const noexcept override {
        std::string_view const text(reinterpret_cast<char const*>(body.data()), body.size());
        if (!base::is_valid_utf8(text))
            return std::nullopt;
        return payload_reader(engine4_payload_reader(text));
    }

    body_form write_payload(std::span<base::outgoing_ptr const> units, bool,
                            base::output_buffer& payload) const override {
        for (base::outgoing_ptr const& unit : units)
            append_to_payload(*unit, payload);
        return body_form::text;
    }

    [[nodiscard]] std::size_t payload_size(base::outgoing const& unit,
                                           bool) const noexcept override {
        std::size_t size = unit.text().size();
        for (bytes const& attachment : unit.attachments())
            size += 1 + engine4_binary_size(attachment.size());
        return unit.text().empty() ? size - 1 : size; // nothing that it would separate
    }

    [[nodiscard]] std::string_view payload_of(last_word what) const noexcept override {
        switch (what) {
        case last_word::close:
            return "1";
        case last_word::noop:
            return "6";
        case last_word::noop_and_close:
            break;
        }
        return "6\x1e"
               "1";
    }

    [[nodiscard]] unit_form const* frames(bool base64) const noexcept override {
        return base64 ? &base64_form() : nullptr;
    }

    [[nodiscard]] std::size_t largest_message(base::outgoing const& unit,
                                              bool base64) const noexcept override {
        std::size_t largest = unit.text().size();
        for (bytes const& attachment : unit.attachments())
            largest = std::max(largest,
                               base64 ? engine4_binary_size(attachment.size()) : attachment.size());
        return largest;
    }
};

} // namespace

engine_codec const& engine4_codec() noexcept {
    static codec4 const codec;
    return codec;
}

} // namespace socketiota::wire
