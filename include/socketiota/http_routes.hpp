// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/export.hpp>
#include <socketiota/http_handler.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

namespace socketiota {

namespace http {
class router;
}

/// Limits of one route.
struct http_route_options {
    /// Octets of a request's body; more is answered with 413. 0: no body is allowed.
    std::size_t max_body = std::size_t{1} << 20;

    /// How long a coroutine may take to answer; then 503 is sent, and what it returns later is
    /// dropped. At least 1 ms.
    std::chrono::milliseconds timeout{30'000};
};

/// The program's own HTTP routes, on the port of the server: `io.http()`.
///
///     io.http().get("/users/:id", [](sio::http_request const& request) {
///         return sio::http_response::text("user " + request.parameter("id"));
///     });
///
/// A pattern is a path: `:name` stands for one segment that is not empty, `*name` at the end for
/// all that remains, also for nothing: `/*all` matches each path, `/` too, and `/files/*name`
/// matches `/files/` but not `/files`. Everything else must be there as it stands, upper and
/// lower case and a slash at the end included; it is compared after percent-decoding. A path with a
/// segment `.` or `..`, with an escape that is none, or that is not UTF-8 matches nothing.
///
/// Socket.IO's own path comes first, then routes in the order of registration, then
/// `server::websocket`, then static folders. HEAD is answered by the route of GET, without the
/// body. A path that has routes, but none of that method, is answered with 405, and OPTIONS with
/// 204, both with `Allow`. An exception out of a handler is a 500 without details, and a line of
/// the log. `server_options::cors` does not touch routes: they send what headers they want.
///
/// Errors: a pattern or an option that cannot be is `invalid_option`, thrown with a sentence.
/// Thread safety: register before `run()` or on the server's thread; with several shards before
/// `run()`, else it throws `std::logic_error`.
/// Lifetime: outliving the server is harmless; routes added then are dropped.
class SOCKETIOTA_EXPORT http_routes {
public:
    /// Made by the library.
    explicit http_routes(std::shared_ptr<http::router> to) noexcept;

    /// Answers GET.
    void get(std::string_view pattern, http_handler handler, http_route_options options = {}) {
        add("GET", pattern, std::move(handler), options);
    }

    /// Answers POST.
    void post(std::string_view pattern, http_handler handler, http_route_options options = {}) {
        add("POST", pattern, std::move(handler), options);
    }

    /// Answers PUT.
    void put(std::string_view pattern, http_handler handler, http_route_options options = {}) {
        add("PUT", pattern, std::move(handler), options);
    }

    /// Answers PATCH.
    void patch(std::string_view pattern, http_handler handler, http_route_options options = {}) {
        add("PATCH", pattern, std::move(handler), options);
    }

    /// Answers DELETE; `delete` is a keyword.
    void delete_(std::string_view pattern, http_handler handler, http_route_options options = {}) {
        add("DELETE", pattern, std::move(handler), options);
    }

    /// All methods, HEAD and OPTIONS included.
    void any(std::string_view pattern, http_handler handler, http_route_options options = {}) {
        add({}, pattern, std::move(handler), options);
    }

    /// Any one method; empty: all.
    void add(std::string_view method, std::string_view pattern, http_handler handler,
             http_route_options options = {});

private:
    std::shared_ptr<http::router> router_;
};

} // namespace socketiota
