// SPDX-License-Identifier: MIT
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <cerrno>
#include <chrono>
#include <utility>

#include <fcntl.h>
#include <loop/accepted_channel.hpp>
#include <loop/descriptor.hpp>
#include <loop/kernel_socket.hpp>
#include <loop/listener.hpp>
#include <netinet/in.h>

namespace socketiota::loop {

namespace asio = boost::asio;
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
    acceptor(std::shared_ptr<shard> home, on_accept accepted)
        : home_(std::move(home)),
          acceptor_(home_->get_executor()),
          accepted_(std::move(accepted)) {}

    void begin(std::shared_ptr<listening_socket> from, error_code& failure) {
        socket_ = std::move(from);
        acceptor_.assign(any_stream(socket_->family(), IPPROTO_TCP), socket_->number(), failure);
        if (!failure)
            wait();
    }

    void tell_shortages(on_shortage short_of) { short_of_ = std::move(short_of); }

    void close() noexcept {
        cancel();
        error_code ignored;
        if (acceptor_.is_open())
            acceptor_.release(ignored); // whoever shares it goes on
        socket_.reset();
    }

    void pause() noexcept { paused_ = true; }

    void resume() {
        if (std::exchange(paused_, false) && acceptor_.is_open() && !pending() && !waiting_)
            wait();
    }

    void divert(on_arrival arrived) { arrived_ = std::move(arrived); }

private:
    // So that a flood of connections does not keep the established ones waiting for long.
    static constexpr int most_accepted_at_once = 64;
    static constexpr auto pause_of_want = std::chrono::milliseconds(100);

    void wait() {
        if (paused_)
            return;
        auto go_on = [weak = weak_from_this()](error_code failure) {
            auto const self = weak.lock();
            if (!self)
                return;
            self->waiting_ = false;
            if (!failure)
                self->accept_or_pause();
        };
        acceptor_.async_wait(asio::socket_base::wait_read, in_memory(memory_, std::move(go_on)));
        waiting_ = true;
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
        for (int count = 0; count < most_accepted_at_once && accepts(); ++count) {
            error_code failure;
            descriptor socket = accept_one(failure);
            if (failure == asio::error::would_block)
                break;
            if (!failure && arrived_ && arrived_(socket))
                continue;
            std::unique_ptr<channel> connection;
            if (!failure)
                connection = accepted_channel(home_, std::move(socket), failure);
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
        descriptor accepted = accept_from(acceptor_.native_handle());
        if (!accepted)
            failure.assign(errno, boost::system::system_category());
        return accepted;
    }

    [[nodiscard]] bool accepts() const noexcept { return acceptor_.is_open() && !paused_; }

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
    std::shared_ptr<listening_socket> socket_;
    asio::basic_socket_acceptor<any_stream> acceptor_; // of that socket, which it does not own
    on_accept accepted_;
    on_arrival arrived_;
    on_shortage short_of_;
    reserve_descriptor reserve_;
    bool waiting_ = false;
    bool paused_ = false;
    std::shared_ptr<operation_memory> memory_ = std::make_shared<operation_memory>();
};

listener::listener(std::shared_ptr<shard> home, std::shared_ptr<listening_socket> from,
                   on_accept accepted, error_code& failure)
    : acceptor_(std::make_shared<acceptor>(std::move(home), std::move(accepted))) {
    acceptor_->begin(std::move(from), failure);
}

listener::~listener() { acceptor_->close(); }

void listener::tell_shortages(on_shortage short_of) {
    acceptor_->tell_shortages(std::move(short_of));
}

void listener::divert(on_arrival arrived) { acceptor_->divert(std::move(arrived)); }

void listener::pause() noexcept { acceptor_->pause(); }

void listener::resume() { acceptor_->resume(); }

} // namespace socketiota::loop
