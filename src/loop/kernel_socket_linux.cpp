// SPDX-License-Identifier: MIT
#include <loop/kernel_socket.hpp>
#include <sys/socket.h>

namespace socketiota::loop {

descriptor new_socket(int family) noexcept {
    return descriptor(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

descriptor accept_from(int listening) noexcept {
    return descriptor(::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

} // namespace socketiota::loop
