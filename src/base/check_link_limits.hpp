// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>

namespace socketiota::base {

/// Has `refuse(sentence)` called for a time or limit of `given`, which are the options `name` of
/// the way to a database, that cannot be.
template <class Options, class Refuse>
void check_link_limits(Options const& given, std::string const& name, Refuse const& refuse) {
    auto const refuse_time = [&](std::chrono::milliseconds time, char const* which) {
        if (time < std::chrono::milliseconds(1))
            refuse(name + "." + which + " is less than 1 ms");
    };
    refuse_time(given.connect_timeout, "connect_timeout");
    refuse_time(given.answer_timeout, "answer_timeout");
    refuse_time(given.ping_interval, "ping_interval");
    refuse_time(given.min_backoff, "min_backoff");
    refuse_time(given.queue_timeout, "queue_timeout");
    if (given.max_backoff < given.min_backoff)
        refuse(name + ".max_backoff is less than min_backoff");
    if (given.max_queued_bytes == 0)
        refuse(name + ".max_queued_bytes is 0: nothing could be sent");
    if (given.max_queued_commands == 0)
        refuse(name + ".max_queued_commands is 0: nothing could be sent");
}

} // namespace socketiota::base
