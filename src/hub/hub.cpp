// SPDX-License-Identifier: MIT
#include <utility>

#include <hub/hub.hpp>
#include <hub/nsp_core.hpp>

namespace socketiota::hub {

hub::hub(std::shared_ptr<loop::shard> home, hub_options const& options, base::metric_sink& metrics)
    : around_(std::move(home), options, metrics), nsps_(around_) {}

hub::~hub() = default;

std::unique_ptr<engine::session_listener> hub::on_session(engine::session& opened) {
    auto made = std::make_unique<client>(around_, nsps_, opened);
    clients_.push_back(*made);
    return made;
}

void hub::close() {
    // Taken out first: a client lives until the engine ends its session, and what hears of the end
    // may end another.
    while (!clients_.empty()) {
        client& next = clients_.front();
        clients_.pop_front();
        next.end_all(disconnect_reason::server_shutting_down);
    }
}

} // namespace socketiota::hub
