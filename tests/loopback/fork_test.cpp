// SPDX-License-Identifier: MIT
//
// A program that forks its workers first: each makes a server of its own.
#include "blocking_client.hpp"

#include <socketiota/server.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

namespace socketiota {
namespace {

/// What a worker does: tells its port, serves until somebody says `bye`, and ends.
[[noreturn]] void work(int number, int tell_port) {
    alarm(60); // whatever goes wrong, nobody is left behind
    int status = 1;
    try {
        server io(test::quiet());
        io.on("number", [number] { return number; });
        io.on("bye", [&io] { io.stop(); });
        io.listen({boost::asio::ip::address_v4::loopback(), 0});
        std::uint16_t const port = io.port();
        if (write(tell_port, &port, sizeof port) == sizeof port) {
            io.run();
            status = testing::Test::HasFailure() ? 1 : 0;
        }
    } catch (...) {
        status = 2;
    }
    _exit(status);
}

struct worker {
    pid_t process = -1;
    std::uint16_t port = 0;
};

worker start_worker(int number) {
    std::array<int, 2> pipe_ends{};
    worker made;
    if (pipe(pipe_ends.data()) != 0)
        return made;
    made.process = fork();
    if (made.process == 0)
        work(number, pipe_ends[1]);
    close(pipe_ends[1]);
    // Ends without a port if the worker does.
    if (read(pipe_ends[0], &made.port, sizeof made.port) != sizeof made.port)
        made.port = 0;
    close(pipe_ends[0]);
    return made;
}

TEST(forked_workers, have_a_server_each) {
    std::array<worker, 3> workers;
    for (std::size_t number = 0; number < workers.size(); ++number)
        workers.at(number) = start_worker(static_cast<int>(number));
    {
        server mine(test::quiet()); // after the forks: shares nothing with them either
        mine.listen({boost::asio::ip::address_v4::loopback(), 0});
    }
    for (std::size_t number = 0; number < workers.size(); ++number) {
        worker const& each = workers.at(number);
        ASSERT_NE(each.port, 0);
        test::blocking_client peer(each.port);
        peer.say("420[\"number\"]");
        EXPECT_EQ(peer.next(), "430[" + std::to_string(number) + "]");
        peer.say("42[\"bye\"]");
        while (!peer.next().empty()) {
            // A close frame comes before the end.
        }
    }
    for (worker const& each : workers) {
        int status = -1;
        EXPECT_EQ(waitpid(each.process, &status, 0), each.process);
        EXPECT_EQ(status, 0);
    }
}

} // namespace
} // namespace socketiota
