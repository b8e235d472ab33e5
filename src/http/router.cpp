// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <utility>

#include <http/path_segments.hpp>
#include <http/routed_exchange.hpp>
#include <http/router.hpp>
#include <wire/http_syntax.hpp>
#include <wire/target.hpp>

namespace socketiota {

http_routes::http_routes(std::shared_ptr<http::router> to) noexcept : router_(std::move(to)) {}

void http_routes::add(std::string_view method, std::string_view pattern, http_handler handler,
                      http_route_options options) {
    router_->add(method, pattern, std::move(handler), options);
}

} // namespace socketiota

namespace socketiota::http {
namespace {

[[noreturn]] void refuse(std::string_view pattern, std::string_view why) {
    throw boost::system::system_error(make_error_code(error::invalid_option),
                                      "the route \"" + std::string(pattern) +
                                          "\" cannot be: " + std::string(why));
}

bool takes(std::string_view route_method, std::string_view method) noexcept {
    return route_method.empty() || route_method == method ||
           (route_method == "GET" && method == "HEAD");
}

} // namespace

http_request::parts copy_of(exchange& request, route_pattern::parameter_list parameters) {
    wire::request_head const& head = request.request();
    http_request::parts copy;
    copy.method = head.method;
    copy.target = head.target;
    copy.parameters = std::move(parameters);
    copy.headers.reserve(head.headers().size());
    for (wire::header_field const& field : head.headers())
        copy.headers.emplace_back(field.name, field.value);
    copy.address = request.remote_address();
    copy.secure = request.secure();
    return copy;
}

void router::add(std::string_view method, std::string_view pattern, http_handler handler,
                 http_route_options options) {
    if (!method.empty() && !wire::is_token(method))
        refuse(pattern, "its method is none");
    if (options.timeout.count() < 1)
        refuse(pattern, "its timeout is less than 1 ms");
    if (admitting_)
        admitting_->check("http().add", handler.shareable());
    auto const made = std::make_shared<route const>(
        route{std::string(method), route_pattern(pattern), std::move(handler), options});
    keep(made);
    for (auto const& each : others_)
        if (auto const other = each.lock())
            other->keep(made);
}

void router::keep(std::shared_ptr<route const> const& made) {
    if (!detached_)
        routes_.push_back(made);
}

void router::detach() noexcept {
    detached_ = true;
    routes_.clear();
}

bool router::serve(exchange& request) {
    if (routes_.empty())
        return false;
    wire::request_head const& head = request.request();
    auto const segments = split_path(wire::split_target(head.target).path);
    if (!segments)
        return false;
    for (std::shared_ptr<route const> const& each : routes_) {
        if (!takes(each->method, head.method))
            continue;
        auto parameters = each->pattern.match(*segments);
        if (!parameters)
            continue;
        auto const taken = std::make_shared<routed_exchange>(
            *this, each, request, copy_of(request, std::move(*parameters)), waiting_.size());
        waiting_.push_back(taken);
        taken->start();
        return true;
    }
    return false;
}

bool router::serve_other_method(exchange& request) const {
    if (routes_.empty())
        return false;
    wire::request_head const& head = request.request();
    auto const segments = split_path(wire::split_target(head.target).path);
    if (!segments)
        return false;
    std::vector<std::string_view> methods;
    auto const note = [&methods](std::string_view method) {
        if (std::find(methods.begin(), methods.end(), method) == methods.end())
            methods.push_back(method);
    };
    for (std::shared_ptr<route const> const& each : routes_) {
        if (!each->pattern.match(*segments))
            continue;
        note(each->method);
        if (each->method == "GET")
            note("HEAD");
    }
    if (methods.empty())
        return false;
    note("OPTIONS");
    std::string allow;
    for (std::string_view const method : methods)
        allow.append(allow.empty() ? "" : ", ").append(method);
    request.respond(head.method == "OPTIONS" ? 204 : 405, {{"Allow", allow}}, std::string_view());
    return true;
}

void router::forget(routed_exchange& done) noexcept {
    // The caller keeps `done` alive.
    std::size_t const index = done.index();
    std::swap(waiting_[index], waiting_.back());
    waiting_[index]->index() = index;
    waiting_.pop_back();
}

} // namespace socketiota::http
