// SPDX-License-Identifier: MIT
#pragma once

#include "simulated_time.hpp"

#include <socketiota/error.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <base/timer_wheel.hpp>
#include <cluster/classic_decoder.hpp>
#include <cluster/classic_encoder.hpp>
#include <cluster/classic_message.hpp>
#include <cluster/decode_outcome.hpp>
#include <cluster/message_decoder.hpp>
#include <cluster/message_encoder.hpp>
#include <cluster/mover.hpp>

namespace socketiota::test {

/// Moves messages between simulated servers: in order from each to each, after some delay, unless
/// something is broken.
class simulated_network {
public:
    using membership = cluster::mover::membership;

    simulated_network(simulated_time& time, membership known_by)
        : time_(time),
          how_(known_by),
          is_classic_(time.chance(60)),
          form_(time.chance(50) ? cluster::message_encoder::form::json_unless_binary
                                : cluster::message_encoder::form::msgpack) {}

    /// The mover of one server, which calls itself `uid`: its name, unless it has a twin.
    class port final : public cluster::mover {
    public:
        port(simulated_network& in, std::string name, std::string uid)
            : in_(in), name_(std::move(name)), uid_(std::move(uid)) {
            in_.ports_.emplace(name_, this);
        }

        ~port() override { in_.ports_.erase(name_); }

        [[nodiscard]] membership known_by() const noexcept override { return in_.how_; }

        [[nodiscard]] std::unique_ptr<cluster::line>
        open(std::string, cluster::line_listener& listener) override {
            listener_ = &listener;
            return std::make_unique<wire>(*this);
        }

    private:
        friend class simulated_network;

        class wire final : public cluster::line {
        public:
            explicit wire(port& of) noexcept : of_(of) {}

            ~wire() override { of_.listener_ = nullptr; }

            [[nodiscard]] std::string const& uid() const noexcept override { return of_.uid_; }

            void send(cluster::message what) override { of_.in_.send(of_, std::move(what)); }

            void count_servers(detail::callback<void(error_code, std::size_t)> told) override {
                of_.in_.count(of_, std::move(told));
            }

            void note_room(std::string_view, bool) override {}

        private:
            port& of_;
        };

        simulated_network& in_;
        std::string const name_;
        std::string const uid_;
        cluster::line_listener* listener_ = nullptr; // null while no line is open
        bool is_dead_ = false;
        bool is_away_ = false;
        base::time_point stalled_until_{};
    };

    // ---- what may break ----

    /// It sends nothing any more, not even a farewell.
    void kill(std::string const& name) { ports_.at(name)->is_dead_ = true; }

    /// Its connection is lost, or there again.
    void set_away(std::string const& name, bool is_away) {
        auto const found = ports_.find(name);
        if (found == ports_.end() || std::exchange(found->second->is_away_, is_away) == is_away)
            return;
        if (!is_away && found->second->listener_ != nullptr)
            found->second->listener_->on_gap();
    }

    /// What is sent to it comes after so long.
    void stall(std::string const& name, int milliseconds) {
        if (auto const found = ports_.find(name); found != ports_.end())
            found->second->stalled_until_ = time_.now() + std::chrono::milliseconds(milliseconds);
    }

    /// Two servers do not reach each other, or do again.
    void set_parted(std::string const& one, std::string const& other, bool are_parted) {
        auto const pair = std::minmax(one, other);
        if (are_parted)
            parted_.emplace(pair.first, pair.second);
        else
            parted_.erase({pair.first, pair.second});
    }

    /// The last question that it has sent to sockets.
    [[nodiscard]] std::string const& last_question(std::string const& name) {
        return last_questions_[name];
    }

    /// Who has said to that question how many sockets will answer, and when that came.
    [[nodiscard]] std::map<std::string, base::time_point> const&
    counted(std::string const& question) const {
        static std::map<std::string, base::time_point> const nobody;
        auto const found = counted_.find(question);
        return found == counted_.end() ? nobody : found->second;
    }

    /// Somebody who is no server sends this to a server.
    void forge(std::string const& name, cluster::message what) {
        what.nsp = "/";
        bool const has_form = how_ == membership::heartbeats ||
                              what.type == cluster::message_type::fetch_sockets ||
                              !what.recipient.empty();
        if (has_form)
            deliver(name, encode(what));
    }

    int loss_percent = 0; // of messages
    int longest_delay = 20;
    int doubled_percent = 0; // of answers that say who answers

    [[nodiscard]] std::uint64_t moved() const noexcept { return moved_; }

private:
    /// What is on its way, as its octets.
    struct travelling {
        enum class kind { message, classic_broadcast, classic_request, classic_response };

        kind what = kind::message;
        std::string octets;
        bool may_come_twice = false; // who receives it can tell
    };

    using kind = travelling::kind;

    [[nodiscard]] travelling encode(cluster::message const& what) {
        using enum cluster::message_type;
        if (how_ == membership::heartbeats || !is_classic_) {
            auto const encoded = encoder_.encode(what, form_);
            EXPECT_TRUE(encoded);
            // What a socket has answered cannot be told from what another has.
            return {kind::message, std::string(*encoded),
                    !what.recipient.empty() && what.type != broadcast_ack};
        }
        bool const is_response = what.type == fetch_sockets_response ||
                                 what.type == server_side_emit_response ||
                                 what.type == broadcast_client_count || what.type == broadcast_ack;
        bool const is_broadcast = what.type == broadcast && what.request_id.empty();
        auto const encoded = is_response    ? classic_encoder_.encode_response(what)
                             : is_broadcast ? classic_encoder_.encode_broadcast(what)
                                            : classic_encoder_.encode_request(what);
        EXPECT_TRUE(encoded);
        return {is_response    ? kind::classic_response
                : is_broadcast ? kind::classic_broadcast
                               : kind::classic_request,
                std::string(*encoded), false};
    }

    /// `into` refers to `from`.
    [[nodiscard]] cluster::decode_outcome decode(travelling const& from, cluster::message& into) {
        switch (from.what) {
        case kind::message:
            return decoder_.decode(from.octets, into);
        case kind::classic_broadcast:
            return classic_decoder_.decode_broadcast(from.octets, into);
        case kind::classic_response:
            return classic_decoder_.decode_response(from.octets, into);
        default:
            break;
        }
        cluster::classic_request request;
        auto const outcome = classic_decoder_.decode_request(from.octets, request);
        into = std::move(request.what);
        return outcome;
    }

    void send(port const& from, cluster::message what) {
        if (from.is_dead_ || from.is_away_)
            return;
        what.uid = from.uid_;
        what.nsp = "/";
        if (what.type == cluster::message_type::broadcast && !what.request_id.empty())
            last_questions_[from.name_] = what.request_id;
        auto const sent = std::make_shared<travelling const>(encode(what));
        // All hear the answers to one, who knows by their ids that they are its own.
        bool const is_for_all = what.recipient.empty() || sent->what == kind::classic_response;
        for (auto const& [name, to] : ports_)
            if (name != from.name_ && (is_for_all || what.recipient == to->uid_))
                send(from.name_, *to, sent);
    }

    void send(std::string const& from, port const& to,
              std::shared_ptr<travelling const> const& what) {
        auto const pair = std::minmax(from, to.name_);
        if (to.is_dead_ || to.is_away_ || parted_.contains({pair.first, pair.second}) ||
            (loss_percent != 0 && time_.chance(loss_percent)))
            return;
        base::time_point& last = last_[{from, to.name_}];
        last = std::max({last, to.stalled_until_,
                         time_.now() + std::chrono::milliseconds(time_.pick(1, longest_delay))});
        int const copies = what->may_come_twice && time_.chance(doubled_percent) ? 2 : 1;
        for (int copy = 0; copy != copies; ++copy)
            time_.at(last, [this, name = to.name_, what] { deliver(name, *what); });
    }

    void deliver(std::string const& name, travelling const& what) {
        auto const to = ports_.find(name);
        if (to == ports_.end() || to->second->is_dead_ || to->second->listener_ == nullptr)
            return;
        cluster::message read;
        ASSERT_EQ(decode(what, read), cluster::decode_outcome::message);
        ++moved_;
        if (read.type == cluster::message_type::broadcast_client_count)
            counted_[read.request_id].emplace(read.uid, time_.now());
        to->second->listener_->on_message(read);
    }

    void count(port const& from, detail::callback<void(error_code, std::size_t)> told) {
        if (from.is_away_) {
            time_.in(1, [told] { told(make_error_code(error::session_ended), 0); });
            return;
        }
        auto const all = std::count_if(ports_.begin(), ports_.end(), [](auto const& each) {
            return !each.second->is_away_ && each.second->listener_ != nullptr;
        });
        time_.in(time_.pick(1, longest_delay),
                 [told, all] { told({}, static_cast<std::size_t>(all)); });
    }

    simulated_time& time_;
    membership const how_;
    bool const is_classic_; // where servers are counted
    cluster::message_encoder::form const form_;
    cluster::message_encoder encoder_;
    cluster::message_decoder decoder_;
    cluster::classic_encoder classic_encoder_;
    cluster::classic_decoder classic_decoder_;
    std::map<std::string, port*> ports_;
    std::set<std::pair<std::string, std::string>> parted_;
    std::map<std::pair<std::string, std::string>, base::time_point> last_;   // sent from and to
    std::map<std::string, std::string> last_questions_;                      // of each server
    std::map<std::string, std::map<std::string, base::time_point>> counted_; // to each question
    std::uint64_t moved_ = 0;
};

} // namespace socketiota::test
