// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_io_executor.hpp>

#include <memory>

#include <client/leased_executor.hpp>
#include <loop/home.hpp>

namespace socketiota::clients {

/// Where clients live. Their loop may be one of their own, which ends with them, while other
/// threads still have handles.
///
/// Thread safety: safe.
class client_home : public loop::home {
public:
    /// On a loop that outlives all who use it.
    explicit client_home(std::shared_ptr<loop::shard> const& of) : home(of) {}

    /// On one that ends when nobody has the lease of its shard any more.
    [[nodiscard]] static client_home leased(std::shared_ptr<loop::shard> const& lease) {
        client_home made(lease);
        made.leased_ = leased_executor(std::weak_ptr(lease), lease->get_executor());
        return made;
    }

    /// For whoever waits.
    [[nodiscard]] boost::asio::any_io_executor executor_for_ends() const noexcept {
        return leased_ ? leased_ : home::executor_for_ends();
    }

private:
    boost::asio::any_io_executor leased_; // none if it cannot end
};

} // namespace socketiota::clients
