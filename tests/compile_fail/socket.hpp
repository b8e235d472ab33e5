// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec.hpp>
#include <socketiota/detail/emitter.hpp>
#include <socketiota/detail/listening.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/detached.hpp>

#include <memory>
#include <string_view>

namespace sio = socketiota;
namespace net = boost::asio;

/// What the public sockets have, without anything behind it: these files are never linked.
class test_socket : public sio::detail::emitter<test_socket>,
                    public sio::detail::requester<test_socket, sio::detail::answer_count::one>,
                    public sio::detail::listening<test_socket> {
public:
    sio::emit_result start_emit(std::string_view name,
                                sio::detail::argument_list const& arguments) const;
    void start_request(std::string_view name, sio::detail::argument_list const& arguments,
                       std::shared_ptr<sio::detail::pending_answer> answer) const;
    net::any_io_executor get_executor() const;
    net::any_io_executor completion_executor() const;
    sio::registration listen(std::string_view name,
                             std::shared_ptr<sio::detail::handler<test_socket>> function,
                             bool once) const;
};
