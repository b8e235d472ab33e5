// SPDX-License-Identifier: MIT
#include "crowd.hpp"
#include "failure.hpp"
#include "payload.hpp"
#include "phases.hpp"
#include "scenarios.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota::bench {

namespace {

using namespace std::chrono_literals;

options moved_to(const options& chosen, std::uint16_t port) {
    options there = chosen;
    there.port = port;
    return there;
}

/// Who sends from another server than those who receive are connected to.
class sender_elsewhere final : public crowd {
public:
    sender_elsewhere(event_loop& loop, const options& chosen)
        : crowd(loop, moved_to(chosen, chosen.from)) {}

private:
    void on_text(websocket_client&, std::string_view text) override {
        throw failure{"the sender got a packet: " + std::string{text.substr(0, 80)}};
    }
};

class broadcast final : public crowd {
public:
    broadcast(event_loop& loop, const options& chosen)
        : crowd(loop, chosen),
          chosen_(&chosen),
          phases_(chosen),
          payloads_(chosen.payload_bytes),
          under_way_(chosen.in_flight),
          received_(chosen.connections, 0) {
        if (chosen.from != 0)
            elsewhere_.emplace(loop, chosen);
    }

    report run();

private:
    /// A broadcast that not everybody has received yet.
    struct sent_broadcast {
        std::string packet;
        std::uint64_t sent_at = 0;
        std::size_t deliveries = 0;
    };

    void on_text(websocket_client& client, std::string_view text) override;
    void top_up();

    websocket_client& sender() { return elsewhere_ ? elsewhere_->client(0) : client(0); }

    sent_broadcast& at(std::uint64_t number) { return under_way_[number % under_way_.size()]; }

    [[noreturn]] void report_missing();

    const options* chosen_;
    phases phases_;
    payload_maker payloads_;
    std::uint64_t sent_ = 0;
    std::uint64_t complete_ = 0;
    // Ring of the broadcasts complete_ up to sent_.
    std::vector<sent_broadcast> under_way_;
    // By connection: the number of broadcasts it has received, which is the number due next.
    std::vector<std::uint64_t> received_;
    std::optional<sender_elsewhere> elsewhere_;
};

// Sends what the pipeline has room for, in one write: a server can then deliver them in one each.
void broadcast::top_up() {
    if (!phases_.sending() || sent_ == complete_ + chosen_->in_flight)
        return;
    for (; sent_ < complete_ + chosen_->in_flight; ++sent_) {
        sent_broadcast& next = at(sent_);
        next.packet = "42[\"" + chosen_->event + "\",\"";
        next.packet += payloads_.make(0, sent_);
        next.packet += "\"]";
        next.sent_at = now_nanoseconds();
        next.deliveries = 0;
        sender().send(next.packet);
    }
    sender().flush();
}

void broadcast::on_text(websocket_client& client, std::string_view text) {
    std::uint64_t& due = received_[client.index()];
    if (due == sent_)
        throw failure{"connection " + std::to_string(client.index()) +
                      " got a packet although it has received every broadcast: " +
                      std::string{text.substr(0, 80)}};
    sent_broadcast& expected = at(due);
    if (text != expected.packet)
        throw failure{"connection " + std::to_string(client.index()) + ", waiting for broadcast " +
                      std::to_string(due) + ", " + explain_difference(expected.packet, text)};
    ++due;
    phases_.sample(now_nanoseconds() - expected.sent_at);
    // Every connection receives in order, so broadcasts become complete in order, too.
    if (++expected.deliveries == size()) {
        ++complete_;
        phases_.complete(size());
    }
}

void broadcast::report_missing() {
    if (complete_ == sent_)
        throw failure{"the run made no progress"};
    std::size_t first = 0;
    while (received_[first] != complete_)
        ++first;
    throw failure{"broadcast " + std::to_string(complete_) + " reached " +
                  std::to_string(at(complete_).deliveries) + " of " + std::to_string(size()) +
                  " connections; the first without it is connection " + std::to_string(first)};
}

report broadcast::run() {
    grow_to(chosen_->connections);
    if (elsewhere_)
        elsewhere_->grow_to(1);
    phases_.begin();
    do {
        top_up();
        loop().turn(100ms);
        phases_.check_time();
        if (phases_.stalled())
            report_missing();
    } while (phases_.sending() || complete_ != sent_);
    close_all();
    if (elsewhere_)
        elsewhere_->close_all();
    report line{"broadcast"};
    line.add_count("connections", chosen_->connections)
        .add_count("in_flight", chosen_->in_flight)
        .add_count("payload_bytes", chosen_->payload_bytes)
        .add_count("sent", sent_);
    phases_.describe(line);
    return line;
}

} // namespace

report run_broadcast(const options& chosen) {
    event_loop loop;
    return broadcast{loop, chosen}.run();
}

} // namespace socketiota::bench
