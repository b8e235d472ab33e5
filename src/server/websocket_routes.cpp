// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <utility>

#include <base/what_of.hpp>
#include <engine/origin.hpp>
#include <http/path_segments.hpp>
#include <server/websocket_routes.hpp>
#include <websocket/handshake_answer.hpp>
#include <wire/close_code.hpp>
#include <wire/closing_answer.hpp>
#include <wire/http_syntax.hpp>
#include <wire/target.hpp>
#include <wire/websocket_handshake.hpp>

namespace socketiota {
namespace {

[[noreturn]] void refuse_option(std::string_view pattern, std::string_view why) {
    throw boost::system::system_error(make_error_code(error::invalid_option),
                                      "the WebSocket route \"" + std::string(pattern) +
                                          "\" cannot be: " + std::string(why));
}

void validate(std::string_view pattern, websocket_options const& options) {
    if (options.max_payload == 0)
        refuse_option(pattern, "max_payload is 0");
    if (options.max_fragments == 0)
        refuse_option(pattern, "max_fragments is 0");
    if (options.max_outbox_bytes == 0)
        refuse_option(pattern, "max_outbox_bytes is 0");
    if (options.max_connections == 0)
        refuse_option(pattern, "max_connections is 0");
    if (options.ping_interval.count() < 1)
        refuse_option(pattern, "ping_interval is less than 1 ms: sio::unlimited means no pings");
    if (options.per_message_deflate)
        if (auto const fault = websocket::fault_of(*options.per_message_deflate))
            refuse_option(pattern, *fault);
    for (std::string const& each : options.subprotocols)
        if (!wire::is_token(each))
            refuse_option(pattern, "a subprotocol is no token (RFC 6455 section 4.1)");
}

// The first one offered that is spoken. The handshake has its own look at whether they are tokens.
std::string_view choose(wire::request_head const& head, std::vector<std::string> const& spoken) {
    for (wire::header_field const& field : head.headers()) {
        if (!wire::equal_ignoring_case(field.name, "sec-websocket-protocol"))
            continue;
        std::string_view list = field.value;
        while (!list.empty()) {
            std::string_view const offered = wire::next_list_element(list);
            if (std::find(spoken.begin(), spoken.end(), offered) != spoken.end())
                return offered;
        }
    }
    return {};
}

} // namespace

/// Not changed once the server runs.
class websocket_routes::route {
public:
    route(http::route_pattern which, websocket_handler begins, websocket_options given)
        : pattern(std::move(which)),
          handler(std::move(begins)),
          options(std::make_shared<websocket_options const>(std::move(given))),
          connections(options->max_connections) {}

    http::route_pattern pattern;
    websocket_handler handler;
    std::shared_ptr<websocket_options const> options;
    base::shared_count connections;
};

websocket_routes::websocket_routes(std::shared_ptr<loop::shard> home, base::metric_sink& metrics,
                                   http::route_listener& listener,
                                   std::vector<std::string> const& allowed_origins)
    : home_(std::move(home)),
      metrics_(&metrics),
      listener_(&listener),
      allowed_origins_(allowed_origins),
      closing_(*home_, metrics) {}

websocket_routes::~websocket_routes() = default;

std::shared_ptr<websocket_routes::route> websocket_routes::make(std::string_view pattern,
                                                                websocket_handler handler,
                                                                websocket_options options) {
    validate(pattern, options);
    return std::make_shared<route>(http::route_pattern(pattern), std::move(handler),
                                   std::move(options));
}

void websocket_routes::add(std::shared_ptr<route> made) {
    auto deflate = websocket::shared_deflate::make(made->options->per_message_deflate);
    routes_.push_back({std::move(made), std::move(deflate)});
}

bool websocket_routes::serve(http::exchange& request) {
    if (routes_.empty() || listener_ == nullptr)
        return false;
    wire::request_head const& head = request.request();
    auto const segments = http::split_path(wire::split_target(head.target).path);
    if (!segments)
        return false;
    for (kept_route const& each : routes_) {
        auto parameters = each.is->pattern.match(*segments);
        if (!parameters)
            continue;
        if (wire::asks_for_websocket(head))
            accept(request, each, std::move(*parameters));
        else
            request.respond(426, {{"Upgrade", "websocket"}}, std::string_view());
        return true;
    }
    return false;
}

void websocket_routes::accept(http::exchange& request, kept_route const& kept,
                              http::route_pattern::parameter_list parameters) {
    std::shared_ptr<route> const& to = kept.is;
    wire::request_head const& head = request.request();
    if (!lets_in(head)) {
        refuse(request, 403, metric::foreign_origin);
        return;
    }
    if (last_turns_.begun()) {
        std::string const wait = std::to_string(last_turns_.retry_after(home_->now()).count());
        wire::header_field const retry{"Retry-After", wait};
        refuse(request, 503, metric::server_closing, std::span(&retry, 1));
        return;
    }
    base::shared_count::place place(&to->connections);
    if (!place) {
        refuse(request, 503, metric::too_many_sessions);
        return;
    }
    std::string subprotocol(choose(head, to->options->subprotocols));
    auto answer = websocket::answer_handshake(
        head, {}, kept.deflate ? &kept.deflate->wanted() : nullptr, subprotocol);
    if (!answer.accepted) {
        metrics_->count(metric::bad_websocket_handshake);
        request.respond_raw(answer.octets);
        return;
    }
    http_request copy(http::copy_of(request, std::move(parameters)));
    websocket_link::beginning begins{
        std::move(copy), std::move(subprotocol), request.detach(), std::move(answer.octets), {}};
    if (answer.deflate)
        begins.deflate = websocket::agreed_deflate{*answer.deflate, kept.deflate};
    auto const link = websocket_link::make(home_, weak_from_this(), to->options, std::move(begins),
                                           links_.size());
    links_.push_back({link, to});
    place.keep();
    link->start(to->handler);
}

void websocket_routes::refuse(http::exchange& request, std::uint16_t status, metric counts,
                              std::span<wire::header_field const> headers) {
    metrics_->count(counts);
    request.respond_raw(wire::octets_of({.status = status, .headers = headers}));
}

bool websocket_routes::lets_in(wire::request_head const& head) const {
    return engine::lets_in(allowed_origins_, head.find("origin").value_or(std::string_view()));
}

void websocket_routes::on_handler_failed(websocket_link const& where,
                                         std::exception_ptr failure) noexcept {
    if (listener_ == nullptr)
        return;
    try {
        listener_->on_route_failed("a function of the WebSocket " +
                                   std::string(where.request().path()) +
                                   " failed: " + base::what_of(failure));
    } catch (...) {
        listener_->on_route_failed("a function of a WebSocket failed");
    }
}

void websocket_routes::on_link_ended(websocket_link& ended) noexcept {
    std::size_t const index = ended.index();
    links_[index].from->connections.remove();
    std::swap(links_[index], links_.back());
    links_[index].link->index() = index;
    home_->dispose(std::move(links_.back().link));
    links_.pop_back();
}

void websocket_routes::refuse_new(base::time_point until) {
    last_turns_.begin(until, links_, [](kept_link const& each) { return each.link; });
}

void websocket_routes::send_next_away() {
    if (auto const next = last_turns_.next())
        next->close(wire::close_code::going_away, {});
}

std::size_t websocket_routes::size_of_all() const noexcept {
    std::size_t sum = 0;
    for (auto const& each : routes_)
        sum += each.is->connections.size();
    return sum;
}

std::size_t websocket_routes::held() const noexcept {
    std::size_t sum = 0;
    for (kept_link const& each : links_)
        sum += each.link->held();
    return sum;
}

void websocket_routes::close() {
    last_turns_.end();
    // Functions of the program that are called here may end others.
    while (!links_.empty())
        links_.back().link->go_away();
    closing_.clear();
    listener_ = nullptr;
}

} // namespace socketiota
