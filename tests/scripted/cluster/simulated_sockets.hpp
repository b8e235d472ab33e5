// SPDX-License-Identifier: MIT
#pragma once

#include "simulated_network.hpp"

#include <socketiota/value.hpp>

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
#include <vector>

#include <adapter/residents.hpp>
#include <support/fake_remote_socket.hpp>
#include <value/value_reader.hpp>
#include <value/value_writer.hpp>

namespace socketiota::test {

/// What a server of the simulation sends: from whom, and as its how-manieth.
struct stamp {
    std::string from;
    std::int64_t number = 0;

    auto operator<=>(stamp const&) const = default;
};

/// How reliable the sockets and programs are.
struct diligence {
    int forgetful_percent = 0; // of those asked, who never answer
    int longest_delay = 30;
};

/// The sockets of one simulated server. It complains if what comes is not in order, or comes twice.
class simulated_sockets final : public adapter::residents {
public:
    simulated_sockets(simulated_time& time, std::string uid, diligence how)
        : time_(time), uid_(std::move(uid)), how_(how) {
        for (int each = 0, all = time.pick(0, 4); each != all; ++each) {
            std::string id = uid_ + ":s" + std::to_string(each);
            sockets_[id] = {id, each % 2 == 0 ? "even" : "odd"};
        }
    }

    // ---- what has come ----

    [[nodiscard]] std::set<stamp> const& heard() const noexcept { return heard_; }

    /// The ids of those in `who`.
    [[nodiscard]] std::set<std::string> select(adapter::selection const& who) const {
        std::set<std::string> found;
        auto const in_any = [](auto const& rooms, auto const& names) {
            return std::any_of(names.begin(), names.end(),
                               [&](auto const& name) { return rooms.contains(name); });
        };
        for (auto const& [id, rooms] : sockets_)
            if ((who.rooms.empty() || in_any(rooms, who.rooms)) && !in_any(rooms, who.except))
                found.insert(id);
        return found;
    }

    // ---- adapter::residents ----

    void broadcast(adapter::selection const&, adapter::arrived_event const& event) override {
        note(read_stamp(event.arguments));
    }

    void ask(adapter::selection const& to, adapter::arrived_event const& event,
             std::unique_ptr<adapter::distant_questioner> questioner) override {
        note(read_stamp(event.arguments));
        std::shared_ptr<adapter::distant_questioner> const asks(std::move(questioner));
        auto const asked = select(to);
        auto const say_number = [asks, asked] { asks->on_count(asked.size()); };
        if (time_.chance(70))
            say_number();
        else
            time_.in(time_.pick(1, how_.longest_delay), say_number);
        for (std::string const& id : asked)
            if (!time_.chance(how_.forgetful_percent))
                time_.in(time_.pick(1, how_.longest_delay), [asks, id] {
                    value const answer = list_of_one(id);
                    value_reader from(answer);
                    from.enter_array();
                    asks->on_answer(from);
                });
        // Not longer than it was said, whoever has not answered.
        time_.at(time_.now() + *event.flags.timeout, [asks] {});
    }

    void fetch(adapter::selection const& who,
               std::shared_ptr<detail::pending_fetch> waiting) override {
        std::vector<remote_socket> found;
        for (std::string const& id : select(who)) {
            auto const& rooms = sockets_.at(id);
            found.push_back(
                fake_remote_socket(id, {rooms.begin(), rooms.end()}, value(std::string(id))));
        }
        if (!time_.chance(how_.forgetful_percent))
            time_.in(time_.pick(1, how_.longest_delay),
                     [waiting, found] { waiting->complete(found); });
    }

    void join(adapter::selection const& who, std::vector<std::string> const& rooms) override {
        note(stamp_of(rooms));
        for (std::string const& id : select(who))
            sockets_.at(id).insert("joined");
    }

    void leave(adapter::selection const& who, std::vector<std::string> const& rooms) override {
        note(stamp_of(rooms));
        for (std::string const& id : select(who))
            sockets_.at(id).erase("joined");
    }

    void disconnect(adapter::selection const& who, bool) override {
        for (std::string const& id : select(who))
            sockets_.erase(id);
    }

    void give_way(std::vector<std::string> const&, adapter::log_place) override {}

    void keep_sessions() override {}

    void on_server_side_event(std::string_view, detail::argument_list const& arguments,
                              std::unique_ptr<adapter::distant_asker> asker) override {
        note(read_stamp(arguments));
        if (!asker || time_.chance(how_.forgetful_percent))
            return;
        std::shared_ptr<adapter::distant_asker> const asks(std::move(asker));
        time_.in(time_.pick(1, how_.longest_delay), [asks, uid = uid_] {
            asks->on_answer(detail::argument_list{detail::argument_ref(uid)});
        });
    }

    [[nodiscard]] bool may_have(std::vector<std::string> const& rooms) const override {
        // Also where nobody is: so the order of all that comes can be looked at.
        static_cast<void>(rooms);
        return true;
    }

    [[nodiscard]] bool may_have_room(std::string_view) const override { return true; }

    void write_handshake(remote_socket const&, writer& to) const override { to.write_null(); }

    [[nodiscard]] remote_socket describe(std::string id, std::vector<std::string> rooms,
                                         std::shared_ptr<adapter::unread_value const> handshake,
                                         reader& data) const override {
        value read;
        handshake->read([](reader& from) { EXPECT_EQ(from.peek(), value_kind::null); });
        EXPECT_TRUE(decode(data, read) && read == value(id));
        return fake_remote_socket(std::move(id), std::move(rooms), std::move(read));
    }

    [[nodiscard]] static value list_of_one(std::string const& text) {
        value list = value::empty_array();
        list.push_back(value(std::string(text)));
        return list;
    }

private:
    [[nodiscard]] static stamp read_stamp(detail::argument_list const& arguments) {
        value all;
        value_writer to(all, 100);
        static_cast<void>(to.begin_array(arguments.size()));
        arguments.write(to);
        to.end_array();
        return {*all[0].to<std::string>(), *all[1].to<std::int64_t>()};
    }

    [[nodiscard]] static stamp stamp_of(std::vector<std::string> const& rooms) {
        return {rooms.at(0), std::stoll(rooms.at(1))};
    }

    void note(stamp const& what) {
        EXPECT_NE(what.from, uid_) << "a server hears itself";
        std::int64_t& last = last_[what.from];
        EXPECT_LT(last, what.number) << "twice, or not in the order of " << what.from;
        last = what.number;
        heard_.insert(what);
    }

    simulated_time& time_;
    std::string const uid_;
    diligence const how_;
    std::map<std::string, std::set<std::string>> sockets_; // and the rooms of each
    std::map<std::string, std::int64_t> last_;             // of each server
    std::set<stamp> heard_;
};

} // namespace socketiota::test
