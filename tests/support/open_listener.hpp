// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/system/error_code.hpp>

#include <memory>
#include <optional>
#include <utility>

#include <loop/listener.hpp>
#include <loop/listening_socket.hpp>

namespace socketiota::test {

/// A listener with a socket of its own.
class open_listener {
public:
    open_listener(std::shared_ptr<loop::shard> home, boost::asio::ip::tcp::endpoint const& at,
                  loop::listener::on_accept accepted, boost::system::error_code& failure) {
        auto const opened = loop::listening_socket::open(at, 1, failure);
        if (!failure)
            begin(std::move(home), opened[0], std::move(accepted), failure);
    }

    open_listener(std::shared_ptr<loop::shard> home,
                  boost::asio::local::stream_protocol::endpoint const& at,
                  loop::listener::on_accept accepted, boost::system::error_code& failure) {
        auto const opened = loop::listening_socket::open(at, failure);
        if (!failure)
            begin(std::move(home), opened, std::move(accepted), failure);
    }

    void tell_shortages(loop::listener::on_shortage short_of) {
        listener_->tell_shortages(std::move(short_of));
    }

    void pause() noexcept { listener_->pause(); }

    void resume() { listener_->resume(); }

    [[nodiscard]] boost::asio::ip::tcp::endpoint local_endpoint() const { return where_; }

private:
    void begin(std::shared_ptr<loop::shard> home, std::shared_ptr<loop::listening_socket> from,
               loop::listener::on_accept accepted, boost::system::error_code& failure) {
        where_ = from->local_endpoint();
        listener_.emplace(std::move(home), std::move(from), std::move(accepted), failure);
    }

    std::optional<loop::listener> listener_;
    boost::asio::ip::tcp::endpoint where_;
};

} // namespace socketiota::test
