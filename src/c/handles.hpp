// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/arguments.hpp>
#include <socketiota/client.hpp>
#include <socketiota/client_socket.hpp>
#include <socketiota/registration.hpp>
#include <socketiota/reply.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include <socketiota.h>

namespace socketiota::c {

/// What was registered, by the numbers that C has for it.
///
/// Thread safety: safe.
class registrations {
public:
    [[nodiscard]] std::uint64_t add(registration which);

    /// Nothing if there is none.
    [[nodiscard]] std::optional<registration> take(std::uint64_t number);

private:
    std::mutex mutex_;
    std::uint64_t last_ = 0;
    std::map<std::uint64_t, registration> all_;
};

/// What a function of C is called with, for as long as anybody holds it.
[[nodiscard]] std::shared_ptr<void> held(void* user, sio_free_function release);

} // namespace socketiota::c

struct sio_client {
    socketiota::client client;
    std::shared_ptr<socketiota::c::registrations> registrations;
};

struct sio_socket {
    socketiota::client_socket socket;
    std::shared_ptr<socketiota::c::registrations> registrations; // of its client
};

struct sio_reply {
    socketiota::reply<socketiota::arguments> reply;
};
