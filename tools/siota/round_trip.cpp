// SPDX-License-Identifier: MIT
#include "round_trip.hpp"

#include <socketiota/client.hpp>
#include <socketiota/client_socket.hpp>
#include <socketiota/connect_error.hpp>

#include <functional>
#include <memory>
#include <utility>

namespace sio = socketiota;

namespace siota {

void after_round_trip(sio::client const& client, std::function<void()> then) {
    sio::client_socket const nobody = client.socket("/siota-round-trip");
    auto const once = std::make_shared<std::function<void()>>(std::move(then));
    auto const answered = [once] {
        if (auto const call = std::exchange(*once, nullptr))
            call();
    };
    // A server that makes namespaces on demand lets it in.
    nobody.on_connect(answered);
    nobody.on_connect_error([answered](sio::connect_error const& why) {
        if (why.stage == sio::connect_stage::nsp)
            answered();
    });
    nobody.connect();
}

} // namespace siota
