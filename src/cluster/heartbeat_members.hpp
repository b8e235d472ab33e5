// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <base/timer_wheel.hpp>
#include <cluster/link_counts.hpp>
#include <cluster/link_options.hpp>
#include <cluster/message.hpp>
#include <loop/shard.hpp>

namespace socketiota::cluster {

/// The other servers that have a namespace, where each says regularly that it is there: the rules
/// are those of Node's ClusterAdapterWithHeartbeat.
///
/// How long somebody has been silent is counted in looks of this server, one each second, and not
/// taken from a clock: neither a clock that jumps nor a loop that stalls makes others look dead.
///
/// Not thread safe: belongs to the shard where the cluster is.
class heartbeat_members {
public:
    class listener {
    public:
        listener() = default;
        listener(listener const&) = delete;
        listener& operator=(listener const&) = delete;

        /// To be sent to all: a heartbeat, the first one, or the farewell.
        virtual void send_heartbeat(message_type type) = 0;

        /// It was there before, but this server did not know it.
        virtual void on_found(std::string const& uid) = 0;

        /// It has said farewell, or was silent for too long.
        virtual void on_left(std::string const& uid) = 0;

        /// All who were there when this server began have had time to say so.
        virtual void on_all_known() = 0;

    protected:
        ~listener() = default;
    };

    /// All of them must outlive it.
    heartbeat_members(loop::shard& home, link_options const& options, link_counts& counts,
                      listener& told) noexcept;

    heartbeat_members(heartbeat_members const&) = delete;
    heartbeat_members& operator=(heartbeat_members const&) = delete;
    ~heartbeat_members() = default;

    /// Says that this server is there, and learns who else is: at first, and when messages may have
    /// been lost.
    void begin();

    /// Says that it is not any more.
    void end();

    /// Somebody has sent a message.
    void on_message(message_type type, std::string const& uid);

    /// This server has sent something to all, and so has said that it is there.
    void on_published();

    /// False while there may be others that have not been heard.
    [[nodiscard]] bool knows_all() const noexcept { return has_begun_ && !learning_.pending(); }

    [[nodiscard]] std::size_t size() const noexcept { return silent_looks_.size(); }

    [[nodiscard]] std::vector<std::string> uids() const;

private:
    /// Calls a function of the members when it fires.
    class alarm final : public base::deadline {
    public:
        using function = void (heartbeat_members::*)();

        alarm(heartbeat_members& owner, function called) noexcept
            : owner_(owner), called_(called) {}

    private:
        void on_deadline() override { (owner_.*called_)(); }

        heartbeat_members& owner_;
        function called_;
    };

    void send(message_type type);
    void answer_first_heartbeat();
    void on_beat();
    void on_look();
    void on_learned();
    void on_answer_rested();

    loop::shard& home_;
    link_options const& options_;
    link_counts& counts_;
    listener& told_;
    std::chrono::milliseconds const look_interval_;
    std::size_t const most_silent_looks_;
    std::map<std::string, std::size_t, std::less<>> silent_looks_; // of each, since it was heard
    bool has_begun_ = false;
    bool owes_answer_ = false; // to a first heartbeat, when `answer_rest_` is over
    alarm beat_{*this, &heartbeat_members::on_beat};
    alarm look_{*this, &heartbeat_members::on_look};
    alarm learning_{*this, &heartbeat_members::on_learned};
    alarm answer_rest_{*this, &heartbeat_members::on_answer_rested};
};

} // namespace socketiota::cluster
