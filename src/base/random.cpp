// SPDX-License-Identifier: MIT
#include <algorithm>
#include <random>

#include <base/random.hpp>
#if __has_include(<sys/random.h>)
#include <sys/random.h>
#endif

namespace socketiota::base {

void fill_random(std::span<std::byte> octets) {
#if __has_include(<sys/random.h>)
    constexpr std::size_t most_at_once = 256; // what getentropy takes (POSIX.1-2024)
    while (!octets.empty()) {
        auto const some = octets.first(std::min(octets.size(), most_at_once));
        if (::getentropy(some.data(), some.size()) != 0)
            break;
        octets = octets.subspan(some.size());
    }
#endif
    // A system without that call. What is left has the only other source that nobody can guess; it
    // throws if there is none either.
    if (!octets.empty()) {
        std::random_device source;
        for (std::byte& octet : octets)
            octet = static_cast<std::byte>(source());
    }
}

std::string random_text(std::size_t characters) {
    std::string text(characters, '\0');
    fill_random(std::as_writable_bytes(std::span(text)));
    for (char& character : text)
        character = digits64[static_cast<unsigned char>(character) & 63U];
    return text;
}

} // namespace socketiota::base
