// SPDX-License-Identifier: MIT
// A client in a frame loop, as of a game: each frame polls it, and its functions are called there.
// Once a second it asks the server for a greeting.
//     ./run example hello                                in one terminal
//     ./run example frames http://localhost:3000 300     in another: 300 frames, 30 a second
#include <socketiota/client.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <string>
#include <thread>

namespace sio = socketiota;

namespace {

/// What is drawn: no lock, as all of it happens in the loop.
struct world {
    bool connected = false;
    std::string greeting;
};

void draw(world const& of, int frame) {
    std::cout << "frame " << frame << ": " << (of.connected ? "connected" : "alone") << ", "
              << of.greeting << '\n';
}

} // namespace

int main(int count, char** arguments) try {
    using clock = std::chrono::steady_clock;
    if (count != 3) {
        std::cerr << "usage: frames URL COUNT\n";
        return 2;
    }
    int const frames = std::stoi(arguments[2]);
    world its;
    sio::client const client = sio::client::polled(arguments[1]);
    sio::client_socket const server = client.socket();
    server.on_connect([&its] { its.connected = true; });
    server.on_disconnect([&its] { its.connected = false; });
    auto next = clock::now();
    for (int frame = 1; frame <= frames; ++frame) {
        if (frame % 30 == 1)
            server.volatile_().emit_with_ack<std::string>("hello",
                                                          "frame " + std::to_string(frame))(
                [&its](sio::error_code failed, std::string const& answer) {
                    its.greeting = failed ? failed.message() : answer;
                });
        client.poll();
        if (frame % 30 == 0)
            draw(its, frame);
        std::this_thread::sleep_until(next += std::chrono::milliseconds(1000 / 30));
    }

} catch (std::exception const& what) {

    std::cerr << "frames: " << what.what() << '\n';
    return 1;
}
