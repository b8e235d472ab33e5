// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/silent_servers.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota::cluster {

/// Which servers have to answer a question, and how many answers of their sockets are to come: each
/// server says that number in its answer, and none of its sockets answers a fetch.
///
/// Servers are known by name from the beginning, or only their number is, which is told later; then
/// those that answer get to be known, but for servers that do not say who they are: the classic
/// adapter of Redis leaves that out of its answers.
class awaited_servers {
public:
    /// These; and until `no_more`, those that are added.
    [[nodiscard]] static awaited_servers named(std::vector<std::string> const& uids,
                                               bool may_be_more);

    /// As many as `set_number` will say; `most` answer before it does.
    [[nodiscard]] static awaited_servers numbered(std::size_t most);

    void add(std::string const& uid);

    void no_more() noexcept { may_be_more_ = false; }

    /// Of those that were not known by name.
    void set_number(std::size_t servers) noexcept { number_ = servers; }

    /// Does not wait for it any more. Returns true if sockets there would have answered.
    bool remove(std::string_view uid);

    /// A server has answered, and `sockets` there will. False if it was not to, or has before.
    [[nodiscard]] bool take_answer(std::string const& uid, std::size_t sockets = 0);

    /// A socket there has answered. False if no more are to.
    [[nodiscard]] bool take_socket_answer(std::string const& uid);

    /// All have answered.
    [[nodiscard]] bool complete() const noexcept;

    /// Those that have not, whatever their sockets have.
    [[nodiscard]] silent_servers silent() const;

private:
    struct server {
        std::string uid;
        bool has_answered = false;
        std::size_t promised = 0; // answers of sockets
        std::size_t came = 0;

        [[nodiscard]] bool complete() const noexcept { return has_answered && came >= promised; }
    };

    awaited_servers() = default;

    [[nodiscard]] server* find(std::string_view uid) noexcept;
    [[nodiscard]] server* find_or_add(std::string const& uid);

    std::vector<server> servers_;
    bool are_named_ = true;
    bool may_be_more_ = false;
    std::optional<std::size_t> number_{}; // of those without names, once it is known
    std::size_t most_ = 0;                // of those without names
    std::size_t answered_ = 0;
    std::size_t incomplete_ = 0; // have answered, and sockets there have not
};

} // namespace socketiota::cluster
