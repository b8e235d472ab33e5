// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>

namespace socketiota::cluster {

/// How servers of a cluster know of each other and wait for each other, and what that may take.
struct link_options {
    /// Without anything else to send, a server says so often that it is there.
    std::chrono::milliseconds heartbeat_interval{5000};
    /// Who has been silent for longer than that is not there any more.
    std::chrono::milliseconds heartbeat_timeout{10'000};
    /// For so long after it has begun, a server does not take itself for alone: the others answer
    /// its first heartbeat meanwhile.
    std::chrono::milliseconds learning_time{1000};
    /// How long other servers may take to answer, unless the question says otherwise.
    std::chrono::milliseconds requests_timeout{5000};

    /// Other servers that are known at the same time, in a namespace.
    std::size_t max_members = 1000;
    /// Questions of this server, in a namespace, that others have not answered.
    std::size_t max_requests = 10'000;
    /// Questions of others, in a namespace, that this server has not answered.
    std::size_t max_questions = 10'000;
    /// Answers of sockets to one broadcast.
    std::size_t max_answers = 1'000'000;
    /// Sockets that one server describes in an answer.
    std::size_t max_sockets = 100'000;
};

} // namespace socketiota::cluster
