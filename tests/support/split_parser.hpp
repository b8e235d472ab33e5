// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec.hpp>
#include <socketiota/packet_parser.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace socketiota::test {

/// A parser as a program may bring it: a text that says what comes, and the data as a binary
/// message.
class split_parser final : public packet_parser {
public:
    struct head {
        int kind = 0;
        std::string nsp;
        std::optional<std::uint64_t> id;
    };

    [[nodiscard]] std::unique_ptr<decoder> make_decoder() const override {
        return std::make_unique<joining>();
    }

    [[nodiscard]] result<encoded_packet> encode(parsed_packet const& packet) const override {
        std::string const data = packet.data.to_json();
        if (data == R"(["fail"])")
            return make_error_code(error::number_out_of_range);
        if (data == R"(["no text"])")
            return encoded_packet{.text = "\xff"};
        encoded_packet made{
            .text = value(head{static_cast<int>(packet.kind), packet.nsp, packet.id}).to_json()};
        if (packet.kind != packet_kind::disconnect)
            made.binary.emplace_back(data);
        return made;
    }

private:
    class joining final : public decoder {
    public:
        [[nodiscard]] result<std::optional<parsed_packet>> on_text(std::string_view text) override {
            auto const parsed = value::parse(text);
            if (!parsed || waiting_)
                return make_error_code(error::malformed_json);
            auto const announced = parsed->to<head>();
            if (!announced)
                return make_error_code(error::arguments_do_not_fit);
            parsed_packet packet{
                static_cast<packet_kind>(announced->kind), announced->nsp, announced->id, {}};
            if (packet.kind == packet_kind::disconnect)
                return std::optional(std::move(packet));
            waiting_ = std::move(packet);
            return std::optional<parsed_packet>();
        }

        [[nodiscard]] result<std::optional<parsed_packet>>
        on_binary(std::span<std::byte const> octets) override {
            std::string_view const text(reinterpret_cast<char const*>(octets.data()),
                                        octets.size());
            if (text == "throw")
                throw std::runtime_error("a parser may throw");
            auto data = value::parse(text);
            if (!data || !waiting_)
                return make_error_code(error::malformed_json);
            waiting_->data = *std::move(data);
            return std::exchange(waiting_, std::nullopt);
        }

    private:
        std::optional<parsed_packet> waiting_;
    };
};

} // namespace socketiota::test
