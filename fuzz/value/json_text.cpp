// SPDX-License-Identifier: MIT
// Any octets as JSON text: the validator agrees with itself and with two other libraries, whatever
// it accepts can be read, and the values are the same as theirs.
#include "../fuzz_check.hpp"

#include <socketiota/value.hpp>

#include <nlohmann/json.hpp>
#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include <base/utf8.hpp>
#include <value/json_reader.hpp>
#include <value/json_validate.hpp>

namespace socketiota {
namespace {

/// Duplicate keys lose all but the last value in both libraries, and nlohmann sorts them.
void compare(value const& ours, nlohmann::json const& theirs) {
    switch (ours.kind()) {
    case value_kind::null:
        return fuzz_check(theirs.is_null());
    case value_kind::boolean:
        return fuzz_check(theirs.is_boolean() && theirs.get<bool>() == ours.to<bool>().value());
    case value_kind::integer:
        return fuzz_check(theirs.is_number_integer() &&
                          theirs.get<std::int64_t>() == ours.to<std::int64_t>().value());
    case value_kind::unsigned_integer:
        return fuzz_check(theirs.is_number_unsigned() &&
                          theirs.get<std::uint64_t>() == ours.to<std::uint64_t>().value());
    case value_kind::floating:
        return fuzz_check(theirs.is_number() && theirs.get<double>() == ours.to<double>().value());
    case value_kind::string:
        return fuzz_check(theirs.is_string() &&
                          theirs.get_ref<std::string const&>() == ours.to<std::string>().value());
    case value_kind::array:
        fuzz_check(theirs.is_array() && theirs.size() == ours.size());
        for (std::size_t index = 0; index != ours.size(); ++index)
            compare(ours[index], theirs[index]);
        return;
    default:
        fuzz_check(theirs.is_object() && theirs.size() == ours.size());
        for (auto const& [key, mapped] : ours.members())
            compare(mapped, theirs.at(key));
    }
}

void compare_with_nlohmann(std::string_view text, bool accepted, value const& ours) {
    auto const theirs = nlohmann::json::parse(text, nullptr, false);
    // It refuses lone surrogates and numbers beyond doubles, skips a byte order mark, takes a NUL
    // for the end, and accepts nothing else that we refuse but what nests deeper than our limit.
    if (!accepted) {
        bool const is_marked = text.starts_with("\xef\xbb\xbf");
        bool const has_nul = text.find('\0') != std::string_view::npos;
        bool const is_deep = validate_json(text) == error::nested_too_deep;
        fuzz_check(theirs.is_discarded() || is_marked || has_nul || is_deep);
    } else if (!theirs.is_discarded()) {
        compare(ours, theirs);
    }
}

void compare_with_simdjson(std::string_view text, bool accepted) {
    simdjson::dom::parser parser;
    bool const theirs = parser.parse(simdjson::padded_string(text)).error() == simdjson::SUCCESS;
    // It refuses lone surrogates and large numbers; its depth limit is twice ours.
    if (theirs && !accepted)
        fuzz_check(validate_json(text) == error::nested_too_deep ||
                   text.starts_with("\xef\xbb\xbf"));
}

/// What has been validated is read to its end, by kind and blindly.
void read_all(std::string_view text) {
    json_reader skipping(text);
    fuzz_check(skipping.skip() && !skipping.failed());
    fuzz_check(skipping.peek() == value_kind::end);
    json_reader raw_reading(text);
    std::string_view raw;
    std::vector<bytes> attachments;
    fuzz_check(raw_reading.read_raw(raw, attachments));
    fuzz_check(!validate_json(raw).failed() && attachments.empty());
}

void check_alignments(std::string_view text, error_code outcome, json_outline const& outline) {
    for (std::size_t shift = 1; shift != 17; ++shift) {
        // Exactly as large as its content, so that a sanitizer sees what is read behind it.
        auto const shifted = std::make_unique<char[]>(text.size() + shift);
        if (!text.empty())
            std::memcpy(shifted.get() + shift, text.data(), text.size());
        json_outline again;
        fuzz_check(validate_json({shifted.get() + shift, text.size()}, {}, again) == outcome);
        fuzz_check(outcome.failed() ||
                   (again.root == outline.root && again.first_begin == outline.first_begin &&
                    again.first_end == outline.first_end &&
                    again.rest_begin == outline.rest_begin));
    }
}

void check_outline(std::string_view text, json_outline const& outline, value const& ours) {
    if (outline.root != value_kind::array)
        return;
    auto const first = text.substr(outline.first_begin, outline.first_end - outline.first_begin);
    fuzz_check(first.empty() == ours.empty());
    fuzz_check(first.empty() || value::parse(first).value() == ours[0]);
    json_reader rest(text);
    rest.seek_element(outline.rest_begin);
    std::size_t count = 0;
    while (rest.next_element() && rest.skip())
        ++count;
    fuzz_check(!rest.failed() && count == (ours.empty() ? 0 : ours.size() - 1));
}

/// Texts come back as they came, and are UTF-8 for whoever asks for a string.
void check_strings(value const& of) {
    if (of.kind() == value_kind::string) {
        fuzz_check(value::parse(of.to_json()).value() == of);
        fuzz_check(base::is_valid_utf8(of.to<std::string>().value()));
        std::string_view const held = of.to<std::string_view>().value();
        fuzz_check(base::is_valid_utf8(held) == (held == of.to<std::string>().value()));
    }
    for (value const& each : of.elements())
        check_strings(each);
    for (auto const& [key, mapped] : of.members()) {
        check_strings(value(key));
        check_strings(mapped);
    }
}

void run(std::string_view text) {
    json_outline outline;
    error_code const outcome = validate_json(text, {}, outline);
    auto const parsed = value::parse(text);
    fuzz_check(parsed.has_value() == !outcome.failed());
    check_alignments(text, outcome, outline);
    value const ours = parsed.has_value() ? parsed.value() : value();
    if (!outcome.failed()) {
        check_strings(ours);
        read_all(text);
        check_outline(text, outline, ours);
    }
    compare_with_nlohmann(text, !outcome.failed(), ours);
    compare_with_simdjson(text, !outcome.failed());
}

} // namespace
} // namespace socketiota

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    socketiota::run({reinterpret_cast<char const*>(data), size});
    return 0;
}
