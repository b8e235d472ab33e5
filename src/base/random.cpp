// SPDX-License-Identifier: MIT
#include <openssl/rand.h>

#include <random>

#include <base/random.hpp>

namespace socketiota::base {

void fill_random(std::span<std::byte> octets) {
    int const done = RAND_bytes(reinterpret_cast<unsigned char*>(octets.data()),
                                static_cast<int>(octets.size()));
    if (done == 1)
        return;
    // OpenSSL fails only when it cannot seed itself. Asking the operating system directly is then
    // the only source that nobody can guess; it throws if there is none either.
    std::random_device source;
    for (std::byte& octet : octets)
        octet = static_cast<std::byte>(source());
}

} // namespace socketiota::base
