// SPDX-License-Identifier: MIT
#include <string_view>
#include <utility>

#include <server/site.hpp>
#include <wire/closing_answer.hpp>
#include <wire/websocket_handshake.hpp>

namespace socketiota {

site::site(std::shared_ptr<loop::shard> home, base::metric_sink& metrics,
           http::route_listener& listener, std::shared_ptr<base::work_limit> work,
           std::vector<std::string> const& allowed_origins)
    : routes_(std::make_shared<http::router>(listener, std::move(work))),
      websockets_(std::make_shared<websocket_routes>(std::move(home), metrics, listener,
                                                     allowed_origins)) {}

site::~site() { routes_->detach(); }

void site::serve(http::exchange& request) {
    if (serve_parts(request))
        return;
    bool const upgrade = wire::asks_for_websocket(request.request());
    if ((!upgrade && routes_->serve_other_method(request)) || request.give_back())
        return;
    // A client that asked for a WebSocket has nothing more to say in HTTP.
    if (upgrade)
        request.respond_raw(wire::octets_of({.status = 404}));
    else
        request.respond(404, {}, std::string_view());
}

bool site::serve_parts(http::exchange& request) {
    bool const upgrade = wire::asks_for_websocket(request.request());
    if (!upgrade && routes_->serve(request))
        return true;
    if (websockets_->serve(request))
        return true;
    if (upgrade)
        return false;
    for (http::static_folder& each : folders_)
        if (each.serve(request))
            return true;
    return false;
}

void site::close() { websockets_->close(); }

} // namespace socketiota
