// SPDX-License-Identifier: MIT
// A locker for one file of each client: up in chunks, down in chunks, and never more of them on
// their way than one. Whoever sends waits for the ack of a chunk before the next: the slower side
// sets the pace, and neither memory nor the connection fills up.
//     for (let at = 0; at < file.length; at += 65536)
//         await socket.emitWithAck("put", file.subarray(at, at + 65536));
//     const parts = [];
//     socket.on("chunk", (part, taken) => { parts.push(part); taken(); });
//     await socket.emitWithAck("get"); // how many bytes came, all of them in `parts`
#include <socketiota/server.hpp>

#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <iostream>
#include <string>
#include <variant>
#include <vector>

namespace net = boost::asio;
namespace sio = socketiota;
using namespace std::chrono_literals;

struct refusal {
    std::string error;
};

/// What a socket keeps; gone when it disconnects.
struct file {
    std::vector<sio::bytes> chunks;
    std::size_t size = 0;
};

/// Answers with the size so far: the ack says that the chunk is kept and the next may come.
std::variant<std::size_t, refusal> put(sio::socket const& owner, sio::bytes const& chunk) {
    file& kept = owner.state<file>();
    // The server's own limit, 1 MB for one event, holds for each chunk; this one for all of them.
    if (kept.chunks.size() == 1000 || kept.size + chunk.size() > 16'000'000)
        return refusal{"A locker holds 16 MB in 1000 chunks."};
    kept.chunks.push_back(chunk); // shares the octets that came in, copies none
    kept.size += chunk.size();
    return kept.size;
}

net::awaitable<std::size_t> get(sio::socket owner) {
    // A copy, because another chunk may be put while this waits. It copies handles, no octets.
    file const sent = owner.state<file>();
    for (sio::bytes const& chunk : sent.chunks)
        // Throws if the client does not take it in time or leaves, and so ends the download.
        co_await owner.timeout(10s).emit_with_ack<void>("chunk", chunk);
    co_return sent.size;
}

int main(int count, char** arguments) {
    sio::server io({.static_folder = EXAMPLE_PUBLIC_FOLDER,
                    .shards = count > 2 ? std::stoul(arguments[2]) : 1});
    io.on("put", put);
    io.on("get", get);
    io.on("clear", [](sio::socket const& owner) { owner.state<file>() = {}; });
    io.listen(sio::parse_port(count > 1 ? arguments[1] : "3000"));
    std::cout << "binary is on http://localhost:" << io.port() << std::endl;
    io.run();
}
