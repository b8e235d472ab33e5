// SPDX-License-Identifier: MIT
#include <algorithm>

#include <server/gauges.hpp>

namespace socketiota::gauges {

void write_sessions(base::metric_text& to, engine::engine::figures const& there_are) {
    to.begin_gauge("socketiota_sessions", "Engine.IO sessions by what carries them now.");
    to.sample("transport", "polling", there_are.polling);
    to.sample("transport", "websocket", there_are.websocket);
}

void write_sockets(base::metric_text& to, std::vector<std::pair<std::string, std::size_t>> by_nsp) {
    // By name, so that it is the same ones each time that have a label.
    std::sort(by_nsp.begin(), by_nsp.end());
    to.begin_gauge("socketiota_sockets", "Connected sockets by namespace.");
    std::size_t others = 0;
    for (std::size_t index = 0; index < by_nsp.size(); ++index) {
        if (index < most_nsps)
            to.sample("nsp", by_nsp[index].first, by_nsp[index].second);
        else
            others += by_nsp[index].second;
    }
    if (by_nsp.size() > most_nsps) // not the name of one: these begin with a slash
        to.sample("nsp", "others", others);
}

void write_websockets(base::metric_text& to, std::size_t count) {
    to.begin_gauge("socketiota_websockets", "Plain WebSockets.");
    to.sample(count);
}

void write_connections(base::metric_text& to, std::size_t count) {
    to.begin_gauge("socketiota_http_connections",
                   "Connections that are no WebSockets, with those that have said nothing yet.");
    to.sample(count);
}

void write_outboxes(base::metric_text& to, std::size_t octets) {
    to.begin_gauge("socketiota_outbox_bytes",
                   "Memory of what waits to be sent; what many clients share counts for each.");
    to.sample(octets);
}

void write_cluster(base::metric_text& to, cluster::cluster_figures const& others) {
    using state = cluster::mover::state;
    to.begin_gauge("socketiota_cluster_state", "1 for how the way to other servers is now.");
    for (auto const& [name, which] :
         {std::pair("connected", state::connected), std::pair("degraded", state::degraded),
          std::pair("lost", state::lost)})
        to.sample("state", name, std::uint64_t{others.state == which ? 1U : 0U});
    if (others.servers) {
        to.begin_gauge("socketiota_cluster_servers", "Other servers that are known.");
        to.sample(*others.servers);
    }
    to.begin_counter("socketiota_cluster_ignored_total",
                     "Messages between servers that were left out, by why.");
    for (auto const& [why, count] : others.ignored)
        to.sample("reason", why, count);
}

} // namespace socketiota::gauges
