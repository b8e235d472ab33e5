// SPDX-License-Identifier: MIT
// Writes the declarations of events.hpp to the standard output.
#include "events.hpp"

#include <socketiota/typescript.hpp>

#include <iostream>

int main() {
    socketiota::write_typescript(
        std::cout,
        socketiota::client_to_server{events::all, events::two, events::notice, events::rest},
        socketiota::server_to_client{events::ask, events::tell, events::rest});
}
