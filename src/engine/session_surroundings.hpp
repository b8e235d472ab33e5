// SPDX-License-Identifier: MIT
#pragma once

#include <base/metric_sink.hpp>
#include <engine/engine_options.hpp>
#include <engine/polling_contents.hpp>
#include <loop/shard.hpp>
#include <websocket/closing_connections.hpp>

namespace socketiota::engine {

/// What the sessions of a shard share.
struct session_surroundings {
    loop::shard& shard;
    engine_options const& options;
    base::metric_sink& metrics;
    websocket::closing_connections& closing;
    polling_contents contents{};
};

} // namespace socketiota::engine
