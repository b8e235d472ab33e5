// SPDX-License-Identifier: MIT
// Any value, built from the input: its text is JSON and becomes the same value again, written
// directly, through a raw, and by way of a copy.
#include "../fuzz_check.hpp"

#include <socketiota/raw.hpp>
#include <socketiota/value.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <base/output_buffer.hpp>
#include <base/utf8.hpp>
#include <value/json_placeholders.hpp>
#include <value/json_reader.hpp>
#include <value/json_validate.hpp>
#include <value/json_writer.hpp>

namespace socketiota {
namespace {

class builder {
public:
    explicit builder(std::string_view input) : input_(input) {}

    /// Whether the value will come back as it is: text that is no UTF-8 and numbers that JSON does
    /// not have are changed on the way, and a large double comes back as the whole number that its
    /// shortest digits name.
    [[nodiscard]] bool is_faithful() const { return is_faithful_; }

    value build(int depth) {
        switch (next() % (depth == 0 ? 8U : 10U)) {
        case 0:
            return {};
        case 1:
            return value(next() % 2 == 0);
        case 2:
            return value(number<std::int64_t>());
        case 3:
            return value(number<std::uint64_t>());
        case 4:
            return floating();
        case 5:
            return value(static_cast<int>(next()) - 128);
        case 6:
            return value(text());
        case 7:
            return value(bytes{text_as_it_comes()});
        case 8: {
            value list = value::empty_array();
            for (unsigned left = next() % 8U; left != 0; --left)
                list.push_back(build(depth - 1));
            return list;
        }
        default: {
            value map = value::empty_object();
            for (unsigned left = next() % 8U; left != 0; --left) {
                std::string const key(text());
                map.set(key == "_placeholder" ? "placeholder" : key, build(depth - 1));
            }
            return map;
        }
        }
    }

private:
    unsigned next() {
        if (input_.empty())
            return 0;
        auto const octet = static_cast<unsigned char>(input_.front());
        input_.remove_prefix(1);
        return octet;
    }

    template <class T>
    T number() {
        T made{};
        std::size_t const size = std::min(input_.size(), sizeof made);
        std::memcpy(&made, input_.data(), size);
        input_.remove_prefix(size);
        return made;
    }

    value floating() {
        auto const made = number<double>();
        is_faithful_ = is_faithful_ && std::isfinite(made) &&
                       (std::abs(made) < 9007199254740992.0 || std::abs(made) >= 1e21);
        return value(made);
    }

    std::string_view text_as_it_comes() {
        std::size_t const wanted = next() % 40U;
        std::size_t const size = std::min(wanted, input_.size());
        std::string_view const taken = input_.substr(0, size);
        input_.remove_prefix(size);
        return taken;
    }

    std::string text() {
        std::string taken(text_as_it_comes());
        // Two octets are half a surrogate pair, which no input would hold often enough by chance.
        if (taken.size() == 2)
            return {'\xed', static_cast<char>((taken[0] & 0x1F) | 0xA0),
                    static_cast<char>((taken[1] & 0x3F) | 0x80)};
        is_faithful_ = is_faithful_ && base::is_valid_utf8(taken);
        return taken;
    }

    std::string_view input_;
    bool is_faithful_ = true;
};

value read_back(std::string_view text, std::vector<bytes> const& attachments) {
    fuzz_check(!validate_json(text).failed());
    std::vector<json_placeholder> placeholders;
    fuzz_check(!find_json_placeholders(text, attachments.size(), placeholders).failed());
    json_reader from(text, attachments, placeholders);
    value read;
    fuzz_check(decode(from, read));
    return read;
}

void run(std::string_view input) {
    builder build(input);
    value const made = build.build(8);
    base::output_buffer text;
    std::vector<bytes> attachments;
    json_writer to(text, attachments);
    encode(to, made);
    fuzz_check(!to.failed());
    value const again = read_back(text.view(), attachments);
    fuzz_check(!build.is_faithful() || again == made);

    // What came back is valid and finite, so from here on nothing changes.
    value const copy = again; // NOLINT: what a copy is is the question
    fuzz_check(copy == again);
    raw const kept = raw::of(copy).value();
    fuzz_check(kept.to<value>().value() == again);
    base::output_buffer relayed;
    std::vector<bytes> relayed_attachments;
    json_writer relay(relayed, relayed_attachments);
    encode(relay, kept);
    fuzz_check(!relay.failed() && relayed.view() == kept.text());
    fuzz_check(read_back(relayed.view(), relayed_attachments) == again);
}

} // namespace
} // namespace socketiota

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    socketiota::run({reinterpret_cast<char const*>(data), size});
    return 0;
}
