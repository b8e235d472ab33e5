// SPDX-License-Identifier: MIT
// A program that is no server tells the clients of a cluster: a scheduled job, a worker, a tool.
// The servers have sio::redis_adapter(), or createAdapter of @socket.io/redis-adapter in Node.
//     ./emitter redis://localhost lobby "closing in five minutes"
//     io("http://localhost:3000").on("news", console.log)    whoever is in the room, on any of them
#include <socketiota/emitter.hpp>

#include <atomic>
#include <exception>
#include <iostream>
#include <string_view>

namespace sio = socketiota;

int main(int count, char** arguments) try {
    if (count != 4) {
        std::cerr << "usage: emitter URL ROOM TEXT\n";
        return 2;
    }
    std::atomic<int> status = 0; // on_lost runs on a thread of the emitter
    sio::redis_emitter_options options{.redis = {.url = arguments[1]}};
    options.on_lost = [&status](sio::error_code why, std::string_view words) {
        std::cerr << "emitter: " << why.message() << ' ' << words << '\n';
        status = 1;
    };
    sio::emitter out(options);
    out.to(arguments[2]).emit("news", arguments[3]);
    out.close(); // once Redis has it, or has not taken it
    return status;

} catch (std::exception const& failure) {

    std::cerr << "emitter: " << failure.what() << '\n';
    return 1;
}
