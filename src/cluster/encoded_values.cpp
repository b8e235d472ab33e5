// SPDX-License-Identifier: MIT
#include <vector>

#include <base/output_buffer.hpp>
#include <cluster/encoded_values.hpp>
#include <cluster/json_cursor.hpp>
#include <cluster/msgpack_cursor.hpp>
#include <value/json_writer.hpp>
#include <value/msgpack_writer.hpp>

namespace socketiota::cluster {
namespace {

using encoding = carried_value::encoding;

template <class Write>
error_code encode_into(base::output_buffer& buffer, encoding& in, encoded_values::preference wanted,
                       Write const& write) {
    if (wanted == encoded_values::preference::json_unless_binary) {
        std::vector<bytes> attachments;
        json_writer to(buffer, attachments);
        write(to);
        in = encoding::json;
        if (to.failed() || attachments.empty())
            return to.error();
        buffer.clear();
    }
    msgpack_writer to(buffer);
    write(to);
    in = encoding::msgpack;
    return to.error();
}

template <class Cursor>
std::string_view first_element(std::string_view array) noexcept {
    Cursor from(array);
    if (from.enter_array() && from.next_element())
        return from.take().octets;
    return {};
}

} // namespace

result<encoded_values> encoded_values::of_event(std::string_view name,
                                                detail::argument_list const& arguments,
                                                preference wanted) {
    base::output_buffer buffer;
    auto in = encoding::json;
    error_code const wrong = encode_into(buffer, in, wanted, [name, &arguments](writer& to) {
        to.begin_array(arguments.size() + 1);
        to.write_string(name);
        arguments.write(to);
        to.end_array();
    });
    if (wrong.failed())
        return wrong;
    return encoded_values(in, buffer.view());
}

result<encoded_values> encoded_values::of_answer(detail::argument_list const& values,
                                                 preference wanted) {
    if (values.size() == 1)
        return of_value(values, wanted);
    base::output_buffer buffer;
    auto in = encoding::json;
    error_code const wrong = encode_into(buffer, in, wanted, [&values](writer& to) {
        to.begin_array(values.size());
        values.write(to);
        to.end_array();
    });
    if (wrong.failed())
        return wrong;
    return encoded_values(in, in == encoding::json ? first_element<json_cursor>(buffer.view())
                                                   : first_element<msgpack_cursor>(buffer.view()));
}

result<encoded_values> encoded_values::of_answer(reader& from, preference wanted) {
    if (!from.next_element()) {
        if (from.failed())
            return from.error();
        return encoded_values(encoding::json, {});
    }
    std::string_view text;
    std::vector<bytes> attachments;
    if (!from.read_raw(text, attachments))
        return from.error();
    return of_value([&](writer& to) { to.write_raw(text, attachments); }, wanted);
}

result<encoded_values> encoded_values::of_value(detail::argument_list const& values,
                                                preference wanted) {
    base::output_buffer buffer;
    auto in = encoding::json;
    error_code const wrong =
        encode_into(buffer, in, wanted, [&values](writer& to) { values.write(to); });
    if (wrong.failed())
        return wrong;
    return encoded_values(in, buffer.view());
}

} // namespace socketiota::cluster
