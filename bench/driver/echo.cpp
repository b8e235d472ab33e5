// SPDX-License-Identifier: MIT
#include "crowd.hpp"
#include "echo_packets.hpp"
#include "failure.hpp"
#include "phases.hpp"
#include "scenarios.hpp"

#include <string>
#include <vector>

namespace socketiota::bench {

namespace {

using namespace std::chrono_literals;

class echo final : public crowd {
public:
    explicit echo(event_loop& loop, const options& chosen)
        : crowd(loop, chosen),
          chosen_(&chosen),
          phases_(chosen),
          packets_(chosen.payload_bytes, chosen.event, chosen.spoken.msgpack),
          conversations_(chosen.connections) {
        for (auto& each : conversations_)
            each.sent_at.resize(chosen.in_flight);
    }

    report run();

private:
    /// Invariant: acks arrive in the order of their events, so `received` is the one due.
    struct conversation {
        std::uint64_t sent = 0;
        std::uint64_t received = 0;
        std::vector<std::uint64_t> sent_at; // ring of one slot per operation in flight
    };

    void on_text(websocket_client& client, std::string_view text) override;
    void send_next(websocket_client& client);
    [[noreturn]] void report_missing() const;

    const options* chosen_;
    phases phases_;
    echo_packets packets_;
    std::vector<conversation> conversations_;
    std::uint64_t outstanding_ = 0;
};

void echo::send_next(websocket_client& client) {
    conversation& own = conversations_[client.index()];
    own.sent_at[own.sent % chosen_->in_flight] = now_nanoseconds();
    client.send(packets_.event(client.index(), own.sent));
    ++own.sent;
    ++outstanding_;
}

void echo::on_text(websocket_client& client, std::string_view text) {
    conversation& own = conversations_[client.index()];
    if (own.received == own.sent)
        throw failure{
            "connection " + std::to_string(client.index()) +
            " got a packet although every event is answered: " + std::string{text.substr(0, 80)}};
    const std::string_view expected = packets_.ack(client.index(), own.received);
    if (text != expected)
        throw failure{"connection " + std::to_string(client.index()) + ", waiting for ack " +
                      std::to_string(own.received) + ", " + explain_difference(expected, text)};
    phases_.sample(now_nanoseconds() - own.sent_at[own.received % chosen_->in_flight]);
    ++own.received;
    --outstanding_;
    phases_.complete(1);
    if (phases_.sending())
        send_next(client);
}

void echo::report_missing() const {
    for (std::size_t i = 0; i < conversations_.size(); ++i) {
        if (conversations_[i].received != conversations_[i].sent)
            throw failure{std::to_string(outstanding_) + " acks are missing; the first is ack " +
                          std::to_string(conversations_[i].received) + " of connection " +
                          std::to_string(i)};
    }
    throw failure{"the run made no progress"};
}

report echo::run() {
    grow_to(chosen_->connections);
    phases_.begin();
    for (std::size_t i = 0; i < size(); ++i) {
        for (std::size_t k = 0; k < chosen_->in_flight; ++k)
            send_next(client(i));
        client(i).flush();
    }
    while (phases_.sending() || outstanding_ != 0) {
        loop().turn(100ms);
        phases_.check_time();
        if (phases_.stalled())
            report_missing();
    }
    close_all();
    report line{"echo"};
    line.add_count("connections", chosen_->connections)
        .add_count("in_flight", chosen_->in_flight)
        .add_count("payload_bytes", chosen_->payload_bytes);
    phases_.describe(line);
    return line;
}

} // namespace

report run_echo(const options& chosen) {
    event_loop loop;
    return echo{loop, chosen}.run();
}

} // namespace socketiota::bench
