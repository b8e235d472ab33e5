// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <memory>

namespace socketiota::loop {

class shard;

/// What watches the connections of a shard for octets that are ready. After a stall of the loop it
/// is asked first: such octets may have come in time, before a deadline that is due now.
///
/// Thread safety: none; belongs to its shard.
class readiness {
public:
    readiness() = default;
    readiness(readiness const&) = delete;
    readiness& operator=(readiness const&) = delete;
    virtual ~readiness() = default;

    /// Says whose turn it is when something is ready: without it nothing is told.
    virtual void belongs_to(std::weak_ptr<shard> owner) noexcept = 0;

    /// Whether more may be ready than was told: the kernel was asked for as many as fit.
    [[nodiscard]] virtual bool may_have_more() const noexcept = 0;

    /// How often `tell_ready` must be called to reach everybody who is ready now.
    [[nodiscard]] virtual std::size_t batches() const noexcept = 0;

    /// Tells those who are ready now, as many as are told at once, and whether there may be more;
    /// nobody while somebody is being told.
    virtual bool tell_ready() = 0;
};

/// The one for a shard on `context`. Throws what the kernel says if it has no descriptor for us.
[[nodiscard]] std::unique_ptr<readiness> make_readiness(boost::asio::io_context& context);

} // namespace socketiota::loop
