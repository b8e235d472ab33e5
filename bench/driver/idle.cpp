// SPDX-License-Identifier: MIT
#include "crowd.hpp"
#include "failure.hpp"
#include "process_meter.hpp"
#include "scenarios.hpp"
#include "stopwatch.hpp"

#include <string>

namespace socketiota::bench {

namespace {

class idle final : public crowd {
public:
    idle(event_loop& loop, const options& chosen) : crowd(loop, chosen), chosen_(&chosen) {}

    report run();

private:
    void on_text(websocket_client& client, std::string_view text) override {
        throw failure{"idle connection " + std::to_string(client.index()) +
                      " got a packet: " + std::string{text.substr(0, 80)}};
    }

    void on_heartbeat(websocket_client& client) override {
        ++heartbeats_;
        if (client.heartbeats() == 1)
            ++alive_;
    }

    void settle(std::size_t connections);

    const options* chosen_;
    std::size_t alive_ = 0; // clients that have answered a heartbeat
    std::uint64_t heartbeats_ = 0;
};

// Memory is read when every connection has been through a heartbeat: before, buffers that a
// server makes at the first write would be missing.
void idle::settle(std::size_t connections) {
    grow_to(connections);
    if (!reaches(alive_, connections))
        throw failure{std::to_string(connections - alive_) + " of " + std::to_string(connections) +
                      " connections were sent no heartbeat"};
}

report idle::run() {
    const process_meter meter{chosen_->pid};
    const stopwatch since_begin;
    settle(chosen_->first_connections);
    const auto first = meter.resident_bytes();
    settle(chosen_->connections);
    const auto all = meter.resident_bytes();
    const double seconds = std::chrono::duration<double>(since_begin.elapsed()).count();
    close_all();

    report line{"idle"};
    line.add_count("connections", chosen_->connections)
        .add_count("first_connections", chosen_->first_connections)
        .add_count("heartbeats", heartbeats_)
        .add_number("seconds", seconds);
    if (first && all) {
        line.add_count("server_resident_bytes_first", *first)
            .add_count("server_resident_bytes", *all);
        const std::size_t added = chosen_->connections - chosen_->first_connections;
        if (added != 0)
            line.add_number("server_bytes_per_connection",
                            (static_cast<double>(*all) - static_cast<double>(*first)) /
                                static_cast<double>(added));
    }
    return line;
}

} // namespace

report run_idle(const options& chosen) {
    event_loop loop;
    return idle{loop, chosen}.run();
}

} // namespace socketiota::bench
