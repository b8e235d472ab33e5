// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/recovery_options.hpp>

#include <boost/intrusive/list.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/cluster_log.hpp>
#include <base/seeded_hash.hpp>
#include <base/timer_wheel.hpp>
#include <hub/logged_session.hpp>
#include <hub/sessions.hpp>

namespace socketiota::hub {

/// The sessions of a shard of a server whose cluster keeps them, in a log, so that clients can go
/// on at any server of it: also if this one is killed.
///
/// A session is kept while its socket lives: when it begins and when its rooms or data have
/// changed, gathered over a tenth of a second; and again each five minutes, before it would expire.
/// What the log does not confirm is tried again after five seconds.
/// Who takes a session has it alone: from then on it is not kept again from here.
///
/// What is missed is in the log, up to some place. What comes while a session is on its way from
/// there, through middlewares too, is kept with it; and what comes to its socket later, and has
/// been in the log before that place, is not sent again.
///
/// Not thread safe: belongs to its shard.
class logged_sessions final : public sessions, private base::deadline {
public:
    /// `around` must outlive it.
    logged_sessions(surroundings& around, recovery_options const& options);
    ~logged_sessions() override;

    [[nodiscard]] bool seek(nsp_part& part, adapter::wanted_session const& wanted,
                            std::weak_ptr<adapter::session_seeker> seeker) override;
    [[nodiscard]] recovery_outcome claim(socket_core& who,
                                         adapter::wanted_session const& wanted) override;
    void confirm(socket_core& who) override;
    [[nodiscard]] std::string_view admit(socket_core& who) override;
    void send_missed(socket_core& who) override;
    void settle(socket_core& who) noexcept override;
    void refuse(socket_core& who) noexcept override;

    void keep_to_limit() noexcept override {}

    void on_end(socket_core& who, disconnect_reason reason) noexcept override;
    void end() noexcept override;

    /// How many there are, of sockets of this shard and on their way here.
    [[nodiscard]] std::size_t size() const noexcept { return sessions_.size(); }

    /// Its rooms or data are others than before, or may be.
    void note_change(logged_session& which) noexcept;

    /// The log may have forgotten it, and says of each that it keeps none, whoever may have it.
    void note_forgotten(logged_session& which) noexcept;

    /// One is coming, and is to hear of what is sent from now on.
    void expect(nsp_part& part, adapter::kept_session const& coming);

    /// It has come, with what it has missed and where in the log that ends; or not.
    void complete(std::string const& private_id, std::vector<packet::carried_event> missed,
                  adapter::log_place until, recovery_outcome outcome,
                  std::weak_ptr<adapter::session_seeker> const& seeker);

private:
    using list =
        boost::intrusive::list<logged_session, boost::intrusive::constant_time_size<false>>;

    [[nodiscard]] logged_session* find(std::string_view private_id) const;
    void put_back(logged_session& which) noexcept;
    void forget(logged_session& which) noexcept;

    void on_deadline() override;
    void keep(logged_session& which, std::chrono::milliseconds lifetime);
    void on_not_kept(std::string_view private_id, std::uint64_t order,
                     adapter::cluster_log::keeping how,
                     adapter::cluster_log::not_kept why) noexcept;
    void note_unconfirmed(logged_session& which, adapter::cluster_log::keeping how) noexcept;
    void set_next_deadline();

    [[nodiscard]] std::chrono::milliseconds lifetime_of_absent() const noexcept;
    [[nodiscard]] std::chrono::milliseconds lifetime_of_present() const noexcept;

    surroundings& around_;
    recovery_options const options_;
    boost::unordered_flat_map<std::string, std::unique_ptr<logged_session>, base::seeded_hash,
                              base::text_equal>
        sessions_;
    list changed_; // are to be kept with the next that are gathered
    base::time_point gathered_at_;
    list unconfirmed_; // are to be kept again, as nobody knows whether they are
    base::time_point retried_at_;
    list steady_; // whoever was kept first is in front
};

} // namespace socketiota::hub
