// SPDX-License-Identifier: MIT
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/socket_base.hpp>

#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include <loop/address_text.hpp>
#include <loop/asio_channel.hpp>
#include <loop/entering.hpp>
#include <loop/tell_broken.hpp>

namespace socketiota::loop {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

bool is_ip(int family) { return family == tcp::v4().family() || family == tcp::v6().family(); }

/// Nothing was there or fitted in, which is no failure.
bool would_block(error_code const& failure) {
    return failure == asio::error::would_block || failure == asio::error::try_again ||
           failure == asio::error::interrupted;
}

} // namespace

class asio_channel::connection final : public std::enable_shared_from_this<connection> {
public:
    connection(std::shared_ptr<shard> home, stream socket, error_code& failure)
        : home_(std::move(home)), socket_(std::move(socket)) {
        socket_.non_blocking(true, failure);
    }

    [[nodiscard]] shard& home() const noexcept { return *home_; }

    void set_owner(channel_owner& owner) {
        owner_ = &owner;
        ended_ = false; // reading again finds the end again
        wait_to_read();
    }

    void pause_reading() noexcept { paused_ = true; }

    void resume_reading() {
        paused_ = false;
        wait_to_read();
    }

    std::size_t write(std::span<asio::const_buffer const> pieces, error_code& failure) {
        std::size_t const wanted = asio::buffer_size(pieces);
        if (wanted == 0)
            return 0; // the system would refuse even that once `shutdown_send` was called
        error_code refused;
        std::size_t const written = pieces.size() == 1 ? socket_.write_some(pieces.front(), refused)
                                                       : socket_.write_some(pieces, refused);
        if (refused && !would_block(refused)) {
            failure = refused;
            return 0;
        }
        if (written < wanted)
            wait_to_write();
        return written;
    }

    void shutdown_send() {
        error_code ignored; // it is not connected any more: then there is nothing to say
        socket_.shutdown(asio::socket_base::shutdown_send, ignored);
    }

    void close() noexcept {
        owner_ = nullptr;
        error_code ignored;
        socket_.close(ignored);
    }

    [[nodiscard]] std::optional<stream::native_handle_type> release() {
        error_code failure;
        auto const handle = socket_.release(failure);
        if (failure)
            return std::nullopt;
        owner_ = nullptr;
        return handle;
    }

    [[nodiscard]] std::string remote_address() const {
        error_code unknown;
        auto const peer = socket_.remote_endpoint(unknown);
        if (unknown)
            return address_after_reset();
        tcp::endpoint at;
        if (!is_ip(peer.protocol().family()) || peer.size() > at.capacity())
            return {}; // a Unix domain socket: its peer has no name
        std::memcpy(at.data(), peer.data(), peer.size());
        return address_text(at.address());
    }

    void fail(error_code reason) noexcept {
        auto* const owner = owner_;
        close();
        tell_broken(owner, reason);
    }

private:
    /// Of a peer that has reset its connection and has no address any more: one that nobody has.
    /// Not the nothing of a Unix domain socket, whose peers may be trusted.
    [[nodiscard]] std::string address_after_reset() const {
        error_code unknown;
        auto const own = socket_.local_endpoint(unknown);
        return unknown || is_ip(own.protocol().family()) ? "::" : std::string();
    }

    // A pause leaves the wait as it is: one that ends before something comes costs nothing.
    void wait_to_read() {
        if (waits_to_read_ || paused_ || ended_ || owner_ == nullptr)
            return;
        socket_.async_wait(stream::wait_read,
                           entering(shared_from_this(), [](connection& self, error_code const&) {
                               self.waits_to_read_ = false;
                               self.read();
                           }));
        waits_to_read_ = true;
    }

    void wait_to_write() {
        if (waits_to_write_)
            return;
        socket_.async_wait(stream::wait_write,
                           entering(shared_from_this(), [](connection& self, error_code const&) {
                               self.waits_to_write_ = false;
                               if (self.owner_ != nullptr)
                                   self.owner_->on_writable();
                           }));
        waits_to_write_ = true;
    }

    // The owner may have closed this in each call to it.
    void read() {
        if (owner_ == nullptr || paused_)
            return;
        auto const buffer = home_->receive_buffer();
        error_code failure;
        std::size_t const size =
            socket_.read_some(asio::buffer(buffer.data(), buffer.size()), failure);
        if (would_block(failure))
            return wait_to_read();
        if (home_->hear_others() && owner_ == nullptr)
            return;
        if (!failure) {
            owner_->on_data(buffer.first(size));
            return wait_to_read();
        }
        ended_ = true;
        if (failure == asio::error::eof)
            owner_->on_end();
        else
            owner_->on_broken(failure);
    }

    std::shared_ptr<shard> home_;
    stream socket_;
    channel_owner* owner_ = nullptr; // null before the first owner and once closed
    bool waits_to_read_ = false;
    bool waits_to_write_ = false;
    bool paused_ = false;
    bool ended_ = false;
};

asio_channel::asio_channel(std::shared_ptr<shard> home, stream socket, error_code& failure)
    : connection_(std::make_shared<connection>(std::move(home), std::move(socket), failure)) {}

asio_channel::~asio_channel() { asio_channel::close(); }

void asio_channel::set_owner(channel_owner& owner) { connection_->set_owner(owner); }

void asio_channel::pause_reading() { connection_->pause_reading(); }

void asio_channel::resume_reading() { connection_->resume_reading(); }

std::size_t asio_channel::write(std::span<asio::const_buffer const> pieces, error_code& failure) {
    return connection_->write(pieces, failure);
}

void asio_channel::shutdown_send() { connection_->shutdown_send(); }

void asio_channel::close() noexcept { connection_->close(); }

std::optional<asio_channel::stream::native_handle_type> asio_channel::release() {
    return connection_->release();
}

std::string asio_channel::remote_address() const { return connection_->remote_address(); }

} // namespace socketiota::loop
