// SPDX-License-Identifier: MIT
#include <base/utf8.hpp>
#include <http/path_segments.hpp>
#include <wire/http_syntax.hpp>

namespace socketiota::http {
namespace {

// RFC 3986 section 2.1; a `+` is a plus here, other than in a query.
std::optional<std::string> decode_segment(std::string_view encoded) {
    std::string decoded;
    decoded.reserve(encoded.size());
    for (std::size_t index = 0; index < encoded.size(); ++index) {
        if (encoded[index] != '%') {
            decoded.push_back(encoded[index]);
            continue;
        }
        if (encoded.size() - index < 3)
            return std::nullopt;
        auto const high = wire::hex_digit(encoded[index + 1]);
        auto const low = wire::hex_digit(encoded[index + 2]);
        if (!high || !low)
            return std::nullopt;
        decoded.push_back(static_cast<char>(static_cast<unsigned char>(*high << 4 | *low)));
        index += 2;
    }
    bool const has_nul = decoded.find('\0') != std::string::npos; // ends a name for file systems
    if (has_nul || decoded == "." || decoded == ".." || !base::is_valid_utf8(decoded))
        return std::nullopt;
    return decoded;
}

} // namespace

bool is_plain_path(std::string_view path) {
    if (!path.starts_with('/'))
        return false;
    bool begins_segment = false;
    for (char const character : path) {
        bool const plain = (character >= 'a' && character <= 'z') ||
                           (character >= 'A' && character <= 'Z') ||
                           (character >= '0' && character <= '9') || character == '-' ||
                           character == '_' || character == '.' || character == '/';
        if (!plain || (begins_segment && (character == '.' || character == '/')))
            return false;
        begins_segment = character == '/';
    }
    return true;
}

std::optional<std::vector<std::string>> split_path(std::string_view path) {
    if (!path.starts_with('/'))
        return std::nullopt;
    std::vector<std::string> segments;
    for (;;) {
        path.remove_prefix(1);
        std::size_t const slash = path.find('/');
        auto segment = decode_segment(path.substr(0, slash));
        if (!segment || segments.size() == most_path_segments)
            return std::nullopt;
        segments.push_back(std::move(*segment));
        if (slash == std::string_view::npos)
            return segments;
        path.remove_prefix(slash);
    }
}

} // namespace socketiota::http
