// SPDX-License-Identifier: MIT
#include <utility>
#include <vector>

#include <cluster/carrier_mover.hpp>
#include <cluster/random_uid.hpp>

namespace socketiota::cluster {

/// One namespace.
class carrier_mover::carried_line final : public line {
public:
    carried_line(carrier_mover& by, std::string nsp, line_listener& listener)
        : by_(by), nsp_(std::move(nsp)), uid_(random_uid()), listener_(listener) {
        by_.lines_[nsp_] = this;
        by_.have([this](message_carrier& carrier) { carrier.open(nsp_, uid_); });
    }

    carried_line(carried_line const&) = delete;
    carried_line& operator=(carried_line const&) = delete;

    ~carried_line() override {
        // The namespace may have gone and come back: then the line is another one's.
        if (auto const at = by_.lines_.find(nsp_); at != by_.lines_.end() && at->second == this)
            by_.lines_.erase(at);
        by_.have([this](message_carrier& carrier) { carrier.close(nsp_, uid_); });
    }

    [[nodiscard]] std::string const& uid() const noexcept override { return uid_; }

    void send(message what) override {
        what.uid = uid_;
        what.nsp = nsp_;
        auto const octets = by_.encoder_.encode(what, message_encoder::form::msgpack);
        if (!octets) {
            by_.metrics_.count(metric::cluster_message_lost);
            return;
        }
        by_.have([&](message_carrier& carrier) {
            if (what.recipient.empty())
                carrier.publish(nsp_, *octets);
            else
                carrier.send(nsp_, what.recipient, *octets);
        });
    }

    // Each says that it is there.
    void count_servers(detail::callback<void(error_code, std::size_t)>) override {}

    void note_room(std::string_view, bool) override {}

    [[nodiscard]] line_listener& listener() const noexcept { return listener_; }

private:
    carrier_mover& by_;
    std::string const nsp_;
    std::string const uid_;
    line_listener& listener_;
};

carrier_mover::carrier_mover(std::shared_ptr<message_carrier> carrier, loop::shard& home,
                             base::metric_sink& metrics, mover_observer& observer,
                             message_limits const& limits)
    : carrier_(std::move(carrier)), metrics_(metrics), observer_(observer), decoder_(limits) {
    counts_.metrics = &metrics;
    counts_.observer = &observer;
    carrier_->start(home.get_executor(), *this);
}

carrier_mover::~carrier_mover() {
    have([](message_carrier& carrier) { carrier.stop(); });
}

// What it throws is not to end the process, nor to keep sockets of this server from an event.
template <class Work>
void carrier_mover::have(Work const& work) noexcept {
    try {
        work(*carrier_);
    } catch (...) {
        metrics_.count(metric::cluster_message_lost);
        observer_.on_state("the message_carrier of the program has thrown an exception", true);
    }
}

std::unique_ptr<line> carrier_mover::open(std::string nsp, line_listener& listener) {
    return std::make_unique<carried_line>(*this, std::move(nsp), listener);
}

void carrier_mover::on_message(std::string_view nsp, std::string_view octets) {
    auto const found = lines_.find(nsp);
    if (found == lines_.end())
        return;
    try {
        message came;
        if (auto const outcome = decoder_.decode(octets, came); outcome != decode_outcome::message)
            return counts_.count_unread(outcome);
        // A carrier brings nothing back to who has sent it.
        if (came.uid == found->second->uid())
            return counts_.count_twin();
        found->second->listener().on_message(came);
    } catch (...) { // no memory: the carrier goes on
        return;
    }
}

void carrier_mover::on_gap() {
    metrics_.count(metric::cluster_gap);
    // A listener may close its line.
    std::vector<std::string> names;
    for (auto const& [name, each] : lines_)
        names.push_back(name);
    for (auto const& name : names)
        if (auto const found = lines_.find(name); found != lines_.end())
            found->second->listener().on_gap();
}

} // namespace socketiota::cluster
