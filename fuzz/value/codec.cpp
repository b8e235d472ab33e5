// SPDX-License-Identifier: MIT
// Any text with attachments, decoded into many types: no input breaks a decoder, and what one has
// decoded is encoded and decoded to the same.
#include "../fuzz_check.hpp"

#include <socketiota/raw.hpp>
#include <socketiota/value.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include <base/output_buffer.hpp>
#include <value/json_placeholders.hpp>
#include <value/json_reader.hpp>
#include <value/json_validate.hpp>
#include <value/json_writer.hpp>
#include <value/value_reader.hpp>

namespace socketiota {
namespace {

enum class level : std::int16_t { low, high };

struct inner {
    int a = 0;
    std::optional<std::string> b{};
    bool operator==(inner const&) const = default;
};

struct outer {
    std::optional<bool> c{};
    std::optional<inner> d{};
    std::optional<std::vector<outer>> e{};
    std::optional<
        std::variant<std::monostate, std::int64_t, double, std::string, inner, std::vector<double>>>
        f{};
    std::optional<bytes> g{};
    std::optional<std::map<std::string, std::uint8_t>> h{};
    std::optional<std::tuple<int, std::optional<int>>> i{};
    std::optional<std::array<std::uint64_t, 2>> j{};
    std::optional<level> k{};
    std::optional<std::set<std::string>> l{};
    std::optional<float> m{};
    std::optional<raw> n{};
    std::optional<value> o{};
    bool operator==(outer const&) const = default;
};

struct packet {
    std::string_view text;
    std::vector<bytes> attachments{};
    std::vector<json_placeholder> placeholders{};
};

template <class T>
bool read(packet const& from, T& into) {
    json_reader reader(from.text, from.attachments, from.placeholders);
    bool const decoded = decode(reader, into);
    fuzz_check(decoded != reader.failed());
    // The path is found for any failure.
    fuzz_check(reader.error_path().size() <= from.text.size() * 8);
    return decoded;
}

template <class T>
void round_trip(packet const& from) {
    T decoded{};
    if (!read(from, decoded))
        return;
    base::output_buffer text;
    packet again;
    json_writer to(text, again.attachments, max_json_depth);
    encode(to, decoded);
    fuzz_check(!to.failed());
    again.text = text.view();
    fuzz_check(!validate_json(again.text, {.depth = max_json_depth}).failed());
    fuzz_check(
        !find_json_placeholders(again.text, again.attachments.size(), again.placeholders).failed());
    T second{};
    fuzz_check(read(again, second));
    base::output_buffer second_text;
    std::vector<bytes> second_attachments;
    json_writer second_to(second_text, second_attachments, max_json_depth);
    encode(second_to, second);
    fuzz_check(second_text.view() == text.view() && second_attachments == again.attachments);
}

/// Each encoding gives each type the same answer.
template <class T>
void compare_with_value(packet const& from) {
    value tree;
    if (!read(from, tree))
        return;
    T from_text{};
    T from_tree{};
    json_reader reader(from.text, from.attachments, from.placeholders);
    value_reader tree_reader(tree);
    bool const decoded = decode(reader, from_text);
    bool const tree_decoded = decode(tree_reader, from_tree);
    // A key that comes twice is read twice from text and once from the tree: the first of the two
    // may not fit. What has been decoded is the same.
    if (decoded)
        fuzz_check(tree_decoded && from_text == from_tree);
}

/// Numbers beyond doubles come in as infinite and go out as null, as in JavaScript.
bool holds_infinity(value const& of) {
    if (of.kind() == value_kind::floating)
        return std::isinf(of.to<double>().value());
    for (value const& each : of.elements())
        if (holds_infinity(each))
            return true;
    for (auto const& [key, mapped] : of.members())
        if (holds_infinity(mapped))
            return true;
    return false;
}

void run(std::string_view input) {
    packet from;
    if (!input.empty())
        from.attachments.assign(static_cast<unsigned char>(input.front()) % 4,
                                bytes{input.substr(0, 5)});
    from.text = input.substr(std::min<std::size_t>(input.size(), 1));
    if (validate_json(from.text).failed() ||
        find_json_placeholders(from.text, from.attachments.size(), from.placeholders).failed())
        return;
    value whole;
    fuzz_check(read(from, whole));
    if (holds_infinity(whole))
        return;
    round_trip<outer>(from);
    round_trip<std::vector<outer>>(from);
    round_trip<value>(from);
    round_trip<raw>(from);
    // A whole double is a whole number when it comes back, so the narrow types are elsewhere.
    round_trip<std::variant<bool, std::int64_t, double, std::string, bytes, std::vector<value>,
                            std::map<std::string, raw>>>(from);
    round_trip<std::tuple<std::optional<std::string>, std::optional<inner>, value>>(from);
    compare_with_value<int>(from);
    compare_with_value<std::uint64_t>(from);
    compare_with_value<std::vector<std::optional<std::int16_t>>>(from);
    compare_with_value<std::tuple<std::string, inner>>(from);
    compare_with_value<std::map<std::string, std::string>>(from);
    std::vector<std::string_view> words;
    static_cast<void>(read(from, words));
    std::span<std::byte const> octets;
    static_cast<void>(read(from, octets));
}

} // namespace
} // namespace socketiota

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    socketiota::run({reinterpret_cast<char const*>(data), size});
    return 0;
}
