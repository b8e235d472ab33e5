// SPDX-License-Identifier: MIT
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/v6_only.hpp>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <loop/descriptor.hpp>
#include <loop/listener.hpp>
#include <loop/socket_channel.hpp>
#include <loop/socket_file.hpp>
#include <sys/socket.h>

namespace socketiota::loop {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using local = asio::local::stream_protocol;
using any_stream = asio::generic::stream_protocol;

namespace {

/// A descriptor that can be given up for a moment when all others are in use.
class reserve_descriptor {
public:
    reserve_descriptor() noexcept { take(); }

    void take() noexcept {
        if (!kept_)
            kept_ = descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    }

    /// Whether there is a free descriptor now.
    bool give() noexcept {
        bool const had = static_cast<bool>(kept_);
        kept_.close();
        return had;
    }

private:
    descriptor kept_;
};

/// Also if there is no room in the kernel to watch one more (`fs.epoll.max_user_watches`).
bool is_out_of_descriptors(error_code const& failure) {
    return failure == asio::error::no_descriptors ||
           failure == boost::system::errc::too_many_files_open_in_system ||
           failure == boost::system::errc::no_space_on_device ||
           failure == asio::error::no_memory || failure == asio::error::no_buffer_space;
}

} // namespace

class listener::acceptor final : public std::enable_shared_from_this<acceptor>,
                                 private base::deadline {
public:
    acceptor(std::shared_ptr<shard> home, any_stream protocol, on_accept accepted)
        : home_(std::move(home)),
          acceptor_(home_->get_executor()),
          protocol_(protocol),
          accepted_(std::move(accepted)) {}

    void open(tcp::endpoint const& at, error_code& failure) {
        open_descriptor(failure);
        if (!failure && at.protocol() == tcp::v6() && at.address().is_unspecified())
            acceptor_.set_option(asio::ip::v6_only(false), failure); // IPv4 peers too, as Node does
        if (!failure)
            acceptor_.set_option(asio::socket_base::reuse_address(true), failure);
        // Inherited by accepted sockets, which saves a system call for each.
        if (!failure)
            acceptor_.set_option(tcp::no_delay(true), failure);
        if (!failure)
            acceptor_.bind(at, failure);
        if (!failure)
            begin(failure);
    }

    void open(local::endpoint const& at, error_code& failure) {
        open_descriptor(failure);
        if (failure)
            return;
        acceptor_.bind(at, failure);
        if (failure == asio::error::address_in_use) {
            socket_file::remove_stale(at.path(), failure);
            if (!failure)
                acceptor_.bind(at, failure);
        }
        if (failure)
            return;
        file_.hold(at.path());
        begin(failure);
    }

    void tell_shortages(on_shortage short_of) { short_of_ = std::move(short_of); }

    void close() {
        file_.remove();     // first: while the socket is bound, no other file has its number
        error_code ignored; // the descriptor is gone either way
        acceptor_.close(ignored);
        cancel();
    }

    [[nodiscard]] tcp::endpoint local_endpoint() const {
        error_code failure; // a closed listener is nowhere
        auto const at = acceptor_.local_endpoint(failure);
        int const family = at.protocol().family();
        tcp::endpoint found;
        if (!failure && (family == AF_INET || family == AF_INET6))
            std::memcpy(found.data(), at.data(), at.size());
        return found;
    }

private:
    // So that a flood of connections does not keep the established ones waiting for long.
    static constexpr int most_accepted_at_once = 64;
    static constexpr auto pause_of_want = std::chrono::milliseconds(100);

    void open_descriptor(error_code& failure) {
        acceptor_.open(protocol_, failure);
        if (!failure && ::fcntl(acceptor_.native_handle(), F_SETFD, FD_CLOEXEC) != 0)
            failure.assign(errno, boost::system::system_category());
    }

    void begin(error_code& failure) {
        acceptor_.listen(asio::socket_base::max_listen_connections, failure);
        if (!failure)
            acceptor_.non_blocking(true, failure);
        if (!failure)
            wait();
    }

    void wait() {
        auto go_on = [weak = weak_from_this()](error_code failure) {
            auto const self = weak.lock();
            if (self && !failure)
                self->accept_or_pause();
        };
        acceptor_.async_wait(asio::socket_base::wait_read, in_memory(memory_, std::move(go_on)));
    }

    void accept_or_pause() {
        thread_check::visit const inside(home_->thread());
        try {
            accept_waiting();
        } catch (...) {
            // No memory for the connection, which is closed by now; it may be back soon.
            if (acceptor_.is_open())
                home_->set_deadline(*this, pause_of_want);
        }
    }

    void accept_waiting() {
        for (int count = 0; count < most_accepted_at_once && acceptor_.is_open(); ++count) {
            error_code failure;
            descriptor socket = accept_one(failure);
            if (failure == asio::error::would_block)
                break;
            std::unique_ptr<channel> connection;
            if (!failure)
                connection = std::make_unique<socket_channel>(home_, std::move(socket), failure);
            if (is_out_of_descriptors(failure)) {
                refuse_one();
                home_->set_deadline(*this, pause_of_want);
                if (short_of_)
                    short_of_(failure);
                return;
            }
            if (!failure) // else the peer was gone before we came: the next one
                accepted_(std::move(connection));
        }
        if (acceptor_.is_open())
            wait();
    }

    /// Asio's own accept leaves the descriptor to programs that this one starts, which then keep a
    /// connection open that was closed here; and it takes a call more to make it not block.
    descriptor accept_one(error_code& failure) {
        descriptor accepted(
            ::accept4(acceptor_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (!accepted)
            failure.assign(errno, boost::system::system_category());
        return accepted;
    }

    void refuse_one() {
        if (!reserve_.give())
            return;
        error_code ignored; // whoever was refused may be gone already
        accept_one(ignored).close();
        reserve_.take();
    }

    void on_deadline() override {
        reserve_.take();
        if (acceptor_.is_open())
            wait();
    }

    std::shared_ptr<shard> home_;
    asio::basic_socket_acceptor<any_stream> acceptor_;
    socket_file file_;
    any_stream protocol_;
    on_accept accepted_;
    on_shortage short_of_;
    reserve_descriptor reserve_;
    std::shared_ptr<operation_memory> memory_ = std::make_shared<operation_memory>();
};

listener::listener(std::shared_ptr<shard> home, tcp::endpoint const& at, on_accept accepted,
                   error_code& failure)
    : acceptor_(std::make_shared<acceptor>(std::move(home), at.protocol(), std::move(accepted))) {
    acceptor_->open(at, failure);
}

listener::listener(std::shared_ptr<shard> home, local::endpoint const& at, on_accept accepted,
                   error_code& failure)
    : acceptor_(std::make_shared<acceptor>(std::move(home), at.protocol(), std::move(accepted))) {
    acceptor_->open(at, failure);
}

listener::~listener() { acceptor_->close(); }

void listener::tell_shortages(on_shortage short_of) {
    acceptor_->tell_shortages(std::move(short_of));
}

tcp::endpoint listener::local_endpoint() const { return acceptor_->local_endpoint(); }

} // namespace socketiota::loop
