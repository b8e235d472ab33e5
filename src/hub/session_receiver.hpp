// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <adapter/cluster_log.hpp>
#include <adapter/log_place.hpp>
#include <adapter/wanted_session.hpp>
#include <packet/event_units.hpp>

namespace socketiota::hub {

class nsp_part;

/// Receives a session where the cluster is, for the shard where its client waits.
///
/// That shard hears of it in two steps, which arrive before and behind what is sent meanwhile: it
/// is to expect the session, and it has what was missed.
///
/// Not thread safe: belongs to the shard where the cluster is.
class session_receiver final : public adapter::session_receiver {
public:
    /// `there` is the part where the cluster is, `back` the shard of `seeker`.
    session_receiver(nsp_part& there, std::size_t back, std::string private_id,
                     std::weak_ptr<adapter::session_seeker> seeker);
    ~session_receiver() override;

    void on_session(adapter::kept_session which) override;
    void on_missed(adapter::arrived_event const& event) override;
    void on_end(recovery_outcome outcome, adapter::log_place until) override;

private:
    std::weak_ptr<nsp_part> const there_;
    std::size_t const back_;
    std::string const private_id_;
    std::weak_ptr<adapter::session_seeker> const seeker_;
    std::vector<packet::carried_event> missed_;
    bool ended_ = false;
};

} // namespace socketiota::hub
