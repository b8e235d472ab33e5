// SPDX-License-Identifier: MIT
//
// For programs that read HTTP with Boost.Beast and give some of their connections to a server here.
// Part of no other header, so that programs without Beast do not compile it.
#pragma once

#include <boost/asio/buffers_iterator.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/write.hpp>

#include <sstream>
#include <string>
#include <type_traits>

namespace socketiota::beast {

/// What came and is not answered, for `server_base::serve_connection`: `request` as its octets, and
/// behind it what is left in `buffer`, the one that it was read with.
///
/// The request is one of `http::async_read`; or of `async_read_header` with `empty_body`, whose
/// body is still in the buffer or on its way.
///
///     http::request<http::string_body> request;
///     co_await http::async_read(stream, buffer, request, net::deferred);
///     io.serve_connection(std::move(stream), sio::beast::unread(request, buffer));
template <class Body, class Fields, class Buffer>
[[nodiscard]] std::string unread(boost::beast::http::request<Body, Fields> const& request,
                                 Buffer const& buffer) {
    std::ostringstream octets;
    if constexpr (std::is_same_v<Body, boost::beast::http::empty_body>)
        octets << request.base();
    else
        octets << request;
    auto const rest = buffer.data();
    return octets.str().append(boost::asio::buffers_begin(rest), boost::asio::buffers_end(rest));
}

} // namespace socketiota::beast
