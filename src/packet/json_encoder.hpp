// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/error.hpp>
#include <socketiota/value.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <base/outgoing_pool.hpp>
#include <base/output_buffer.hpp>
#include <packet/encoder.hpp>
#include <packet/packet_type.hpp>

namespace socketiota::packet {

/// Makes the JSON text, with the Engine.IO type digit before it, and the attachments that it needs.
///
/// Arguments are written straight into a buffer that is used again and again, and copied once into
/// a unit of the right size.
class json_encoder final : public encoder {
public:
    /// Attachments that the other side's decoder accepts, unless it was told otherwise: more would
    /// make an up-to-date official client disconnect.
    explicit json_encoder(base::outgoing_pool& pool, std::size_t max_attachments = 10) noexcept
        : pool_(pool), max_attachments_(max_attachments) {}

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
    template <class WritePayload>
    [[nodiscard]] result<base::outgoing_ptr>
    encode(packet_type type, std::string_view nsp, std::optional<std::uint64_t> id,
           base::send_flags flags, WritePayload write_payload);

    base::outgoing_pool& pool_;
    std::size_t max_attachments_;
    base::output_buffer buffer_;
};

} // namespace socketiota::packet
