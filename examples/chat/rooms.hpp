// SPDX-License-Identifier: MIT
#pragma once

#include "contract.hpp"
#include "rules.hpp"
#include "shared.hpp"

#include <algorithm>
#include <deque>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The rooms and what they remember. Nothing here knows of a network.
namespace chat {

class room {
public:
    room(std::string name, bool is_fixed) : name_(std::move(name)), is_fixed_(is_fixed) {}

    std::string const& name() const { return name_; }

    bool is_fixed() const { return is_fixed_; }

    std::size_t size() const {
        return people_.size() == 1 ? people_.begin()->second.size() : everybody().size();
    }

    std::vector<std::string> people() const {
        std::vector<std::string> names;
        for (auto const& [key, someone] : everybody())
            names.push_back(someone.name);
        std::ranges::sort(names);
        return names;
    }

    bool is_taken(std::string const& name, std::string const& session) const {
        return std::ranges::any_of(people_, [&, key = folded(name)](auto const& each) {
            auto const found = each.second.find(key);
            return found != each.second.end() && found->second.session != session;
        });
    }

    /// Adds a device of somebody; says whether it is the first.
    bool enter(std::string const& name, std::string const& session) {
        bool const is_new = !is_anywhere(folded(name));
        auto const found = people_[here].try_emplace(folded(name), person{name, session}).first;
        ++found->second.devices;
        return is_new;
    }

    /// Removes a device of somebody; says whether it was the last.
    bool leave(std::string const& name) {
        crowd& own = people_[here];
        auto const found = own.find(folded(name));
        if (--found->second.devices > 0)
            return false;
        own.erase(found);
        return !is_anywhere(folded(name));
    }

    /// Who is connected to this server.
    std::vector<share::member> own_people() const {
        std::vector<share::member> own;
        if (auto const found = people_.find(here); found != people_.end())
            for (auto const& [key, someone] : found->second)
                own.push_back({someone.name, someone.session});
        return own;
    }

    /// Notes who is at another server, and says what that changes.
    std::vector<tell::change> note(std::string const& server,
                                   std::vector<share::member> const& people) {
        crowd const before = everybody();
        people_.erase(server);
        for (auto const& [name, session] : people)
            people_[server].try_emplace(folded(name), person{name, session, 1});
        crowd const after = everybody();
        std::vector<tell::change> changes;
        auto const add = [&](std::string what, std::string name, std::string was = {}) {
            changes.push_back({this->people(), std::move(what), std::move(name), std::move(was)});
        };
        std::map<std::string, std::string> newcomers; // by session, which a new name keeps
        for (auto const& [key, someone] : after)
            if (!before.contains(key))
                newcomers.emplace(someone.session, someone.name);
        for (auto const& [key, someone] : before)
            if (!after.contains(key)) {
                if (auto const same = newcomers.extract(someone.session))
                    add("renamed", same.mapped(), someone.name);
                else
                    add("left", someone.name);
            }
        for (auto const& [session, name] : newcomers)
            add("joined", name);
        return changes;
    }

    line const* find(std::string_view id) const {
        auto const found = std::ranges::find(lines_, id, &line::id);
        return found == lines_.end() ? nullptr : &*found;
    }

    sio::bytes const* picture(std::string_view id) const {
        auto const found = std::ranges::find(pictures_, id, &kept_picture::id);
        return found == pictures_.end() ? nullptr : &found->octets;
    }

    /// In the order of time, whichever server it was said at.
    void remember(line const& said) {
        lines_.insert(std::ranges::upper_bound(lines_, said.at, {}, &line::at), said);
        if (lines_.size() > 200) {
            std::erase_if(pictures_, [this](auto const& kept) { return kept.id == lines_[0].id; });
            lines_.pop_front();
        }
    }

    void remember(line const& shown, sio::bytes octets) {
        remember(shown);
        pictures_.push_back({shown.id, std::move(octets)});
        if (pictures_.size() > 8)
            pictures_.pop_front();
    }

    std::deque<line> const& lines() const { return lines_; }

    std::vector<line> last_lines() const {
        return {lines_.size() > 50 ? lines_.end() - 50 : lines_.begin(), lines_.end()};
    }

private:
    struct person {
        std::string name, session;
        int devices = 0;
    };

    using crowd = std::map<std::string, person>; // by folded name

    /// The name of this server among those that people are at.
    static constexpr char const* here = "";

    /// Each once, wherever they have their devices.
    crowd everybody() const {
        crowd all;
        for (auto const& [server, there] : people_)
            all.insert(there.begin(), there.end());
        return all;
    }

    bool is_anywhere(std::string const& key) const {
        return std::ranges::any_of(people_,
                                   [&](auto const& each) { return each.second.contains(key); });
    }

    struct kept_picture {
        std::string id;
        sio::bytes octets;
    };

    std::string name_;
    bool is_fixed_;
    std::map<std::string, crowd> people_; // by server
    std::deque<line> lines_;
    std::deque<kept_picture> pictures_;
};

/// All rooms, in the order in which the page shows them.
class house {
public:
    room* find(std::string_view name) {
        auto const found = std::ranges::find(rooms_, name, &room::name);
        return found == rooms_.end() ? nullptr : &*found;
    }

    bool is_full() const { return rooms_.size() >= 32; }

    room& make(std::string const& name) {
        return *rooms_.emplace(std::ranges::find_if(rooms_,
                                                    [&name](room const& other) {
                                                        return !other.is_fixed() &&
                                                               other.name() > name;
                                                    }),
                               name, false);
    }

    /// Forgets the rooms that somebody made and nobody is in any more.
    void tidy_up() {
        rooms_.remove_if([](room const& it) { return !it.is_fixed() && it.size() == 0; });
    }

    /// Who is connected to this server, in which rooms.
    std::vector<share::crowd> own_people() const {
        std::vector<share::crowd> crowds;
        for (room const& it : rooms_)
            if (auto people = it.own_people(); !people.empty())
                crowds.push_back({it.name(), std::move(people)});
        return crowds;
    }

    std::vector<tell::room_size> sizes() const {
        std::vector<tell::room_size> sizes;
        for (room const& it : rooms_)
            sizes.push_back({it.name(), it.size()});
        return sizes;
    }

    std::list<room>& all() { return rooms_; }

private:
    // A list, because sockets point to their room.
    std::list<room> rooms_{{"lobby", true}, {"music", true}, {"garden", true}};
};

} // namespace chat
