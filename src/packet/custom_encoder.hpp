// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/packet_parser.hpp>

#include <memory>
#include <utility>

#include <base/outgoing_pool.hpp>
#include <packet/encoder.hpp>

namespace socketiota::packet {

/// Has a parser of the program make the messages of a unit.
class custom_encoder final : public encoder {
public:
    /// `pool` must outlive it.
    custom_encoder(base::outgoing_pool& pool, std::shared_ptr<packet_parser const> parser) noexcept
        : pool_(pool), parser_(std::move(parser)) {}

    [[nodiscard]] result<base::outgoing_ptr>
    event(std::string_view nsp, std::optional<std::uint64_t> id, std::string_view name,
          detail::argument_list const& arguments, base::send_flags flags) override;
    [[nodiscard]] result<base::outgoing_ptr> ack(std::string_view nsp, std::uint64_t id,
                                                 detail::argument_list const& results) override;
    [[nodiscard]] base::outgoing_ptr connect(std::string_view nsp, std::string_view socket_id,
                                             std::string_view private_id) override;
    [[nodiscard]] result<base::outgoing_ptr>
    connect_error(std::string_view nsp, std::string_view message, value const& data) override;
    [[nodiscard]] base::outgoing_ptr connect_without_id(std::string_view nsp) override;
    [[nodiscard]] result<base::outgoing_ptr> error(std::string_view nsp,
                                                   value const& reason) override;
    [[nodiscard]] result<base::outgoing_ptr> join(std::string_view nsp, value const& auth) override;
    [[nodiscard]] base::outgoing_ptr disconnect(std::string_view nsp) override;

private:
    [[nodiscard]] result<base::outgoing_ptr> encode(parsed_packet const& packet,
                                                    base::send_flags flags);

    base::outgoing_pool& pool_;
    std::shared_ptr<packet_parser const> const parser_;
};

} // namespace socketiota::packet
