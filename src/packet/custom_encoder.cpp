// SPDX-License-Identifier: MIT
#include <string>

#include <base/utf8.hpp>
#include <packet/custom_encoder.hpp>

namespace socketiota::packet {
namespace {

/// An array of `name`, if there is one, and `arguments`.
result<value> array_of(std::optional<std::string_view> name,
                       detail::argument_list const& arguments) {
    struct job {
        std::optional<std::string_view> name;
        detail::argument_list const& arguments;
        error_code& failure;
    };

    // A value is null when encoding fails, which must not be sent instead of what was meant.
    error_code failure;
    job work{name, arguments, failure};
    value made = detail::encode_to_value(
        [](writer& to, void const* source) {
            job const& self = *static_cast<job const*>(source);
            to.begin_array(self.arguments.size() + (self.name ? 1 : 0));
            if (self.name)
                to.write_string(*self.name);
            self.arguments.write(to);
            to.end_array();
            self.failure = to.error();
        },
        &work);
    if (failure)
        return failure;
    return made;
}

} // namespace

result<base::outgoing_ptr> custom_encoder::encode(parsed_packet const& packet,
                                                  base::send_flags flags) {
    auto encoded = parser_->encode(packet);
    if (!encoded)
        return encoded.error();
    if (!base::is_valid_utf8(encoded->text))
        return make_error_code(error::text_is_not_utf8);
    if (encoded->text.empty() && !encoded->binary.empty())
        return pool_.make({}, std::move(encoded->binary), flags);
    return pool_.make("4" + encoded->text, std::move(encoded->binary), flags); // Engine.IO: message
}

result<base::outgoing_ptr>
custom_encoder::event(std::string_view nsp, std::optional<std::uint64_t> id, std::string_view name,
                      detail::argument_list const& arguments, base::send_flags flags) {
    auto data = array_of(name, arguments);
    if (!data)
        return data.error();
    return encode({packet_kind::event, std::string(nsp), id, *std::move(data)}, flags);
}

result<base::outgoing_ptr> custom_encoder::ack(std::string_view nsp, std::uint64_t id,
                                               detail::argument_list const& results) {
    auto data = array_of(std::nullopt, results);
    if (!data)
        return data.error();
    return encode({packet_kind::ack, std::string(nsp), id, *std::move(data)}, {});
}

// A parser that fails here is broken, which ends the session that it was for: `value` throws.
base::outgoing_ptr custom_encoder::connect(std::string_view nsp, std::string_view socket_id,
                                           std::string_view private_id) {
    value said = object("sid", socket_id);
    if (!private_id.empty())
        said.set("pid", private_id);
    return encode({packet_kind::connect, std::string(nsp), std::nullopt, std::move(said)}, {})
        .value();
}

result<base::outgoing_ptr>
custom_encoder::connect_error(std::string_view nsp, std::string_view message, value const& data) {
    value said = object("message", message);
    if (!data.is_null())
        said.set("data", data);
    return encode({packet_kind::connect_error, std::string(nsp), std::nullopt, std::move(said)},
                  {});
}

base::outgoing_ptr custom_encoder::connect_without_id(std::string_view nsp) {
    return encode({packet_kind::connect, std::string(nsp), std::nullopt, {}}, {}).value();
}

result<base::outgoing_ptr> custom_encoder::error(std::string_view nsp, value const& reason) {
    return encode({packet_kind::connect_error, std::string(nsp), std::nullopt, reason}, {});
}

result<base::outgoing_ptr> custom_encoder::join(std::string_view nsp, value const& auth) {
    return encode({packet_kind::connect, std::string(nsp), std::nullopt, auth}, {});
}

base::outgoing_ptr custom_encoder::disconnect(std::string_view nsp) {
    return encode({packet_kind::disconnect, std::string(nsp), std::nullopt, {}}, {}).value();
}

} // namespace socketiota::packet
