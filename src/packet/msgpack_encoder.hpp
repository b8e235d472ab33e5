// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <base/outgoing_pool.hpp>
#include <base/output_buffer.hpp>
#include <packet/encoder.hpp>
#include <packet/packet_type.hpp>

namespace socketiota::packet {

/// Makes what socket.io-msgpack-parser makes of the packets of the official server: a unit without
/// text, and the packet as its one binary message. The number of binary arguments is not limited.
class msgpack_encoder final : public encoder {
public:
    explicit msgpack_encoder(base::outgoing_pool& pool) noexcept : pool_(pool) {}

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
    template <class WriteData>
    [[nodiscard]] result<base::outgoing_ptr> encode(packet_type type, std::string_view nsp,
                                                    std::optional<std::uint64_t> id, bool has_data,
                                                    base::send_flags flags, WriteData write_data);

    base::outgoing_pool& pool_;
    base::output_buffer buffer_;
};

} // namespace socketiota::packet
