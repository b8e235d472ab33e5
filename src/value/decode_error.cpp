// SPDX-License-Identifier: MIT
#include <socketiota/decode_error.hpp>

#include <boost/system/system_error.hpp>
#include <boost/throw_exception.hpp>

#include <value/decode_sentence.hpp>
#include <value/json_reader.hpp>
#include <value/json_validate.hpp>

namespace socketiota {

void throw_exception_from_error(decode_error const& error, boost::source_location const& where) {
    boost::throw_exception(boost::system::system_error(error, error.message()), where);
}

decode_error decode_all(reader& from, detail::decode_function decode, void* target) {
    // A codec that returns false without saying why has not been understood.
    if (!decode(from, target))
        from.fail(error::arguments_do_not_fit);
    if (!from.failed())
        return {};
    return {from.error(), decode_sentence(from)};
}

decode_error detail::decode_from_json(std::string_view json, decode_function decode, void* target) {
    if (error_code const wrong = validate_json(json); wrong.failed())
        return {wrong, {}};
    json_reader from(json);
    return decode_all(from, decode, target);
}

} // namespace socketiota
