// SPDX-License-Identifier: MIT
#include <utility>

#include <hub/hub.hpp>
#include <hub/nsp_core.hpp>
#include <hub/sessions.hpp>

namespace socketiota::hub {

hub::hub(std::shared_ptr<nsp_directory> all, std::size_t index, hub_options const& options,
         base::metric_sink& metrics, adapter::cluster* cluster)
    : all_(std::move(all)), around_(*all_, index, options, metrics, cluster) {
    all_->enter(around_);
}

hub::~hub() { all_->leave(around_.index); }

std::unique_ptr<engine::session_listener> hub::on_session(engine::session& opened) {
    auto made = std::make_unique<client>(around_, *all_, opened);
    clients_.push_back(*made);
    made->begin();
    return made;
}

void hub::on_room() noexcept {
    for (client& each : clients_)
        each.on_room_elsewhere();
}

void hub::close() {
    // Taken out first: a client lives until the engine ends its session, and what hears of the end
    // may end another.
    while (!clients_.empty()) {
        client& next = clients_.front();
        clients_.pop_front();
        next.end_all(disconnect_reason::server_shutting_down);
    }
    if (sessions* const kept = around_.sessions())
        kept->end();
}

void hub::part_from_others() noexcept { all_->part_from_others(around_.index); }

} // namespace socketiota::hub
