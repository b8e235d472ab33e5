// SPDX-License-Identifier: MIT
#include "echo_packets.hpp"
#include "event_loop.hpp"
#include "failure.hpp"
#include "phases.hpp"
#include "polling_client.hpp"
#include "scenarios.hpp"

#include <memory>
#include <string>
#include <vector>

namespace socketiota::bench {

namespace {

using namespace std::chrono_literals;

class polling final : public polling_events {
public:
    polling(event_loop& loop, const options& chosen)
        : loop_(&loop),
          chosen_(&chosen),
          to_(chosen),
          phases_(chosen),
          packets_(chosen.payload_bytes, chosen.event),
          conversations_(chosen.connections) {}

    report run();

private:
    struct conversation {
        std::unique_ptr<polling_client> client;
        std::uint64_t sent = 0; // all but the last are answered
        std::uint64_t sent_at = 0;
        bool ready = false; // joined and without an event under way
    };

    void on_idle(polling_client& client) override;
    void on_text(polling_client& client, std::string_view text) override;

    void on_left(polling_client&) override { ++left_; }

    void open_all();
    void send_next(conversation& own);
    void turn(std::string_view doing);

    event_loop* loop_;
    const options* chosen_;
    destination to_;
    phases phases_;
    echo_packets packets_;
    std::vector<conversation> conversations_;
    stopwatch since_progress_;
    std::size_t joined_ = 0;
    std::size_t left_ = 0;
    std::uint64_t answers_ = 0;
    bool begun_ = false;
};

void polling::send_next(conversation& own) {
    if (!phases_.sending()) {
        own.client->leave();
        return;
    }
    own.sent_at = now_nanoseconds();
    own.client->send(packets_.event(own.client->index(), own.sent++));
}

void polling::on_idle(polling_client& client) {
    conversation& own = conversations_[client.index()];
    if (!begun_) {
        if (!own.ready)
            ++joined_;
        own.ready = true;
        return;
    }
    phases_.sample(now_nanoseconds() - own.sent_at);
    phases_.complete(1);
    send_next(own);
}

void polling::on_text(polling_client& client, std::string_view text) {
    ++answers_;
    const conversation& own = conversations_[client.index()];
    const std::string_view expected = packets_.ack(client.index(), own.sent - 1);
    if (text != expected)
        throw failure{"polling client " + std::to_string(client.index()) + ", waiting for ack " +
                      std::to_string(own.sent - 1) + ", " + explain_difference(expected, text)};
}

void polling::turn(std::string_view doing) {
    const std::uint64_t before = joined_ + left_ + answers_;
    loop_->turn(100ms);
    if (joined_ + left_ + answers_ != before) {
        since_progress_.restart();
        return;
    }
    if (since_progress_.elapsed() < seconds_to_duration(chosen_->patience))
        return;
    for (const auto& each : conversations_) {
        if (each.client && !(each.ready && !begun_) && each.client->waits_for() != "nothing")
            throw failure{std::string{doing} + ", polling client " +
                          std::to_string(each.client->index()) + " waited in vain for " +
                          std::string{each.client->waits_for()}};
    }
    throw failure{std::string{doing} + ", the run made no progress"};
}

// A few at a time, as crowd does.
void polling::open_all() {
    for (std::size_t i = 0; i < conversations_.size(); ++i) {
        conversations_[i].client =
            std::make_unique<polling_client>(*loop_, *this, i, chosen_->spoken.revision);
        conversations_[i].client->open(to_);
        while (i >= joined_ + 32)
            turn("while clients opened");
    }
    while (joined_ < conversations_.size())
        turn("while clients opened");
}

report polling::run() {
    open_all();
    begun_ = true;
    phases_.begin();
    for (auto& each : conversations_)
        send_next(each);
    while (left_ < conversations_.size()) {
        turn(phases_.sending() ? "while events were sent" : "while clients left");
        phases_.check_time();
    }
    report line{"polling"};
    line.add_count("connections", chosen_->connections)
        .add_count("in_flight", std::uint64_t{1})
        .add_count("payload_bytes", chosen_->payload_bytes);
    phases_.describe(line);
    return line;
}

} // namespace

report run_polling(const options& chosen) {
    event_loop loop;
    return polling{loop, chosen}.run();
}

} // namespace socketiota::bench
