// SPDX-License-Identifier: MIT
#include "crowd.hpp"

#include "failure.hpp"

#include <string>

namespace socketiota::bench {

namespace {

using namespace std::chrono_literals;

// More at a time overflow the accept queue of a server that listens with the customary 511, and
// each dropped SYN then costs a second.
constexpr std::size_t opening_at_a_time = 64;

} // namespace

void crowd::on_joined(websocket_client&) { ++joined_; }

void crowd::on_closed(websocket_client&) { ++closed_; }

void crowd::grow_to(std::size_t size) {
    clients_.reserve(size);
    while (clients_.size() < size) {
        if (clients_.size() >= joined_ + opening_at_a_time)
            wait_until_joined(clients_.size() - opening_at_a_time + 1);
        clients_.push_back(
            std::make_unique<websocket_client>(*loop_, *this, clients_.size(), spoken_));
        clients_.back()->open(to_);
    }
    wait_until_joined(size);
}

void crowd::close_all() {
    for (auto& client : clients_) {
        client->close();
        client->flush();
    }
    if (!reaches(closed_, clients_.size()))
        give_up(std::to_string(closed_) + " clients closed");
}

void crowd::wait_until_joined(std::size_t count) {
    if (!reaches(joined_, count))
        give_up(std::to_string(joined_) + " clients joined");
}

bool crowd::reaches(const std::size_t& counter, std::size_t wanted) {
    stopwatch since_progress;
    while (counter < wanted) {
        const std::size_t before = counter;
        loop_->turn(100ms);
        if (counter != before)
            since_progress.restart();
        else if (since_progress.elapsed() > patience_)
            return false;
    }
    return true;
}

void crowd::give_up(std::string_view done) const {
    std::string sentence{done};
    for (const auto& client : clients_) {
        if (client->waits_for() != "packets" && client->waits_for() != "nothing") {
            sentence += ", then connection " + std::to_string(client->index()) +
                        " waited in vain for " + std::string{client->waits_for()};
            break;
        }
    }
    throw failure{sentence};
}

} // namespace socketiota::bench
