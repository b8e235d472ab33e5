// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include <cluster/classic_options.hpp>
#include <cluster/redis_line_mover.hpp>

namespace socketiota::cluster {

/// Moves messages through channels of Redis as the classic adapter does (`createAdapter` of
/// @socket.io/redis-adapter), between servers of both languages.
///
/// Not thread safe: belongs to the shard where the cluster is; its counts may be read anywhere.
class classic_mover final : public redis_line_mover {
public:
    /// As `redis_line_mover`.
    explicit classic_mover(redis::client& by, classic_options options = {});

    [[nodiscard]] encoded_values::preference prefers() const noexcept override {
        return encoded_values::preference::msgpack;
    }

    [[nodiscard]] std::unique_ptr<line> open(std::string nsp, line_listener& listener) override;

private:
    classic_options const options_;
};

} // namespace socketiota::cluster
