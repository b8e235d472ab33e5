// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <cluster/emitter_core.hpp>
#include <cluster/redis_thread.hpp>

namespace socketiota::cluster {

/// Publishes what servers with the classic adapter of Redis hear, as @socket.io/redis-emitter does.
///
/// Thread safety: everything is safe from any thread.
class classic_emitter final : public emitter_core {
public:
    classic_emitter(std::string key, std::unique_ptr<redis_thread> by) noexcept;

    emit_result send(message const& what) override;
    void close() noexcept override;

private:
    emit_result publish(std::string const& channel, result<std::string_view> const& payload);

    std::string const key_;
    std::unique_ptr<redis_thread> const by_;
};

} // namespace socketiota::cluster
