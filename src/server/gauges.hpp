// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/metric_text.hpp>
#include <cluster/cluster_figures.hpp>
#include <engine/engine.hpp>

namespace socketiota::gauges {

// What the servers publish beside their counters: one family each, written when it is asked for.

void write_sessions(base::metric_text& to, engine::engine::figures const& there_are);

/// Each namespace is a label; beyond so many, those with the last names are one.
inline constexpr std::size_t most_nsps = 100;

void write_sockets(base::metric_text& to, std::vector<std::pair<std::string, std::size_t>> by_nsp);

/// Plain ones.
void write_websockets(base::metric_text& to, std::size_t count);

/// Those of HTTP, with the ones that have said nothing yet.
void write_connections(base::metric_text& to, std::size_t count);

void write_outboxes(base::metric_text& to, std::size_t octets);

/// The way to the other servers of a cluster, and what was wrong with what came on it.
void write_cluster(base::metric_text& to, cluster::cluster_figures const& others);

} // namespace socketiota::gauges
