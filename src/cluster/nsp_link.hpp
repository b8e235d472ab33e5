// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/other_servers.hpp>
#include <adapter/residents.hpp>
#include <cluster/awaited_servers.hpp>
#include <cluster/encoded_values.hpp>
#include <cluster/heartbeat_members.hpp>
#include <cluster/link_counts.hpp>
#include <cluster/link_options.hpp>
#include <cluster/message.hpp>
#include <cluster/mover.hpp>
#include <cluster/nsp_log.hpp>
#include <cluster/open_questions.hpp>
#include <cluster/open_requests.hpp>
#include <loop/shard.hpp>

namespace socketiota::cluster {

/// What links a namespace to the servers of a cluster that have it too: it sends them what is done
/// here, has done here what they send, and keeps the questions of both until they are answered.
///
/// It knows no transport: that is the line. Nothing that comes from there throws, and what it makes
/// this hold is bounded by the options; what is wrong is ignored and counted.
///
/// Not thread safe: belongs to the shard where the cluster is. It may be destroyed inside of any
/// call that it makes to `residents`; what others have not answered then ends as disconnected.
class nsp_link final : public adapter::other_servers,
                       private line_listener,
                       private heartbeat_members::listener {
public:
    /// `home`, `by`, `options` and `here` must outlive it.
    nsp_link(loop::shard& home, mover& by, std::string_view nsp, adapter::residents& here,
             link_options const& options, std::shared_ptr<link_counts> counts);

    ~nsp_link() override;

    // adapter::others
    emit_status publish(adapter::selection const& to,
                        adapter::broadcast_event const& event) override;
    void ask(adapter::selection const& to, adapter::broadcast_event const& event,
             std::uint64_t ack_id, adapter::broadcast_answers& answers) override;
    void fetch(adapter::selection const& who,
               std::shared_ptr<adapter::gathering<std::vector<remote_socket>>> found) override;
    void count(adapter::selection const& who,
               std::shared_ptr<adapter::gathering<std::size_t>> found) override;
    /// The protocol has no word for it: those of this server are all that is found.
    void find_rooms(std::shared_ptr<adapter::gathering<room_sizes>> found) override;
    void join(adapter::selection const& who, std::vector<std::string> const& rooms) override;
    void leave(adapter::selection const& who, std::vector<std::string> const& rooms) override;
    void disconnect(adapter::selection const& who, bool close) override;

    // adapter::other_servers
    void emit(std::string_view name, detail::argument_list const& arguments,
              std::shared_ptr<detail::pending_answer> answer) override;
    void count_servers(std::shared_ptr<detail::pending_count> waiting) override;
    void note_room(std::string_view room, bool is_there) override;

    [[nodiscard]] adapter::cluster_log* log() noexcept override { return log_ ? &*log_ : nullptr; }

    // ---- how much it holds ----

    /// Questions of this server that others have not answered.
    [[nodiscard]] std::size_t asked() const noexcept { return requests_.size() + counting_.size(); }

    /// Questions of others that this one has not.
    [[nodiscard]] std::size_t asked_by_others() const noexcept { return questions_->size(); }

    /// Events of this server that are on their way into the log, with those who wait behind them.
    [[nodiscard]] std::size_t unlogged() const noexcept { return log_ ? log_->size() : 0; }

    /// How many other servers are known by their heartbeats.
    [[nodiscard]] std::size_t members() const noexcept { return members_ ? members_->size() : 0; }

    /// Who they are.
    [[nodiscard]] std::vector<std::string> member_uids() const {
        return members_ ? members_->uids() : std::vector<std::string>();
    }

private:
    // line_listener
    void on_message(message& what) override;
    void on_gap() override;

    [[nodiscard]] bool may_have_room(std::string_view room) const override {
        return here_.may_have_room(room);
    }

    void on_lost_log() override;

    // heartbeat_members::listener
    void send_heartbeat(message_type type) override;
    void on_found(std::string const& uid) override;
    void on_left(std::string const& uid) override;
    void on_all_known() override;

    void note_members() noexcept;

    void take(message& what);
    void take_broadcast(message const& what);

    /// Sends what goes to all.
    void send(message what);

    /// Waits with `request`, which `make(whom)` makes, and sends `question`; neither if this server
    /// is alone.
    template <class Make>
    void ask_all(message question, std::optional<std::chrono::milliseconds> limit,
                 Make const& make);
    [[nodiscard]] awaited_servers all_others() const;

    /// Has counted whom `request` waits for, where that is how it is known.
    void count_awaited(std::string const& request);

    /// Has `work(link, reason, servers)` done with what the line tells: null if this has gone.
    template <class Work>
    void with_number(Work work);

    loop::shard& home_;
    adapter::residents& here_;
    link_options const& options_;
    std::shared_ptr<link_counts> const counts_;
    std::string const nsp_;
    encoded_values::preference const prefers_;
    std::shared_ptr<nsp_link*> const self_ = std::make_shared<nsp_link*>(this);
    std::unique_ptr<line> const line_;
    std::optional<nsp_log> log_; // none where the line keeps none
    open_requests requests_;
    std::shared_ptr<open_questions> const questions_;
    std::optional<heartbeat_members> members_;                     // none where they are counted
    std::vector<std::shared_ptr<detail::pending_count>> counting_; // until all are known
};

} // namespace socketiota::cluster
