// SPDX-License-Identifier: MIT
// Answers "hello" with a greeting. Try it with any Socket.IO client:
//     io("http://localhost:3000").emit("hello", "Ann", answer => console.log(answer))
#include <socketiota/server.hpp>

namespace sio = socketiota;

int main() {
    sio::server io;
    io.on("hello", [](std::string name) { return "hello " + name; });
    io.listen(3000);
    io.run();
}
