// SPDX-License-Identifier: MIT
#include <openssl/rand.h>

#include <exception>

#include <base/random.hpp>

namespace socketiota::base {

void fill_random(std::span<std::byte> octets) noexcept {
    int const done = RAND_bytes(reinterpret_cast<unsigned char*>(octets.data()),
                                static_cast<int>(octets.size()));
    // Without random bits each id could be guessed: there is no safe way to go on, and OpenSSL 3
    // only fails here when the operating system has no entropy source at all.
    if (done != 1)
        std::terminate();
}

} // namespace socketiota::base
