// SPDX-License-Identifier: MIT
#include "accept_key.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

namespace socketiota::bench {

std::string base64(std::string_view bytes) {
    std::array<unsigned char, 96> text{};
    const int size =
        EVP_EncodeBlock(text.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                        static_cast<int>(bytes.size()));
    return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(size)};
}

std::string accept_key(std::string_view key) {
    std::string joined{key};
    joined += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(joined.data()), joined.size(), digest.data());
    return base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

} // namespace socketiota::bench
