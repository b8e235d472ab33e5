// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <cluster/heartbeat_members.hpp>

namespace socketiota::cluster {
namespace {

using namespace std::chrono_literals;

/// Many servers that begin at once are answered together: each answer goes to all.
constexpr std::chrono::milliseconds rest_between_answers = 100ms;

} // namespace

heartbeat_members::heartbeat_members(loop::shard& home, link_options const& options,
                                     link_counts& counts, listener& told) noexcept
    : home_(home),
      options_(options),
      counts_(counts),
      told_(told),
      look_interval_(std::clamp<std::chrono::milliseconds>(options.heartbeat_timeout, 1ms, 1s)),
      most_silent_looks_(static_cast<std::size_t>(
          (options.heartbeat_timeout + look_interval_ - 1ms) / look_interval_)) {}

void heartbeat_members::begin() {
    has_begun_ = true;
    home_.set_deadline(learning_, options_.learning_time);
    if (!look_.pending())
        home_.set_deadline(look_, look_interval_);
    send(message_type::initial_heartbeat);
}

void heartbeat_members::end() {
    if (!std::exchange(has_begun_, false))
        return;
    for (alarm* const each : {&beat_, &look_, &learning_, &answer_rest_})
        each->cancel();
    told_.send_heartbeat(message_type::adapter_close);
}

void heartbeat_members::on_message(message_type type, std::string const& uid) {
    if (!has_begun_ || uid.empty() || uid == emitter_uid)
        return;
    auto const found = silent_looks_.find(uid);
    if (type == message_type::adapter_close) {
        if (found == silent_looks_.end())
            return;
        silent_looks_.erase(found);
        told_.on_left(uid);
        return;
    }
    if (found != silent_looks_.end()) {
        found->second = 0;
    } else if (silent_looks_.size() >= options_.max_members) {
        counts_.too_many_members.add(1);
    } else {
        silent_looks_.emplace(uid, 0);
        // Who begins says so first: what was sent before that did not reach it.
        if (type != message_type::initial_heartbeat && learning_.pending())
            told_.on_found(uid);
    }
    if (type == message_type::initial_heartbeat)
        answer_first_heartbeat();
}

void heartbeat_members::on_published() {
    if (has_begun_)
        home_.set_deadline(beat_, options_.heartbeat_interval);
}

std::vector<std::string> heartbeat_members::uids() const {
    std::vector<std::string> all;
    all.reserve(silent_looks_.size());
    for (auto const& [uid, looks] : silent_looks_)
        all.push_back(uid);
    return all;
}

void heartbeat_members::send(message_type type) {
    on_published();
    told_.send_heartbeat(type);
}

void heartbeat_members::answer_first_heartbeat() {
    owes_answer_ = answer_rest_.pending();
    if (owes_answer_)
        return;
    home_.set_deadline(answer_rest_, rest_between_answers);
    send(message_type::heartbeat);
}

void heartbeat_members::on_beat() { send(message_type::heartbeat); }

void heartbeat_members::on_look() {
    home_.set_next_deadline(look_, look_interval_);
    std::vector<std::string> gone;
    for (auto each = silent_looks_.begin(); each != silent_looks_.end();) {
        if (++each->second > most_silent_looks_) {
            gone.push_back(each->first);
            each = silent_looks_.erase(each);
        } else {
            ++each;
        }
    }
    counts_.lost_members.add(gone.size());
    for (std::string const& uid : gone)
        told_.on_left(uid);
}

void heartbeat_members::on_learned() { told_.on_all_known(); }

void heartbeat_members::on_answer_rested() {
    if (std::exchange(owes_answer_, false))
        answer_first_heartbeat();
}

} // namespace socketiota::cluster
