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

/// One element of an `Accept-Encoding`.
struct accepted_coding {
    std::string_view name;
    unsigned weight = 1000;
};

// The next element that can be understood, and whether there was one.
bool next_accepted(std::string_view& list, accepted_coding& next) noexcept {
    while (!list.empty()) {
        std::string_view const element = next_list_element(list);
        std::size_t const semicolon = element.find(';');
        next = {trim(element.substr(0, semicolon))};
        if (semicolon == std::string_view::npos)
            return true;
        if (auto const weight = parse_weight(trim(element.substr(semicolon + 1)))) {
            next.weight = *weight;
            return true;
        }
    }
    return false;
}

bool names_gzip(std::string_view name) noexcept {
    return equal_ignoring_case(name, "gzip") || equal_ignoring_case(name, "x-gzip");
}

/// @param window as zlib takes it: 15, and 16 more for the header of gzip.
std::string pack(std::string_view content, int level, int window, int memory_level) {
    z_stream stream{};
    if (deflateInit2(&stream, level, Z_DEFLATED, window, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc(); // the one way in which correct arguments fail
    deflate_end const ending{stream};
    // A uLong has 32 bits on Windows, where nobody has more than that in one answer.
    std::string compressed(deflateBound(&stream, static_cast<uLong>(content.size())), '\0');
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

constexpr int largest_window = 15;
constexpr int with_gzip_header = 16;

} // namespace

std::string gzip(std::string_view content) {
    constexpr int most_memory = 9;
    return pack(content, Z_DEFAULT_COMPRESSION, largest_window + with_gzip_header, most_memory);
}

std::string_view to_string(content_coding coding) noexcept {
    switch (coding) {
    case content_coding::gzip:
        return "gzip";
    case content_coding::deflate:
        return "deflate";
    case content_coding::identity:
        break;
    }
    return "identity";
}

std::string compress(std::string_view content, content_coding coding, int level) {
    constexpr int usual_memory = 8;
    return pack(content, level,
                coding == content_coding::gzip ? largest_window + with_gzip_header : largest_window,
                usual_memory);
}

content_coding choose_coding(std::string_view accept_encoding) noexcept {
    // What browsers send, with each poll: gzip first and no weights. It is chosen below as well.
    if (accept_encoding.starts_with("gzip,") && accept_encoding.find(';') == std::string_view::npos)
        return content_coding::gzip;
    content_coding first = content_coding::identity; // of those that are named, in their order
    std::optional<unsigned> gzip_weight;
    std::optional<unsigned> deflate_weight;
    unsigned any_weight = 0;
    unsigned identity_weight = 0; // nobody who does not name it prefers it
    accepted_coding each;
    while (next_accepted(accept_encoding, each)) {
        if (names_gzip(each.name)) {
            gzip_weight = each.weight;
            if (first == content_coding::identity)
                first = content_coding::gzip;
        } else if (equal_ignoring_case(each.name, "deflate")) {
            deflate_weight = each.weight;
            if (first == content_coding::identity)
                first = content_coding::deflate;
        } else if (each.name == "*") {
            any_weight = each.weight;
        } else if (equal_ignoring_case(each.name, "identity")) {
            identity_weight = each.weight;
        }
    }
    unsigned const of_gzip = gzip_weight.value_or(any_weight);
    unsigned const of_deflate = deflate_weight.value_or(any_weight);
    unsigned const best = of_gzip > of_deflate ? of_gzip : of_deflate;
    if (best == 0 || best < identity_weight)
        return content_coding::identity;
    if (of_gzip == of_deflate)
        return first == content_coding::deflate ? content_coding::deflate : content_coding::gzip;
    return of_gzip > of_deflate ? content_coding::gzip : content_coding::deflate;
}

bool accepts_gzip(std::string_view accept_encoding) noexcept {
    std::optional<unsigned> gzip_weight;
    std::optional<unsigned> any_weight;
    unsigned identity_weight = 0; // nobody who does not name it prefers it
    accepted_coding each;
    while (next_accepted(accept_encoding, each)) {
        if (names_gzip(each.name))
            gzip_weight = each.weight;
        else if (each.name == "*")
            any_weight = each.weight;
        else if (equal_ignoring_case(each.name, "identity"))
            identity_weight = each.weight;
    }
    unsigned const weight = gzip_weight.value_or(any_weight.value_or(0));
    return weight > 0 && weight >= identity_weight;
}

} // namespace socketiota::wire
