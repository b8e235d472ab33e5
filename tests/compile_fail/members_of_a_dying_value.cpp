// SPDX-License-Identifier: MIT
// expect: deleted
#include <socketiota/handshake.hpp>

#include <cstddef>

std::size_t test(socketiota::handshake const& request) {
    std::size_t size = 0;
#ifdef BAD
    // The value would be gone before the first of its members is looked at.
    for (auto const& [key, member] : request.auth().members()) // here
        size += key.size() + member.size();
#else
    socketiota::value const auth = request.auth();
    for (auto const& [key, member] : auth.members())
        size += key.size() + member.size();
    socketiota::value const& token = request.auth()["token"]; // owns what it refers to
    size += token.size();
#endif
    return size;
}
