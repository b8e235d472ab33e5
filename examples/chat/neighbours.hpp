// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace chat {

/// The other servers of the chat, as long as they are heard of.
class neighbours {
public:
    using clock = std::chrono::steady_clock;

    /// How often a server says who is there, and after how long without it is taken for gone.
    static constexpr std::chrono::seconds interval{2}, patience{7};

    /// Notes that a server was heard of; says whether it was unknown.
    bool hear_of(std::string const& server, clock::time_point now) {
        return last_heard_.insert_or_assign(server, now).second;
    }

    /// Forgets those that have been silent for too long, and names them.
    std::vector<std::string> forget_silent(clock::time_point now) {
        std::vector<std::string> gone;
        std::erase_if(last_heard_, [&](auto const& each) {
            bool const is_gone = now - each.second > patience;
            if (is_gone)
                gone.push_back(each.first);
            return is_gone;
        });
        return gone;
    }

private:
    std::map<std::string, clock::time_point> last_heard_; // by name
};

} // namespace chat
