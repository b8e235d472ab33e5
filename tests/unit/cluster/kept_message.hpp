// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <string>
#include <utility>

#include <cluster/message.hpp>

namespace socketiota::test {

/// A message between servers with the octets that it refers to.
class kept_message {
public:
    explicit kept_message(cluster::message what) : what_(std::move(what)) {
        keep(what_.values);
        for (cluster::described_socket& each : what_.sockets) {
            keep(each.handshake);
            keep(each.data);
        }
    }

    // The octets stay where they are when a deque moves, and not when it is copied.
    kept_message(kept_message const&) = delete;
    kept_message& operator=(kept_message const&) = delete;
    kept_message(kept_message&&) = default;
    kept_message& operator=(kept_message&&) = default;
    ~kept_message() = default;

    [[nodiscard]] cluster::message const& get() const noexcept { return what_; }

    [[nodiscard]] cluster::message const* operator->() const noexcept { return &what_; }

private:
    void keep(cluster::carried_value& value) {
        if (!value.is_empty())
            value.octets = octets_.emplace_back(value.octets);
    }

    cluster::message what_;
    std::deque<std::string> octets_;
};

} // namespace socketiota::test
