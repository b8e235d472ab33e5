// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <loop/kernel_socket.hpp>
#include <sys/socket.h>

namespace socketiota::loop {

namespace {

// A program that another thread starts between the two calls gets a copy: POSIX before 2024 has no
// call that does both.
descriptor prepared(int number) noexcept {
    descriptor made(number);
    if (made &&
        (::fcntl(number, F_SETFD, FD_CLOEXEC) != 0 || ::fcntl(number, F_SETFL, O_NONBLOCK) != 0))
        made.close();
    return made;
}

} // namespace

descriptor new_socket(int family) noexcept { return prepared(::socket(family, SOCK_STREAM, 0)); }

descriptor accept_from(int listening) noexcept {
    return prepared(::accept(listening, nullptr, nullptr));
}

} // namespace socketiota::loop
