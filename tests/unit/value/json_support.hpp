// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <base/output_buffer.hpp>
#include <value/json_placeholders.hpp>
#include <value/json_reader.hpp>
#include <value/json_validate.hpp>
#include <value/json_writer.hpp>

namespace socketiota {

/// What came out of encoding: text, attachments, error.
struct encoded_json {
    std::string text;
    std::vector<bytes> attachments;
    error_code error;
};

template <class T>
encoded_json encode_json(T const& from, std::size_t depth = default_json_depth) {
    base::output_buffer text;
    encoded_json encoded;
    json_writer to(text, encoded.attachments, depth);
    encode(to, from);
    encoded.text = text.view();
    encoded.error = to.error();
    return encoded;
}

template <class T>
std::string json_of(T const& from) {
    encoded_json const encoded = encode_json(from);
    return encoded.error.failed() ? encoded.error.message() : encoded.text;
}

/// A reader with the text it reads, validated like text from the network.
struct reading {
    explicit reading(std::string json, std::vector<bytes> files = {})
        : text(std::move(json)), attachments(std::move(files)) {
        wrong = validate_json(text);
        if (!wrong.failed())
            wrong = find_json_placeholders(text, attachments.size(), placeholders);
        if (!wrong.failed())
            reader.reset(text, attachments, placeholders);
    }

    std::string text;
    std::vector<bytes> attachments;
    std::vector<json_placeholder> placeholders{};
    error_code wrong{};
    json_reader reader{};
};

template <class T>
result<T> decode_json(std::string json, std::vector<bytes> attachments = {}) {
    reading from(std::move(json), std::move(attachments));
    if (from.wrong.failed())
        return result<T>(boost::system::in_place_error, from.wrong);
    T into{};
    if (!decode(from.reader, into))
        return result<T>(boost::system::in_place_error, from.reader.error());
    return result<T>(boost::system::in_place_value, std::move(into));
}

/// The error of decoding, or success.
template <class T>
error_code error_of(std::string json, std::vector<bytes> attachments = {}) {
    auto const decoded = decode_json<T>(std::move(json), std::move(attachments));
    return decoded.has_error() ? decoded.error() : error_code();
}

} // namespace socketiota
