// SPDX-License-Identifier: MIT
#include <socketiota/disconnect_reason.hpp>

#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include <base/random.hpp>
#include <hub/client.hpp>
#include <hub/hub.hpp>
#include <hub/nsp_core.hpp>
#include <hub/socket_core.hpp>

namespace socketiota {

std::string_view to_string(disconnect_reason reason) noexcept {
    switch (reason) {
    case disconnect_reason::transport_error:
        return "transport error";
    case disconnect_reason::transport_close:
        return "transport close";
    case disconnect_reason::forced_close:
        return "forced close";
    case disconnect_reason::ping_timeout:
        return "ping timeout";
    case disconnect_reason::parse_error:
        return "parse error";
    case disconnect_reason::server_shutting_down:
        return "server shutting down";
    case disconnect_reason::forced_server_close:
        return "forced server close";
    case disconnect_reason::client_namespace_disconnect:
        return "client namespace disconnect";
    case disconnect_reason::server_namespace_disconnect:
        return "server namespace disconnect";
    }
    return "unknown reason";
}

namespace hub {

hub::hub(std::shared_ptr<loop::shard> home, hub_options const& options, base::metric_sink& metrics)
    : home_(std::move(home)),
      options_(options),
      metrics_(metrics),
      encoder_(home_->units(), options.packet.max_attachments),
      root_(std::make_shared<nsp_core>(*this, "/")) {
    nsps_.emplace("/", root_);
}

hub::~hub() {
    for (auto const& [name, nsp] : nsps_)
        nsp->detach();
}

std::unique_ptr<engine::session_listener> hub::on_session(engine::session& opened) {
    auto made = std::make_unique<client>(*this, opened);
    clients_.push_back(*made);
    return made;
}

std::shared_ptr<nsp_core> const& hub::of(std::string_view name) {
    std::string full(name.starts_with('/') ? "" : "/");
    full += name;
    auto found = nsps_.find(std::string_view(full));
    if (found == nsps_.end())
        found = nsps_.emplace(full, std::make_shared<nsp_core>(*this, full)).first;
    return found->second;
}

nsp_core* hub::find(std::string_view name) const {
    auto const found = nsps_.find(name);
    return found == nsps_.end() ? nullptr : found->second.get();
}

void hub::close() {
    while (!clients_.empty()) {
        client& next = clients_.front();
        clients_.pop_front();
        next.close_sockets(disconnect_reason::server_shutting_down);
    }
}

std::string hub::make_socket_id() {
    static constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::array<std::byte, 20> random{};
    base::fill_random(random);
    std::string id(random.size(), '\0');
    for (std::size_t index = 0; index < random.size(); ++index)
        id[index] = alphabet[static_cast<std::size_t>(random[index] & std::byte{63})];
    return id;
}

void hub::report(socket const& who, std::exception_ptr failure) noexcept {
    try {
        if (hooks_.on_error)
            hooks_.on_error(who, std::move(failure));
    } catch (...) {
        // Nobody is left to tell: the function that hears of failures has failed itself.
        count(metric::error_handler_failed);
    }
}

} // namespace hub
} // namespace socketiota
