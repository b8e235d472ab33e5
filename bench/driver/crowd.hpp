// SPDX-License-Identifier: MIT
#pragma once

#include "destination.hpp"
#include "stopwatch.hpp"
#include "websocket_client.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace socketiota::bench {

/// The joined clients of a scenario: opens them, a few at a time, and closes them.
class crowd : public client_events {
public:
    crowd(event_loop& loop, const options& chosen)
        : loop_(&loop),
          to_(chosen),
          spoken_(chosen.spoken),
          patience_(seconds_to_duration(chosen.patience)) {}

    /// Opens clients until `size` have joined.
    void grow_to(std::size_t size);

    /// Closes all clients with a closing handshake.
    void close_all();

    websocket_client& client(std::size_t index) { return *clients_[index]; }

    std::size_t size() const { return clients_.size(); }

protected:
    event_loop& loop() { return *loop_; }

    /// Turns the loop until a counter that its clients advance has grown to `wanted`.
    ///
    /// \return false if it did not move for longer than the patience.
    bool reaches(const std::size_t& counter, std::size_t wanted);

private:
    void on_joined(websocket_client& client) final;
    void on_closed(websocket_client& client) final;

    void on_heartbeat(websocket_client&) override {}

    void wait_until_joined(std::size_t count);
    [[noreturn]] void give_up(std::string_view done) const;

    event_loop* loop_;
    destination to_;
    speech spoken_;
    std::chrono::nanoseconds patience_; // how long without progress before the run fails
    std::vector<std::unique_ptr<websocket_client>> clients_;
    std::size_t joined_ = 0;
    std::size_t closed_ = 0;
};

} // namespace socketiota::bench
