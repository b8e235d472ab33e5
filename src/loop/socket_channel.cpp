// SPDX-License-Identifier: MIT
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstring>
#include <utility>

#include <loop/address_text.hpp>
#include <loop/socket_channel.hpp>
#include <sys/socket.h>

namespace socketiota::loop {

namespace asio = boost::asio;
using stream_socket = asio::generic::stream_protocol::socket;

class socket_channel::connection : public std::enable_shared_from_this<connection> {
public:
    connection(std::shared_ptr<shard> home, stream_socket socket)
        : home_(std::move(home)), socket_(std::move(socket)) {
        error_code ignored; // a socket that broke meanwhile says so when it is read
        socket_.non_blocking(true, ignored);
    }

    void set_events(channel_events& events) {
        events_ = &events;
        ended_ = false; // reading again finds the end again
        wait_readable();
    }

    void pause_reading() noexcept { paused_ = true; }

    void resume_reading() {
        paused_ = false;
        if (events_ != nullptr)
            wait_readable();
    }

    std::size_t write(std::span<asio::const_buffer const> pieces, error_code& failure) {
        std::size_t const wanted = asio::buffer_size(pieces);
        std::size_t const written = pieces.size() == 1 ? socket_.write_some(pieces.front(), failure)
                                                       : socket_.write_some(pieces, failure);
        if (failure == asio::error::would_block)
            failure.clear();
        if (!failure && written < wanted)
            wait_writable();
        return written;
    }

    void shutdown_send() {
        error_code ignored; // not connected any more: then there is nothing to say
        socket_.shutdown(stream_socket::shutdown_send, ignored);
    }

    void close() noexcept {
        events_ = nullptr;
        error_code ignored; // the descriptor is gone either way
        socket_.close(ignored);
    }

    [[nodiscard]] std::string remote_address() const {
        error_code failure;
        auto const end = socket_.remote_endpoint(failure);
        int const family = end.protocol().family();
        if (failure || (family != AF_INET && family != AF_INET6))
            return {}; // gone, or a Unix domain socket: its peer has no name
        asio::ip::tcp::endpoint peer;
        std::memcpy(peer.data(), end.data(), end.size());
        return address_text(peer.address());
    }

private:
    void wait_readable() {
        if (waiting_readable_ || ended_ || paused_)
            return;
        waiting_readable_ = true;
        socket_.async_wait(stream_socket::wait_read, [weak = weak_from_this()](error_code failure) {
            if (auto const self = weak.lock())
                self->on_readable(failure);
        });
    }

    void on_readable(error_code failure) {
        thread_check::visit const inside(home_->thread());
        waiting_readable_ = false;
        if (events_ == nullptr || failure || paused_)
            return;
        auto const buffer = home_->receive_buffer();
        std::size_t const size =
            socket_.read_some(asio::buffer(buffer.data(), buffer.size()), failure);
        if (failure == asio::error::would_block) {
            wait_readable();
        } else if (failure == asio::error::eof) {
            ended_ = true;
            events_->on_end();
        } else if (failure) {
            ended_ = true;
            events_->on_broken(failure);
        } else {
            events_->on_data(buffer.first(size));
            if (events_ != nullptr)
                wait_readable();
        }
    }

    void wait_writable() {
        if (waiting_writable_)
            return;
        waiting_writable_ = true;
        socket_.async_wait(stream_socket::wait_write,
                           [weak = weak_from_this()](error_code failure) {
                               auto const self = weak.lock();
                               if (!self)
                                   return;
                               thread_check::visit const inside(self->home_->thread());
                               self->waiting_writable_ = false;
                               if (!failure && self->events_ != nullptr)
                                   self->events_->on_writable();
                           });
    }

    std::shared_ptr<shard> home_;
    stream_socket socket_;
    channel_events* events_ = nullptr; // null once closed
    bool waiting_readable_ = false;
    bool waiting_writable_ = false;
    bool paused_ = false;
    bool ended_ = false;
};

socket_channel::socket_channel(std::shared_ptr<shard> home, stream_socket socket)
    : connection_(std::make_shared<connection>(std::move(home), std::move(socket))) {}

socket_channel::~socket_channel() { connection_->close(); }

void socket_channel::set_events(channel_events& events) { connection_->set_events(events); }

void socket_channel::pause_reading() { connection_->pause_reading(); }

void socket_channel::resume_reading() { connection_->resume_reading(); }

std::size_t socket_channel::write(std::span<asio::const_buffer const> pieces, error_code& failure) {
    return connection_->write(pieces, failure);
}

void socket_channel::shutdown_send() { connection_->shutdown_send(); }

void socket_channel::close() noexcept { connection_->close(); }

std::string socket_channel::remote_address() const { return connection_->remote_address(); }

} // namespace socketiota::loop
