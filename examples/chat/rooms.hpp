// SPDX-License-Identifier: MIT
#pragma once

#include "contract.hpp"
#include "rules.hpp"

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

    std::size_t size() const { return people_.size(); }

    std::vector<std::string> people() const {
        std::vector<std::string> names;
        for (auto const& [key, someone] : people_)
            names.push_back(someone.name);
        std::ranges::sort(names);
        return names;
    }

    bool is_taken(std::string const& name, std::string const& session) const {
        auto const found = people_.find(folded(name));
        return found != people_.end() && found->second.session != session;
    }

    /// Adds a device of somebody; says whether it is the first.
    bool enter(std::string const& name, std::string const& session) {
        auto const found = people_.try_emplace(folded(name), person{name, session}).first;
        return ++found->second.devices == 1;
    }

    /// Removes a device of somebody; says whether it was the last.
    bool leave(std::string const& name) {
        auto const found = people_.find(folded(name));
        if (--found->second.devices > 0)
            return false;
        people_.erase(found);
        return true;
    }

    line const* find(std::string_view id) const {
        auto const found = std::ranges::find(lines_, id, &line::id);
        return found == lines_.end() ? nullptr : &*found;
    }

    sio::bytes const* picture(std::string_view id) const {
        auto const found = std::ranges::find(pictures_, id, &kept_picture::id);
        return found == pictures_.end() ? nullptr : &found->octets;
    }

    void remember(line const& said) {
        lines_.push_back(said);
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

    std::vector<line> last_lines() const {
        return {lines_.size() > 50 ? lines_.end() - 50 : lines_.begin(), lines_.end()};
    }

private:
    struct person {
        std::string name, session;
        int devices = 0;
    };

    struct kept_picture {
        std::string id;
        sio::bytes octets;
    };

    std::string name_;
    bool is_fixed_;
    std::map<std::string, person> people_; // by folded name
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

    std::vector<tell::room_size> sizes() const {
        std::vector<tell::room_size> sizes;
        for (room const& it : rooms_)
            sizes.push_back({it.name(), it.size()});
        return sizes;
    }

private:
    // A list, because sockets point to their room.
    std::list<room> rooms_{{"lobby", true}, {"music", true}, {"garden", true}};
};

} // namespace chat
