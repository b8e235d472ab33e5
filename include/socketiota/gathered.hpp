// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/silent_servers.hpp>

#include <utility>
#include <vector>

namespace socketiota {

/// What the servers of a cluster gave together: a vector of it, and which of them have not answered
/// in time. Of a server that is alone, the vector.
///
///     auto const [failed, votes] =
///         co_await io.timeout(2s).emit_with_ack<int>("vote")(net::as_tuple(net::use_awaitable));
///     for (std::string const& server : votes.silent.ids)
///         std::cerr << server << " is silent\n";
///
/// Thread safety: as any object.
template <class T>
class gathered : public std::vector<T> {
public:
    using std::vector<T>::vector;

    /// All of `found`, and who else would have had to say something.
    explicit gathered(std::vector<T>&& found, silent_servers who = {}) noexcept
        : std::vector<T>(std::move(found)), silent(std::move(who)) {}

    gathered() = default;

    /// Empty unless the error is `operation_has_timed_out`, and even then if it is a client that
    /// has not answered.
    silent_servers silent{};
};

} // namespace socketiota
