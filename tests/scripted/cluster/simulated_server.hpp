// SPDX-License-Identifier: MIT
#pragma once

#include "simulated_network.hpp"
#include "simulated_sockets.hpp"

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/detail/pending_fetch.hpp>
#include <socketiota/error.hpp>
#include <socketiota/remote_socket.hpp>
#include <socketiota/silent_servers.hpp>
#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <adapter/broadcast_answers.hpp>
#include <adapter/gathering.hpp>
#include <cluster/link_counts.hpp>
#include <cluster/link_options.hpp>
#include <cluster/nsp_link.hpp>
#include <packet/event_units.hpp>

namespace socketiota::test {

/// A question of a simulated server, whatever it is: what became of it.
struct asked {
    std::string what;
    std::string by;
    std::string id; // of a question to sockets; empty if it was not sent
    base::time_point at{};
    std::optional<std::chrono::milliseconds> limit; // none: it may end with its server only
    std::set<std::string> members;                  // whom its server knew then
    std::set<std::string> members_at_end;           // and at the end
    std::uint64_t lost_members = 0;                 // that its server has lost meanwhile
    int ended = 0;
    base::time_point ended_at{};
    error_code reason;
    silent_servers silent;
    std::multiset<std::string> answers; // ids of sockets, or of servers
    std::size_t number = 0;

    /// Of which servers it has answers.
    [[nodiscard]] std::set<std::string> answering() const {
        std::set<std::string> all;
        for (std::string const& each : answers)
            all.insert(each.substr(0, each.find(':')));
        return all;
    }
};

/// One server of the simulation: a link and its sockets, from its begin to its end.
class simulated_server {
public:
    /// `uid` is its name, unless it is the twin of another.
    simulated_server(simulated_time& time, simulated_network& network, std::string name,
                     std::string uid, diligence how, cluster::link_options const& options)
        : time_(time),
          network_(network),
          options_(options),
          name_(name),
          uid_(uid),
          sockets_(time, name, how),
          port_(network, std::move(name), std::move(uid)),
          link_(std::make_unique<cluster::nsp_link>(time.shard(), port_, "/", sockets_, options,
                                                    counts_)),
          began_(time.now()) {}

    [[nodiscard]] std::string const& name() const noexcept { return name_; }

    /// Whether it takes one with its own id for another.
    [[nodiscard]] bool knows_itself() const {
        auto const known = link_->member_uids();
        return std::ranges::find(known, uid_) != known.end();
    }

    [[nodiscard]] simulated_sockets& sockets() noexcept { return sockets_; }

    [[nodiscard]] cluster::nsp_link& link() noexcept { return *link_; }

    [[nodiscard]] cluster::link_counts const& counts() const noexcept { return *counts_; }

    [[nodiscard]] base::time_point began() const noexcept { return began_; }

    /// What all who were there must have heard, and when it was sent.
    [[nodiscard]] std::map<stamp, base::time_point> const& sent() const noexcept { return sent_; }

    // ---- what it does ----

    void publish(adapter::selection const& to) {
        note_sent(with_stamp([&](detail::argument_list const& arguments) {
            static_cast<void>(link_->publish(to, {"news", arguments, {}, units_}));
        }));
    }

    void change_rooms(adapter::selection const& who, bool join) {
        stamp const next = next_stamp();
        std::vector<std::string> const rooms{next.from, std::to_string(next.number)};
        if (join)
            link_->join(who, rooms);
        else
            link_->leave(who, rooms);
        note_sent(next);
    }

    void tell_programs() {
        note_sent(with_stamp([&](detail::argument_list const& arguments) {
            link_->emit("tick", arguments, nullptr);
        }));
    }

    std::shared_ptr<asked> ask_programs() {
        auto const question = begin("programs", options_.requests_timeout);
        (void)with_stamp([&](detail::argument_list const& arguments) {
            link_->emit("who", arguments, std::make_shared<answers>(self(), question));
        });
        return question;
    }

    std::shared_ptr<asked> ask_sockets(adapter::selection const& to,
                                       std::optional<std::chrono::milliseconds> limit) {
        auto const question = begin("sockets", limit.value_or(options_.requests_timeout));
        auto const collected =
            adapter::broadcast_answers::make(std::make_shared<answers>(self(), question));
        if (limit)
            time_.shard().set_deadline(*collected, *limit);
        (void)with_stamp([&](detail::argument_list const& arguments) {
            detail::emit_flags flags;
            flags.timeout = limit;
            std::string const before = network_.last_question(name_);
            link_->ask(to, {"vote", arguments, flags, units_}, 0, *collected);
            if (network_.last_question(name_) != before)
                question->id = network_.last_question(name_);
        });
        collected->all_asked();
        return question;
    }

    std::shared_ptr<asked> fetch(adapter::selection const& who,
                                 std::optional<std::chrono::milliseconds> limit) {
        auto const question = begin("fetch", limit.value_or(options_.requests_timeout));
        link_->fetch(
            who, std::make_shared<adapter::gathering<std::vector<remote_socket>>>(
                     std::make_shared<found<std::vector<remote_socket>>>(self(), question), limit));
        return question;
    }

    std::shared_ptr<asked> count(adapter::selection const& who) {
        auto const question = begin("count", options_.requests_timeout);
        link_->count(who, std::make_shared<adapter::gathering<std::size_t>>(
                              std::make_shared<found<std::size_t>>(self(), question)));
        return question;
    }

    std::shared_ptr<asked> count_servers() {
        auto const question = begin("servers", options_.requests_timeout);
        link_->count_servers(std::make_shared<found<std::size_t>>(self(), question));
        return question;
    }

private:
    /// Whoever asked, while it is there.
    struct asker {
        simulated_time const& time;
        std::weak_ptr<simulated_server const*> server;

        void end(asked& question, error_code reason) const {
            ++question.ended;
            question.ended_at = time.now();
            question.reason = reason;
            auto const self = server.lock();
            if (!self || reason == error::socket_disconnected)
                return; // it may be ending
            question.lost_members = (*self)->counts_->lost_members.read() - question.lost_members;
            auto const known = (*self)->link_->member_uids();
            question.members_at_end = {known.begin(), known.end()};
        }
    };

    [[nodiscard]] asker self() const { return {time_, self_}; }

    class answers final : public detail::pending_answer {
    public:
        answers(asker const& of, std::shared_ptr<asked> to) : of_(of), to_(std::move(to)) {}

        void on_answer(reader& arguments) override {
            std::string id;
            EXPECT_TRUE(arguments.next_element() && decode(arguments, id));
            EXPECT_EQ(to_->ended, 0) << "an answer after the end";
            to_->answers.insert(std::move(id));
        }

        void on_silent(silent_servers which) override {
            EXPECT_EQ(to_->ended, 0);
            to_->silent = std::move(which);
        }

        void on_end(error_code reason) override { of_.end(*to_, reason); }

    private:
        asker of_;
        std::shared_ptr<asked> to_;
    };

    template <class Found>
    class found final : public detail::pending_result<Found> {
    public:
        found(asker const& of, std::shared_ptr<asked> to) : of_(of), to_(std::move(to)) {}

        void complete(Found what) override { complete_partly({}, {}, std::move(what)); }

        void complete_partly(error_code reason, silent_servers silent, Found what) override {
            to_->silent = std::move(silent);
            if constexpr (std::is_same_v<Found, std::size_t>)
                to_->number = what;
            else
                for (remote_socket const& each : what)
                    to_->answers.insert(each.id());
            of_.end(*to_, reason);
        }

    private:
        asker of_;
        std::shared_ptr<asked> to_;
    };

    std::shared_ptr<asked> begin(std::string what, std::chrono::milliseconds limit) {
        auto const made = std::make_shared<asked>();
        made->what = std::move(what);
        made->by = name_;
        made->at = time_.now();
        made->limit = limit;
        auto const known = link_->member_uids();
        made->members = {known.begin(), known.end()};
        made->lost_members = counts_->lost_members.read();
        return made;
    }

    [[nodiscard]] stamp next_stamp() { return {name_, ++last_number_}; }

    template <class Send>
    stamp with_stamp(Send const& send) {
        stamp const next = next_stamp();
        detail::argument_ref const refs[] = {detail::argument_ref(next.from),
                                             detail::argument_ref(next.number)};
        send(detail::argument_list{refs[0], refs[1]});
        return next;
    }

    void note_sent(stamp const& what) { sent_.emplace(what, time_.now()); }

    simulated_time& time_;
    simulated_network& network_;
    cluster::link_options const& options_;
    std::string const name_;
    std::string const uid_;
    std::shared_ptr<cluster::link_counts> const counts_ = std::make_shared<cluster::link_counts>();
    packet::event_units const units_{{}};
    simulated_sockets sockets_;
    simulated_network::port port_;
    std::unique_ptr<cluster::nsp_link> link_;
    base::time_point const began_;
    std::int64_t last_number_ = 0;
    std::shared_ptr<simulated_server const*> const self_ =
        std::make_shared<simulated_server const*>(this);
    std::map<stamp, base::time_point> sent_;
};

} // namespace socketiota::test
