// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <loop/descriptor.hpp>
#include <spawn.h>
#include <support/temporary_folder.hpp>
#include <sys/wait.h>
#include <unistd.h>

namespace socketiota::test {

/// A port of 127.0.0.1 that nobody had a moment ago.
inline std::uint16_t free_port() {
    boost::asio::io_context context;
    boost::asio::ip::tcp::acceptor const any(context, {boost::asio::ip::address_v4::loopback(), 0});
    return any.local_endpoint().port();
}

/// A redis-server of the test's own, on loopback, with nothing on disk; it goes with the test.
class redis_server {
public:
    /// What the file of a sentinel says.
    struct sentinel {
        std::string file;
    };

    /// Starts a sentinel.
    explicit redis_server(sentinel const& given)
        : sentinel_file_(given.file), ready_("+monitor master") {
        start_anywhere();
    }

    /// Starts it and waits until it takes connections.
    ///
    /// @param options more of its command line.
    explicit redis_server(std::vector<std::string> options = {}) : options_(std::move(options)) {
        start_anywhere();
    }

    redis_server(redis_server const&) = delete;
    redis_server& operator=(redis_server const&) = delete;

    ~redis_server() { kill(); }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    [[nodiscard]] std::string url() const { return "redis://127.0.0.1:" + std::to_string(port_); }

    [[nodiscard]] std::string path_of(std::string_view file) const { return folder_.path() / file; }

    /// It ends without a word, and everything it had is gone.
    void kill() {
        if (process_ <= 0)
            return;
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
        process_ = 0;
    }

    /// Starts it again, on the same port.
    void start();

    /// It does nothing, as if it were overloaded; connections stay.
    void pause() const { ::kill(process_, SIGSTOP); }

    void go_on() const { ::kill(process_, SIGCONT); }

private:
    void start_anywhere() {
        for (int attempts_left = 5;; --attempts_left) {
            port_ = free_port();
            try {
                start();
                return;
            } catch (std::runtime_error const&) { // the port was taken meanwhile
                if (attempts_left == 1)
                    throw;
            }
        }
    }

    void wait_until_ready() {
        std::string said;
        std::array<char, 4096> piece{};
        while (said.find(ready_) == std::string::npos) {
            ssize_t const size = ::read(output_.number(), piece.data(), piece.size());
            if (size < 0 && errno == EINTR)
                continue;
            if (size <= 0) {
                kill();
                throw std::runtime_error("redis-server ended: " + said);
            }
            said.append(piece.data(), static_cast<std::size_t>(size));
        }
    }

    temporary_folder folder_;
    std::vector<std::string> const options_{};
    std::string const sentinel_file_{}; // empty: it is a server
    std::string const ready_ = "Ready to accept connections";
    std::uint16_t port_ = 0;
    pid_t process_ = 0;
    loop::descriptor output_; // open, so that it may go on writing
};

inline void redis_server::start() {
    std::vector<std::string> words{"redis-server"};
    if (!sentinel_file_.empty()) { // which it writes to, too
        folder_.write("sentinel.conf", sentinel_file_);
        words.insert(words.end(), {path_of("sentinel.conf"), "--sentinel"});
    }
    words.insert(words.end(), {"--port", std::to_string(port_), "--bind", "127.0.0.1 -::1"});
    if (sentinel_file_.empty())
        words.insert(words.end(), {"--save", "", "--appendonly", "no"});
    words.insert(words.end(), {"--dir", folder_.path()});
    words.insert(words.end(), options_.begin(), options_.end());
    std::vector<char*> arguments;
    for (std::string& each : words)
        arguments.push_back(each.data());
    arguments.push_back(nullptr);

    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw std::system_error(errno, std::system_category());
    output_ = loop::descriptor(ends[0]);
    loop::descriptor input(ends[1]);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input.number(), STDOUT_FILENO);
    int const failure =
        ::posix_spawnp(&process_, "redis-server", &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failure != 0)
        throw std::system_error(failure, std::system_category(), "redis-server");
    input.close(); // or the end of the server would not be the end of its output
    wait_until_ready();
}

} // namespace socketiota::test
