// SPDX-License-Identifier: MIT
#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <loop/accepted_channel.hpp>
#include <loop/address_text.hpp>
#include <loop/socket_channel.hpp>
#include <loop/tell_broken.hpp>
#include <sys/socket.h>
#include <sys/uio.h>

namespace socketiota::loop {

namespace asio = boost::asio;

namespace {

// What one sendmsg takes; the rest goes when the channel is writable, which it is at once.
constexpr std::size_t most_pieces = 64;

/// Of a peer that has reset its connection and has no address any more: one that nobody has. Not
/// the nothing of a Unix domain socket, whose peers may be trusted: octets from before the reset
/// are still served.
std::string address_after_reset(int number) {
    int domain = 0;
    socklen_t size = sizeof(domain);
    bool const is_known = ::getsockopt(number, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0;
    return is_known && domain == AF_UNIX ? std::string() : "::";
}

/// What the kernel answers, asked again if a signal came in between.
template <class Call>
ssize_t uninterrupted(Call const& call) {
    ssize_t answer = 0;
    do {
        answer = call();
    } while (answer < 0 && errno == EINTR);
    return answer;
}

bool would_block() noexcept { return errno == EAGAIN; }

error_code last_failure() noexcept { return {errno, boost::system::system_category()}; }

ssize_t send_pieces(int socket, std::span<asio::const_buffer const> pieces) {
    std::array<iovec, most_pieces> parts; // not zeroed: a KiB, of which two pieces are used
    std::size_t const count = std::min(pieces.size(), parts.size());
    for (std::size_t index = 0; index < count; ++index)
        // The kernel only reads it, which iovec cannot say.
        parts[index] = {const_cast<void*>(pieces[index].data()), pieces[index].size()};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = count;
    return uninterrupted([&] { return ::sendmsg(socket, &message, MSG_NOSIGNAL); });
}

ssize_t send_piece(int socket, asio::const_buffer const& piece) {
    return uninterrupted([&] { return ::send(socket, piece.data(), piece.size(), MSG_NOSIGNAL); });
}

class parked_socket final : public parked_channel {
public:
    descriptor socket;

    [[nodiscard]] std::unique_ptr<channel> adopt(std::shared_ptr<shard> const& home,
                                                 error_code& failure) override {
        auto adopted = std::make_unique<socket_channel>(home, std::move(socket), failure);
        if (failure)
            adopted.reset();
        return adopted;
    }
};

} // namespace

std::unique_ptr<channel> accepted_channel(std::shared_ptr<shard> home, descriptor socket,
                                          error_code& failure) {
    return std::make_unique<socket_channel>(std::move(home), std::move(socket), failure);
}

socket_channel::socket_channel(std::shared_ptr<shard> home, descriptor socket, error_code& failure)
    : home_(std::move(home)), socket_(std::move(socket)) {
    // Asks for what comes before anybody is there to hear it, which saves asking once more.
    epoll_set::of(*home_).add(*this, socket_.number(), failure);
}

socket_channel::~socket_channel() { socket_channel::close(); }

void socket_channel::set_owner(channel_owner& owner) {
    owner_ = &owner;
    ended_ = false; // reading again finds the end again
    update_reading();
}

void socket_channel::pause_reading() {
    paused_ = true;
    update_reading();
}

void socket_channel::resume_reading() {
    paused_ = false;
    update_reading();
}

void socket_channel::update_reading() noexcept {
    epoll_set::of(*home_).want_reading(*this, owner_ != nullptr && !paused_ && !ended_);
}

std::size_t socket_channel::write(std::span<asio::const_buffer const> pieces, error_code& failure) {
    std::size_t const wanted = asio::buffer_size(pieces);
    if (wanted == 0)
        return 0; // the kernel would refuse even that once `shutdown_send` was called
    ssize_t const sent = pieces.size() == 1 ? send_piece(socket_.number(), pieces.front())
                                            : send_pieces(socket_.number(), pieces);
    if (sent < 0 && !would_block()) {
        failure = last_failure();
        return 0;
    }
    auto const written = static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
    if (written < wanted)
        epoll_set::of(*home_).want_writing(*this, true);
    return written;
}

void socket_channel::shutdown_send() {
    // Fails if it is not connected any more: then there is nothing to say.
    ::shutdown(socket_.number(), SHUT_WR);
}

void socket_channel::close() noexcept {
    owner_ = nullptr;
    epoll_set::of(*home_).remove(*this);
    socket_.close();
}

std::unique_ptr<parked_channel> socket_channel::park() {
    if (!socket_)
        return nullptr;
    auto parked = std::make_unique<parked_socket>();
    owner_ = nullptr;
    epoll_set::of(*home_).remove(*this);
    parked->socket = std::move(socket_);
    return parked;
}

std::string socket_channel::remote_address() const {
    asio::ip::tcp::endpoint peer;
    auto size = static_cast<socklen_t>(peer.capacity());
    if (::getpeername(socket_.number(), peer.data(), &size) != 0)
        return address_after_reset(socket_.number());
    int const family = peer.data()->sa_family;
    if (family != AF_INET && family != AF_INET6)
        return {}; // a Unix domain socket: its peer has no name
    return address_text(peer.address());
}

// Nothing may be touched after a call to the owner, which may have destroyed this.

void socket_channel::on_readable() {
    if (owner_ == nullptr) {
        update_reading();
        return;
    }
    auto const buffer = home_->receive_buffer();
    ssize_t const size =
        uninterrupted([&] { return ::recv(socket_.number(), buffer.data(), buffer.size(), 0); });
    if (size < 0 && would_block())
        return;
    int const reason = size < 0 ? errno : 0; // before others work
    loop::shard& home = *home_;
    if (home.hear_others() && !epoll_set::of(home).is_told(this))
        return; // closed meanwhile
    if (size > 0) {
        owner_->on_data(buffer.first(static_cast<std::size_t>(size)));
        return;
    }
    ended_ = true;
    update_reading();
    if (reason != 0)
        owner_->on_broken({reason, boost::system::system_category()});
    else
        owner_->on_end();
}

void socket_channel::on_writable() {
    epoll_set::of(*home_).want_writing(*this, false);
    if (owner_ != nullptr)
        owner_->on_writable();
}

void socket_channel::on_thrown() noexcept {
    epoll_set::of(*home_).remove(*this);
    shutdown_both();
    tell_broken(std::exchange(owner_, nullptr),
                make_error_code(boost::system::errc::not_enough_memory));
}

void socket_channel::shutdown_both() noexcept { ::shutdown(socket_.number(), SHUT_RDWR); }

} // namespace socketiota::loop
