// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/test_server.hpp>

#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <loop/accepted_channel.hpp>
#include <loop/descriptor.hpp>
#include <support/failing_heap.hpp>
#include <support/kernel_peer.hpp>
#include <test_kit/insides.hpp>

namespace socketiota::test {

using namespace std::chrono_literals;

/// A server on a clock that stands still, whose allocations count while it works, and clients that
/// speak to it through the kernel.
class failing_scene {
public:
    explicit failing_scene(server_options options) : server_(quiet(std::move(options))) {}

    [[nodiscard]] server& io() noexcept { return server_.io(); }

    [[nodiscard]] test_server& kit() noexcept { return server_; }

    /// A new connection. The server may have no memory for it, and ends it then.
    kernel_peer& connect() {
        auto [client_end, server_end] = connected_sockets();
        kernel_peer& added = peers_.emplace_back(std::move(client_end));
        count([&, &from_listener = server_end] {
            try { // as the listener does
                loop::error_code failure;
                auto channel =
                    loop::accepted_channel(time().shared(), std::move(from_listener), failure);
                test_kit::insides::accept(server_, std::move(channel));
            } catch (std::bad_alloc const&) {
                ++refused_;
            }
        });
        return added;
    }

    /// Runs everything that is ready, as a server of its own runs its loop.
    void settle() {
        bool goes_on = true;
        while (goes_on) {
            goes_on = false;
            count([&] {
                try {
                    time().context().restart();
                    goes_on = time().context().poll() > 0;
                } catch (std::bad_alloc const&) {
                    ++escaped_;
                    goes_on = true;
                }
            });
            for (kernel_peer& each : peers_)
                goes_on = each.read() || goes_on;
        }
    }

    void pass(std::chrono::milliseconds time_passed) {
        passing_.emplace();
        time().pass(time_passed, [this] {
            passing_.reset();
            settle();
            passing_.emplace();
        });
        passing_.reset();
    }

    /// Does what a program does, in the thread of the server.
    template <class F>
    void count(F const& work) {
        failing_heap::counting const inside;
        work();
    }

    /// Connections that neither side has ended.
    [[nodiscard]] std::size_t open_connections() const {
        std::size_t open = 0;
        for (kernel_peer const& each : peers_)
            open += each.ended() ? 0U : 1U;
        return open;
    }

    /// Exceptions that left the loop.
    [[nodiscard]] std::size_t escaped() const noexcept { return escaped_; }

    /// What clients heard, for scripts to compare.
    std::vector<std::string> heard;

private:
    static server_options quiet(server_options options) {
        options.log = [](log_entry const&) {};
        return options;
    }

    [[nodiscard]] test_kit::manual_shard& time() { return test_kit::insides::time(server_); }

    std::optional<failing_heap::counting> passing_;
    std::list<kernel_peer> peers_; // after the server they see that it ended them
    test_server server_;
    std::size_t refused_ = 0;
    std::size_t escaped_ = 0;
};

} // namespace socketiota::test
