// SPDX-License-Identifier: MIT
#pragma once

#include "bench_outcome.hpp"
#include "connection_arguments.hpp"

#include <socketiota/arguments.hpp>
#include <socketiota/client.hpp>
#include <socketiota/client_socket.hpp>
#include <socketiota/connect_error.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace siota {

struct bench_arguments {
    connection_arguments connection{};
    std::string event = "echo";
    socketiota::arguments values{};
    std::size_t connections = 100;
    /// Seconds.
    double ramp = 1;
    /// Events a second, of all connections together.
    double rate = 1000;
    /// Seconds.
    double duration = 10;
    bool json = false;
};

/// Connections that ask at a fixed rate, whatever the answers do.
///
/// Thread safety: none; it belongs to the thread that runs `context`.
class load {
public:
    /// `given` must outlive it.
    load(boost::asio::io_context& context, bench_arguments const& given);

    /// Once the context has nothing to do.
    [[nodiscard]] bench_outcome const& outcome() const noexcept { return outcome_; }

    /// Why connections failed, of the first one; empty if none did.
    [[nodiscard]] std::string const& complaint() const noexcept { return complaint_; }

private:
    using clock = std::chrono::steady_clock;

    /// One connection and its one socket.
    struct visitor {
        socketiota::client client;
        socketiota::client_socket socket;
        bool is_settled = false; // connected, or refused
    };

    [[nodiscard]] clock::time_point due_of(std::size_t number, double each_second) const;
    void tick();
    void wait();
    void connect_due(clock::time_point now);
    void connect_one(clock::time_point due);
    void settle(std::size_t index);
    void send_due(clock::time_point now);
    void ask(visitor const& from, clock::time_point due);
    void show_progress(clock::time_point now);
    void end_if_done();
    void end();

    [[nodiscard]] static std::chrono::microseconds between(clock::time_point from,
                                                           clock::time_point to) {
        return std::chrono::duration_cast<std::chrono::microseconds>(to - from);
    }

    boost::asio::io_context& context_;
    bench_arguments const& given_;
    bench_outcome outcome_{};
    std::string complaint_{};
    boost::asio::steady_timer timer_;
    boost::asio::signal_set signals_;
    std::vector<std::unique_ptr<visitor>> visitors_{};
    std::size_t settled_ = 0;
    std::size_t waiting_ = 0; // events whose answer has not come
    clock::time_point begin_ = clock::now();
    clock::time_point next_ = begin_; // is due
    clock::time_point shown_{};
    bool is_sending_ = false;
    bool has_sent_all_ = false;
    bool has_ended_ = false;
    bool const shows_progress_;
};

} // namespace siota
