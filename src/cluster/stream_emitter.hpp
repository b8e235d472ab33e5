// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <cluster/emitter_core.hpp>
#include <cluster/redis_thread.hpp>
#include <cluster/stream_options.hpp>

namespace socketiota::cluster {

/// Adds to the streams that servers with the adapter of Redis Streams read.
///
/// Thread safety: everything is safe from any thread.
class stream_emitter final : public emitter_core {
public:
    stream_emitter(stream_options options, std::unique_ptr<redis_thread> by) noexcept;

    emit_result send(message const& what) override;
    void close() noexcept override;

private:
    stream_options const options_;
    std::unique_ptr<redis_thread> const by_;
};

} // namespace socketiota::cluster
