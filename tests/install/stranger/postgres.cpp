// SPDX-License-Identifier: MIT
#include <socketiota/postgres_adapter.hpp>
#include <socketiota/postgres_emitter.hpp>
#include <socketiota/server.hpp>

namespace sio = socketiota;

int main() {
    sio::server const io{{.adapter = sio::postgres_adapter()}};
    auto const out = sio::postgres_emitter({.close_timeout = {}});
    return out.emit("hello") ? 0 : 1;
}
