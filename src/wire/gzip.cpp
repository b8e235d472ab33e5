// SPDX-License-Identifier: MIT
#include <limits>
#include <new>
#include <optional>

#include <wire/gzip.hpp>
#include <wire/http_syntax.hpp>
#include <zlib.h>

namespace socketiota::wire {
namespace {

/// Ends a stream whatever happens.
struct deflate_end {
    z_stream& stream;

    ~deflate_end() { deflateEnd(&stream); }
};

// The weight in thousandths, or nothing if it is malformed (RFC 9110 section 12.4.2).
std::optional<unsigned> parse_weight(std::string_view text) noexcept {
    if (text.size() < 3 || to_lower(text[0]) != 'q' || text[1] != '=')
        return std::nullopt;
    text.remove_prefix(2);
    if (text.size() > 5 || (text[0] != '0' && text[0] != '1') ||
        (text.size() > 1 && text[1] != '.'))
        return std::nullopt;
    unsigned weight = text[0] == '1' ? 1000 : 0;
    unsigned unit = 100;
    for (std::size_t index = 2; index < text.size(); ++index, unit /= 10) {
        auto const digit = hex_digit(text[index]);
        if (!digit || *digit > 9)
            return std::nullopt;
        weight += *digit * unit;
    }
    return weight <= 1000 ? std::optional<unsigned>(weight) : std::nullopt;
}

} // namespace

std::string gzip(std::string_view content) {
    constexpr int as_gzip = 15 + 16; // the largest window, with the header of gzip
    constexpr int most_memory = 9;
    z_stream stream{};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, as_gzip, most_memory,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc(); // the one way in which correct arguments fail
    deflate_end const ending{stream};
    std::string compressed(deflateBound(&stream, content.size()), '\0');
    // zlib counts in 32 bits.
    constexpr std::size_t most = std::numeric_limits<uInt>::max();
    std::size_t written = 0;
    int state = Z_OK;
    // zlib does not write to its input, and only its newer versions say so.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
    std::size_t unread = content.size();
    while (state == Z_OK) {
        auto const input = static_cast<uInt>(unread < most ? unread : most);
        std::size_t const room = compressed.size() - written;
        stream.avail_in = input;
        stream.next_out = reinterpret_cast<Bytef*>(compressed.data() + written);
        stream.avail_out = static_cast<uInt>(room < most ? room : most);
        uInt const output = stream.avail_out;
        state = deflate(&stream, unread <= most ? Z_FINISH : Z_NO_FLUSH);
        unread -= input - stream.avail_in;
        written += output - stream.avail_out;
    }
    compressed.resize(written);
    return compressed;
}

bool accepts_gzip(std::string_view accept_encoding) noexcept {
    std::optional<unsigned> gzip_weight;
    std::optional<unsigned> any_weight;
    unsigned identity_weight = 0; // nobody who does not name it prefers it
    while (!accept_encoding.empty()) {
        std::string_view const element = next_list_element(accept_encoding);
        std::size_t const semicolon = element.find(';');
        std::string_view const name = trim(element.substr(0, semicolon));
        unsigned weight = 1000;
        if (semicolon != std::string_view::npos) {
            auto const parsed = parse_weight(trim(element.substr(semicolon + 1)));
            if (!parsed)
                continue;
            weight = *parsed;
        }
        if (equal_ignoring_case(name, "gzip") || equal_ignoring_case(name, "x-gzip"))
            gzip_weight = weight;
        else if (name == "*")
            any_weight = weight;
        else if (equal_ignoring_case(name, "identity"))
            identity_weight = weight;
    }
    unsigned const weight = gzip_weight.value_or(any_weight.value_or(0));
    return weight > 0 && weight >= identity_weight;
}

} // namespace socketiota::wire
