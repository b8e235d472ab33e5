// SPDX-License-Identifier: MIT
#include "failure.hpp"
#include "phases.hpp"
#include "scenarios.hpp"
#include "websocket_client.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace socketiota::bench {

namespace {

using namespace std::chrono_literals;

class connect final : public client_events {
public:
    connect(event_loop& loop, const options& chosen)
        : loop_(&loop),
          chosen_(&chosen),
          to_(chosen),
          phases_(chosen),
          attempts_(chosen.connections) {}

    report run();

private:
    struct attempt {
        std::unique_ptr<websocket_client> client;
        std::uint64_t begun_at = 0;
        bool over = false;
    };

    void on_joined(websocket_client& client) override { client.close(); }

    void on_text(websocket_client& client, std::string_view text) override;

    void on_heartbeat(websocket_client&) override {}

    void on_closed(websocket_client& client) override {
        attempts_[client.index()].over = true;
        any_over_ = true;
    }

    void open(std::size_t slot);
    void renew();
    [[noreturn]] void report_missing() const;

    event_loop* loop_;
    const options* chosen_;
    destination to_;
    phases phases_;
    std::vector<attempt> attempts_;
    std::size_t open_ = 0;
    bool any_over_ = false;
};

void connect::on_text(websocket_client& client, std::string_view text) {
    throw failure{"connection " + std::to_string(client.index()) +
                  " got a packet: " + std::string{text.substr(0, 80)}};
}

void connect::open(std::size_t slot) {
    attempt& own = attempts_[slot];
    own.client = std::make_unique<websocket_client>(*loop_, *this, slot);
    own.begun_at = now_nanoseconds();
    own.over = false;
    own.client->open(to_);
    ++open_;
}

// Runs between turns, because no endpoint may be destroyed inside of one.
void connect::renew() {
    if (!any_over_)
        return;
    any_over_ = false;
    for (std::size_t i = 0; i < attempts_.size(); ++i) {
        if (!attempts_[i].over)
            continue;
        attempts_[i].over = false;
        --open_;
        phases_.sample(now_nanoseconds() - attempts_[i].begun_at);
        phases_.complete(1);
        if (phases_.sending())
            open(i);
    }
}

void connect::report_missing() const {
    const auto stuck = std::find_if(attempts_.begin(), attempts_.end(), [](const attempt& each) {
        return each.client->waits_for() != "nothing";
    });
    if (stuck == attempts_.end())
        throw failure{"the run made no progress"};
    throw failure{std::to_string(open_) + " connections are stuck; connection " +
                  std::to_string(stuck->client->index()) + " waits for " +
                  std::string{stuck->client->waits_for()}};
}

report connect::run() {
    phases_.begin();
    for (std::size_t i = 0; i < attempts_.size(); ++i)
        open(i);
    while (phases_.sending() || open_ != 0) {
        loop_->turn(100ms);
        renew();
        phases_.check_time();
        if (phases_.stalled())
            report_missing();
    }
    if (chosen_->resumes && !to_.tls()->has_ticket())
        throw failure{"the server gave no ticket to resume a TLS session with"};
    report line{"connect"};
    line.add_count("connections", chosen_->connections);
    phases_.describe(line);
    return line;
}

} // namespace

report run_connect(const options& chosen) {
    event_loop loop;
    return connect{loop, chosen}.run();
}

} // namespace socketiota::bench
