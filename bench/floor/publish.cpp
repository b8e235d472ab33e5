// SPDX-License-Identifier: MIT
// What it costs at least to publish what a client sends to another server through Redis, ten at a
// time: one process reads what stands for ten events, writes ten PUBLISH at once, and reads their
// answers and, as the classic adapter subscribes to a pattern, its own messages. Nothing else is
// done. A second process, on core 1 as Redis and the driver of the bench are, stands for both.
#include "../common/unique_fd.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using socketiota::bench::unique_fd;

constexpr std::size_t in_flight = 10;
constexpr std::size_t event_size = 60; // of a frame with an event of 32 octets of payload
constexpr std::size_t warm_up = 10'000;

[[noreturn]] void fail(char const* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

void check(bool is_good, char const* what) {
    if (!is_good)
        fail(what);
}

void stay_on(std::size_t core) {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(core, &cores);
    check(::sched_setaffinity(0, sizeof(cores), &cores) == 0, "there is no such core");
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return at;
}

unique_fd dial(std::uint16_t port) {
    unique_fd made(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in const at = loopback(port);
    check(::connect(made.get(), reinterpret_cast<sockaddr const*>(&at), sizeof(at)) == 0,
          "no connection");
    int const on = 1;
    check(::setsockopt(made.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) == 0, "no delay");
    return made;
}

void send(unique_fd const& to, std::string_view octets) {
    check(::send(to.get(), octets.data(), octets.size(), MSG_NOSIGNAL) ==
              static_cast<ssize_t>(octets.size()),
          "a peer takes no more");
}

std::string_view receive(unique_fd const& from) {
    static std::array<char, std::size_t{64} << 10> room;
    ssize_t const size = ::recv(from.get(), room.data(), room.size(), 0);
    check(size > 0, "a peer has gone");
    return {room.data(), static_cast<std::size_t>(size)};
}

void subscribe(unique_fd const& redis) {
    send(redis, "*2\r\n$10\r\nPSUBSCRIBE\r\n$13\r\nsocket.io#/#*\r\n");
    receive(redis);
}

/// As many events as messages come, which is what happens to answers that clients wait for.
void answer_each(std::uint16_t redis_port, std::uint16_t port) {
    stay_on(1);
    unique_fd const redis = dial(redis_port);
    subscribe(redis);
    unique_fd const client = dial(port);
    std::string const events(in_flight * event_size, 'e');
    send(client, events);
    constexpr std::string_view begin = "pmessage";
    for (;;) {
        std::string_view const heard = receive(redis);
        std::size_t messages = 0;
        for (std::size_t at = heard.find(begin); at != heard.npos; at = heard.find(begin, at + 1))
            ++messages;
        send(client, std::string_view(events).substr(0, messages * event_size));
    }
}

double used_microseconds() {
    timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) * 1e6 + static_cast<double>(used.tv_nsec) / 1e3;
}

void publish(std::uint16_t redis_port, unique_fd const& client, std::size_t wanted) {
    unique_fd const commands = dial(redis_port);
    unique_fd const heard = dial(redis_port);
    subscribe(heard);
    unique_fd const ready(::epoll_create1(EPOLL_CLOEXEC));
    for (unique_fd const* const each : {&client, &commands, &heard}) {
        epoll_event event{.events = EPOLLIN, .data = {.fd = each->get()}};
        check(::epoll_ctl(ready.get(), EPOLL_CTL_ADD, each->get(), &event) == 0, "epoll");
    }
    std::string const command = "*3\r\n$7\r\nPUBLISH\r\n$20\r\nsocket.io#/#members#\r\n$130\r\n" +
                                std::string(130, 'p') + "\r\n";
    std::string batch;
    std::size_t published = 0;
    std::size_t before = 0;
    std::size_t wakes = 0;
    double begun = 0;
    while (published < before + wanted) {
        std::array<epoll_event, 3> events{};
        int const count = ::epoll_wait(ready.get(), events.data(), 3, -1);
        check(count > 0, "epoll");
        ++wakes;
        for (int index = 0; index != count; ++index) {
            int const which = events.at(static_cast<std::size_t>(index)).data.fd;
            if (which != client.get()) {
                receive(which == commands.get() ? commands : heard);
                continue;
            }
            std::size_t const asked = receive(client).size() / event_size;
            batch.clear();
            for (std::size_t each = 0; each != asked; ++each)
                batch += command;
            send(commands, batch);
            published += asked;
        }
        if (before == 0 && published >= warm_up) {
            before = published;
            wakes = 0;
            begun = used_microseconds();
        }
    }
    auto const done = static_cast<double>(published - before);
    std::cout << (used_microseconds() - begun) / done << " us of CPU for each publish, "
              << static_cast<double>(wakes) / done * in_flight << " wakes for ten\n";
}

} // namespace

int main(int count, char** arguments) {
    std::uint16_t redis_port = 0;
    std::string_view const text = count == 2 ? arguments[1] : "";
    if (std::from_chars(text.data(), text.data() + text.size(), redis_port).ec != std::errc{}) {
        std::cerr << "usage: bench_publish_floor PORT\n       a Redis on core 1 is there\n";
        return 2;
    }
    pid_t other = -1;
    try {
        unique_fd const listening(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in at = loopback(0);
        socklen_t size = sizeof(at);
        check(::bind(listening.get(), reinterpret_cast<sockaddr*>(&at), size) == 0 &&
                  ::listen(listening.get(), 1) == 0 &&
                  ::getsockname(listening.get(), reinterpret_cast<sockaddr*>(&at), &size) == 0,
              "no port");
        other = ::fork();
        check(other >= 0, "no second process");
        if (other == 0)
            answer_each(redis_port, ntohs(at.sin_port));
        stay_on(0);
        unique_fd const client(::accept(listening.get(), nullptr, nullptr));
        publish(redis_port, client, 100'000);
        ::kill(other, SIGTERM);
    } catch (std::exception const& failure) {
        if (other != 0) // the second ends when the first has gone
            std::cerr << "bench_publish_floor: " << failure.what() << '\n';
        if (other > 0)
            ::kill(other, SIGTERM);
        return 1;
    }
    return 0;
}
