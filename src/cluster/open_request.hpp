// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>
#include <socketiota/silent_servers.hpp>

#include <string>
#include <utility>

#include <base/timer_wheel.hpp>
#include <cluster/awaited_servers.hpp>
#include <cluster/message.hpp>

namespace socketiota::cluster {

class open_requests;

/// A question of this server that others have not all answered.
///
/// Owned by the table of them. Not thread safe: belongs to the shard where the cluster is.
class open_request : public base::deadline {
public:
    explicit open_request(awaited_servers whom) : whom_(std::move(whom)) {}

    open_request(open_request const&) = delete;
    open_request& operator=(open_request const&) = delete;
    virtual ~open_request() = default;

    /// What another server says in answer to it. May be anything.
    virtual void on_message(message& what) = 0;

    /// It is over and not in the table any more: all have answered, or `reason` says why not.
    virtual void end(error_code reason, silent_servers silent) = 0;

    /// A server that has gone will answer no more.
    virtual void on_left(std::string const& uid) { static_cast<void>(whom_.remove(uid)); }

    [[nodiscard]] awaited_servers& whom() noexcept { return whom_; }

    [[nodiscard]] awaited_servers const& whom() const noexcept { return whom_; }

    /// Its id, and the table that it is in; null before and after.
    [[nodiscard]] std::string const& id() const noexcept { return id_; }

    [[nodiscard]] open_requests* table() const noexcept { return table_; }

private:
    friend class open_requests;

    void on_deadline() override;

    awaited_servers whom_;
    std::string id_;
    open_requests* table_ = nullptr;
};

} // namespace socketiota::cluster
