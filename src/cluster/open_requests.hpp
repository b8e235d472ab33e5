// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <cluster/link_counts.hpp>
#include <cluster/link_options.hpp>
#include <cluster/message.hpp>
#include <cluster/open_request.hpp>
#include <loop/shard.hpp>

namespace socketiota::cluster {

/// What this server has asked others, in one namespace, until all have answered, have gone, or the
/// time is over. Each ends exactly once.
///
/// Not thread safe: belongs to the shard where the cluster is.
class open_requests {
public:
    /// All of them must outlive it.
    open_requests(loop::shard& home, link_options const& options, link_counts& counts) noexcept
        : home_(home), options_(options), counts_(counts) {}

    open_requests(open_requests const&) = delete;
    open_requests& operator=(open_requests const&) = delete;
    ~open_requests() = default;

    /// Begins to wait, for `limit` or as long as questions in general, and returns the id with
    /// which to ask: null if there are too many, and then the request has ended.
    [[nodiscard]] std::string const* add(std::unique_ptr<open_request> request,
                                         std::optional<std::chrono::milliseconds> limit);

    /// An answer has come, or what looks like one.
    void on_message(message& what);

    // What is known of the servers now: see `heartbeat_members` and `awaited_servers`.
    void on_found(std::string const& uid);
    void on_left(std::string const& uid);
    void on_all_known();

    /// How many servers beside this one were asked; or with a reason that nobody could tell.
    void on_number(std::string_view id, error_code reason, std::size_t others);

    /// Who waited for it does not any more.
    void withdraw(open_request const& request) noexcept;

    /// Ends it if all have answered.
    void end_if_complete(open_request& request);

    /// Ends all of them because of `reason`.
    void end_all(error_code reason);

    [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

private:
    friend class open_request;

    void on_time_over(open_request& request);
    void end(open_request& request, error_code reason, silent_servers silent);
    [[nodiscard]] std::unique_ptr<open_request> take(open_request const& request) noexcept;

    /// Has `change` called with each, and ends those that are complete then.
    template <class Change>
    void change_all(Change const& change);

    loop::shard& home_;
    link_options const& options_;
    link_counts& counts_;
    std::map<std::string, std::unique_ptr<open_request>, std::less<>> all_;
};

} // namespace socketiota::cluster
