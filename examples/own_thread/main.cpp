// SPDX-License-Identifier: MIT
// A client without an event loop in the program: it runs on a thread of its own, and the program
// asks it. Each line that you type is greeted by the server; Ctrl-D ends it.
//     ./run example hello                                in one terminal
//     ./run example own_thread http://localhost:3000     in another
#include <socketiota/client.hpp>

#include <chrono>
#include <exception>
#include <future>
#include <iostream>
#include <memory>
#include <string>

namespace sio = socketiota;

namespace {

/// Waits for the answer, which comes on the client's thread.
std::string greeting_of(sio::client_socket const& server, std::string const& name) {
    auto const answered = std::make_shared<std::promise<std::string>>();
    server.timeout(std::chrono::seconds(5))
        .emit_with_ack<std::string>("hello", name)(
            [answered](sio::error_code failed, std::string const& answer) {
                answered->set_value(failed ? "no answer: " + failed.message() : answer);
            });
    return answered->get_future().get();
}

} // namespace

int main(int count, char** arguments) try {
    if (count != 2) {
        std::cerr << "usage: own_thread URL\n";
        return 2;
    }
    sio::client const client(arguments[1]);
    sio::client_socket const server = client.socket();
    server.on_connect([](sio::client_socket const& me) {
        std::cerr << "connected as " << me.id() << '\n'; // on the client's thread
    });
    server.on_connect_error(
        [](sio::connect_error const& why) { std::cerr << why.message << '\n'; });
    for (std::string name; std::getline(std::cin, name);)
        std::cout << greeting_of(server, name) << std::endl;

} catch (std::exception const& what) {

    std::cerr << "own_thread: " << what.what() << '\n';
    return 1;
}
