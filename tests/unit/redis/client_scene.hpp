// SPDX-License-Identifier: MIT
#pragma once

#include "recording_listener.hpp"
#include "scripted_redis.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <redis/single_client.hpp>

namespace socketiota::redis {

using testing::ElementsAre;
using testing::IsEmpty;

/// A client and a Redis that the test plays.
class client_scene : public scripted_redis {
protected:
    void start() {
        made = std::make_unique<single_client>(home.shared(), shared_options(), maker());
        made->start(heard);
        home.settle();
    }

    /// Lets in whoever tries, and answers whatever a connection asks before it is ready.
    void welcome() {
        for (std::size_t each = 0; each < attempts.size(); ++each) {
            if (welcomed <= each && attempts[each]->is_open()) {
                attempts[each]->accept();
                if (attempts[each]->is_open())
                    answer(*attempts[each]);
            }
        }
        welcomed = attempts.size();
    }

    /// Confirms what was asked, as RESP2 does; other commands get their name, and one that blocks
    /// nothing.
    void answer(scripted_carrier& who) {
        for (std::vector<std::string> asked = who.take_commands(); !asked.empty();
             asked = who.take_commands()) {
            for (std::string const& each : asked) {
                if (!who.is_open())
                    return;
                std::string const verb = each.substr(0, each.find(' '));
                if (verb.ends_with("subscribe") && each.size() > verb.size()) {
                    std::string const name = each.substr(verb.size() + 1);
                    who.say("*3\r\n+" + verb + "\r\n+" + name + "\r\n:1\r\n");
                } else if (verb == "XREAD") {
                    continue;
                } else if (verb == "ROLE") {
                    who.say("*1\r\n+" + role + "\r\n");
                } else {
                    who.say("+" + verb + "\r\n");
                }
                seen.push_back(each);
            }
        }
    }

    /// Lets time pass, while it takes whoever comes and answers all.
    void serve(base::duration time) {
        for (base::time_point const end = home.now() + time; home.now() < end;) {
            pass(50ms);
            welcome();
            for (std::size_t each = 0; each < attempts.size(); ++each)
                if (attempts[each]->is_open())
                    answer(*attempts[each]);
        }
    }

    void publish(scripted_carrier& to, std::string const& channel, std::string const& payload) {
        to.say("*3\r\n+message\r\n+" + channel + "\r\n+" + payload + "\r\n");
    }

    [[nodiscard]] std::vector<std::string> take_seen() { return std::exchange(seen, {}); }

    std::string role = "master";
    recording_listener heard;
    std::vector<std::string> seen;
    std::size_t welcomed = 0;
    std::unique_ptr<client> made;
};

} // namespace socketiota::redis
