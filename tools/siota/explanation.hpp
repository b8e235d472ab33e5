// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/engine_payload.hpp>
#include <socketiota/packet_parser.hpp>
#include <socketiota/value.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace siota {

/// What a packet of Engine.IO is about, and what it carries of Socket.IO.
struct explanation {
    /// For people, on one line.
    std::string sentence{};
    /// For programs.
    socketiota::value fields = socketiota::value::empty_object();
    /// What else there is to see, for people.
    std::vector<socketiota::value> values{};
    bool is_packet = true;
};

/// Explains what one side has sent, message by message: attachments belong to what came before
/// them. Sans-IO.
class explainer {
public:
    /// @param revision of Engine.IO, 3 or 4; nothing: the messages are Socket.IO's alone.
    explicit explainer(std::optional<unsigned> revision) : revision_(revision) {}

    [[nodiscard]] std::vector<explanation> on_text(std::string_view text);
    [[nodiscard]] std::vector<explanation> on_binary(std::span<std::byte const> octets);

private:
    using read_packet = socketiota::result<std::optional<socketiota::parsed_packet>>;

    [[nodiscard]] std::vector<explanation> explain(socketiota::engine_payload const& payload);
    [[nodiscard]] explanation explain(socketiota::engine_payload::packet const& packet);
    [[nodiscard]] explanation message(std::string_view data, bool is_binary);
    [[nodiscard]] read_packet read(std::string_view data, bool is_binary);
    [[nodiscard]] std::string_view name_of(socketiota::packet_kind kind) const noexcept;

    std::optional<unsigned> revision_;
    std::unique_ptr<socketiota::packet_parser::decoder> decoder_{};
    bool waits_ = false; // for attachments
};

} // namespace siota
