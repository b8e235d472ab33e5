// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/http_routes.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/registrations.hpp>
#include <base/work_limit.hpp>
#include <http/exchange.hpp>
#include <http/route_pattern.hpp>

namespace socketiota::http {

class routed_exchange;

/// Who is told what went wrong in the program's handlers.
class route_listener {
public:
    /// `sentence` names the route and the reason. Nothing of it was told to the client.
    virtual void on_route_failed(std::string_view sentence) noexcept = 0;

    /// Too many coroutines ran to begin that of a route.
    virtual void on_route_put_off() noexcept = 0;

protected:
    ~route_listener() = default;
};

/// What a handler may keep of `request`.
[[nodiscard]] http_request::parts copy_of(exchange& request,
                                          route_pattern::parameter_list parameters);

/// The program's routes, and the exchanges that wait for its handlers.
///
/// Not thread safe: belongs to its shard.
class router {
public:
    /// `listener` must outlive the last call to `serve`. The front whose requests are served must
    /// have closed before this is destroyed.
    ///
    /// @param work is shared with what else runs coroutines for clients.
    router(route_listener& listener, std::shared_ptr<base::work_limit> work) noexcept
        : listener_(listener), work_(std::move(work)) {}

    router(router const&) = delete;
    router& operator=(router const&) = delete;
    ~router() = default;

    /// What is added here is added to `others` too, those of a server's other shards, if
    /// `admitting` lets it: before they run.
    void spread_to(std::vector<std::weak_ptr<router>> others,
                   std::shared_ptr<base::registrations const> admitting) noexcept {
        others_ = std::move(others);
        admitting_ = std::move(admitting);
    }

    /// Throws `invalid_option`; see `http_routes::add`.
    void add(std::string_view method, std::string_view pattern, http_handler handler,
             http_route_options options);

    /// The server is gone: drops all routes, and takes no other. Their handlers may hold the handle
    /// of this, and would keep it alive for ever.
    void detach() noexcept;

    /// Takes over a request that one of the routes is for; false, with nothing answered, if there
    /// is none.
    [[nodiscard]] bool serve(exchange& request);

    /// Answers a request whose path has routes, but none of its method, with 405 or, for OPTIONS,
    /// 204; false, with nothing answered, if its path has none.
    [[nodiscard]] bool serve_other_method(exchange& request) const;

    /// Exchanges that wait for a body or for their handler.
    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.size(); }

private:
    friend class routed_exchange;

    struct route {
        std::string method; // empty: all
        route_pattern pattern;
        http_handler handler;
        http_route_options options;
    };

    void keep(std::shared_ptr<route const> const& made);
    void forget(routed_exchange& done) noexcept;

    route_listener& listener_;
    std::shared_ptr<base::work_limit> work_;
    bool detached_ = false;
    std::vector<std::shared_ptr<route const>> routes_;
    std::vector<std::weak_ptr<router>> others_;
    std::shared_ptr<base::registrations const> admitting_;  // null: all is
    std::vector<std::shared_ptr<routed_exchange>> waiting_; // each knows its index
};

} // namespace socketiota::http
