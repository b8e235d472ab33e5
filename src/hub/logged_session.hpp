// SPDX-License-Identifier: MIT
#pragma once

#include <boost/intrusive/list.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <adapter/cluster_log.hpp>
#include <adapter/kept_session.hpp>
#include <adapter/log_place.hpp>
#include <adapter/member.hpp>
#include <base/timer_wheel.hpp>
#include <packet/event_units.hpp>

namespace socketiota::hub {

class logged_sessions;
class nsp_part;
class socket_core;

/// A session that the log of the cluster keeps: of a socket of this shard, or on its way here.
///
/// On its way it is a member of its rooms among those who are away, where what is sent meanwhile
/// finds it.
///
/// Not thread safe: belongs to its shard, owned by its `logged_sessions`.
struct logged_session final : public adapter::member,
                              public boost::intrusive::list_base_hook<
                                  boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
    logged_session(logged_sessions& all, std::shared_ptr<nsp_part> its_nsp,
                   std::string its_private_id, std::string its_id)
        : member(std::move(its_id)),
          owner(all),
          nsp(std::move(its_nsp)),
          private_id(std::move(its_private_id)) {}

    ~logged_session() = default;

    /// Keeps what is sent while it is on its way.
    void add_later(adapter::log_place at, packet::event_units const& units) {
        if (is_whole && later.size() < most_later)
            later.push_back({at, units});
        else
            is_whole = false;
    }

    logged_sessions& owner;
    std::shared_ptr<nsp_part> const nsp;
    std::string const private_id;
    socket_core* socket = nullptr; // its own, or that which claims it; null on its way

    bool comes = false;   // it is on its way
    bool is_lost = false; // another server has it
    /// How it is to be kept the next time.
    adapter::cluster_log::keeping how = adapter::cluster_log::keeping::anew;
    std::uint64_t ordered = 0; // so many times has it been decided: which answer is the last
    base::time_point kept_at;

    /// Where the log was read to when it was taken for this server: what is not behind that it has.
    adapter::log_place until;

    // On its way.
    struct later_event {
        adapter::log_place at; // none: the log was out of reach
        packet::event_units units;
    };

    adapter::kept_session taken;               // as it was, if it has to be put back
    std::vector<packet::carried_event> missed; // up to `until`, before it was taken
    std::vector<later_event> later;            // and while it was on its way, in part once more
    std::size_t most_later = 0;
    bool is_whole = true; // else more came meanwhile than may be kept
};

} // namespace socketiota::hub
