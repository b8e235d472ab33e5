// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

#include <loop/dialler.hpp>
#include <test_kit/memory_peer.hpp>
#include <test_kit/world.hpp>

namespace socketiota::test_kit {

/// Leads to a test server, whatever the address is; when that has gone, to nobody.
///
/// Not thread safe: a test runs on one thread.
class server_dialler final : public loop::dialler {
public:
    /// What brings the server its end of a connection, on that shard; false if it has gone.
    using arrival = std::function<bool(std::size_t shard, std::shared_ptr<memory_peer> const&)>;

    server_dialler(std::shared_ptr<world> const& in, arrival arrive)
        : home_(in), arrive_(std::move(arrive)) {}

    [[nodiscard]] std::unique_ptr<loop::dial_attempt> dial(loop::destination const& to,
                                                           loop::dial_owner& owner) override;

private:
    class attempt;

    std::weak_ptr<world> home_;
    arrival arrive_;
    std::size_t dialled_ = 0;
};

} // namespace socketiota::test_kit
