// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/error.hpp>
#include <socketiota/value.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

#include <base/outgoing.hpp>

namespace socketiota::packet {

/// Makes units of output from packets, for clients that speak one parser.
///
/// An event is encoded once, however many of them receive it.
///
/// Not thread safe: one per shard.
class encoder {
public:
    encoder(encoder const&) = delete;
    encoder& operator=(encoder const&) = delete;

    /// An event; with `id` it asks for an answer.
    ///
    /// Errors: what a codec reports (`nested_too_deep`), `too_many_attachments`.
    [[nodiscard]] virtual result<base::outgoing_ptr>
    event(std::string_view nsp, std::optional<std::uint64_t> id, std::string_view name,
          detail::argument_list const& arguments, base::send_flags flags) = 0;

    /// The answer to event `id`. Errors as `event`.
    [[nodiscard]] virtual result<base::outgoing_ptr> ack(std::string_view nsp, std::uint64_t id,
                                                         detail::argument_list const& results) = 0;

    /// Tells a client that it has joined a namespace; and by which `private_id` it can go on later,
    /// unless that is empty.
    [[nodiscard]] virtual base::outgoing_ptr
    connect(std::string_view nsp, std::string_view socket_id, std::string_view private_id) = 0;

    /// Tells a client why it has not. A null `data` is left out; binary in it cannot be sent.
    ///
    /// Errors: as `event`.
    [[nodiscard]] virtual result<base::outgoing_ptr>
    connect_error(std::string_view nsp, std::string_view message, value const& data) = 0;

    /// Tells a client of protocol 4, which makes its id itself, that it has joined a namespace.
    [[nodiscard]] virtual base::outgoing_ptr connect_without_id(std::string_view nsp) = 0;

    /// Tells a client of protocol 4 why it has not, with nothing beside the reason; binary in it
    /// cannot be sent.
    ///
    /// Errors: as `event`.
    [[nodiscard]] virtual result<base::outgoing_ptr> error(std::string_view nsp,
                                                           value const& reason) = 0;

    /// Asks a server to be let into a namespace, with `auth`; a null one is left out, binary in it
    /// cannot be sent.
    ///
    /// Errors: as `event`.
    [[nodiscard]] virtual result<base::outgoing_ptr> join(std::string_view nsp,
                                                          value const& auth) = 0;

    /// Tells the other side that a client is no longer in a namespace.
    [[nodiscard]] virtual base::outgoing_ptr disconnect(std::string_view nsp) = 0;

protected:
    encoder() = default;
    /// Nobody owns an encoder through this class.
    ~encoder() = default;
};

} // namespace socketiota::packet
