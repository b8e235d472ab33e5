// SPDX-License-Identifier: MIT
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <redis/error_of_answer.hpp>
#include <redis/socket_carrier.hpp>
#include <redis/tls_client.hpp>

namespace socketiota::redis {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// What all connections have in common.
struct terms {
    loop::shard::executor_type executor;
    std::string server_name; // that certificates have to be for; empty: that of the host
    std::optional<asio::ssl::context> tls;
    std::size_t first = 0; // which address of a name is tried first
};

/// A connection over sockets of the kernel. Its operations hold it, and with it all that they read
/// into and write from; it has no owner when they end after it was closed.
class socket_carrier final : public carrier, public std::enable_shared_from_this<socket_carrier> {
public:
    socket_carrier(std::shared_ptr<terms> common, address at)
        : common_(std::move(common)),
          at_(std::move(at)),
          resolver_(common_->executor),
          tcp_(common_->executor),
          stream_(common_->executor) {}

    void connect(std::shared_ptr<reply_parser> input, carrier_owner& owner) override;
    [[nodiscard]] std::optional<std::string> write(std::string octets) override;
    void write_last(std::string octets) override;
    void close() noexcept override;

    [[nodiscard]] error why_late() const noexcept override {
        // A Redis without TLS waits for the end of the line that a handshake seems to be.
        return tls_ ? error::redis_speaks_no_tls : error::redis_unreachable;
    }

private:
    using stream = asio::generic::stream_protocol::socket;

    void resolve();
    void on_resolved(error_code failure, tcp::resolver::results_type const& found);
    void connect_to(std::vector<tcp::endpoint> const& all);
    void on_tcp(error_code failure);
    void connect_locally();
    void begin();
    void be_connected();
    [[nodiscard]] std::size_t write_some(std::string_view octets) noexcept;
    void write_rest(std::size_t sent);
    void on_written();
    void read();
    void on_read(error_code failure, std::size_t size);
    void end(error_code why, std::string const& words);
    void end_handshake(error_code failure);
    void end_connection(error_code failure);

    /// What the loop calls goes through this: where there is no memory to go on, the connection
    /// ends, and nothing leaves the loop.
    template <class F>
    void guarded(F const& f) {
        if (owner_ == nullptr)
            return;
        try {
            f();
        } catch (std::exception const& thrown) {
            if (owner_ != nullptr)
                end(make_error_code(boost::system::errc::not_enough_memory), thrown.what());
        }
    }

    /// Calls `f` with the stream that carries what is said.
    template <class F>
    void with_stream(F const& f) {
        if (tls_)
            f(*tls_);
        else
            f(stream_);
    }

    std::shared_ptr<terms> const common_;
    address const at_;
    std::shared_ptr<reply_parser> input_;
    carrier_owner* owner_ = nullptr; // null once closed
    tcp::resolver resolver_;
    tcp::socket tcp_; // until it is connected
    std::size_t first_ = 0;
    stream stream_;
    std::optional<asio::ssl::stream<stream&>> tls_;
    std::string writing_;
    bool has_left_ = true; // what was given to `write`, whoever has been told
    bool has_read_ = false;
};

void socket_carrier::connect(std::shared_ptr<reply_parser> input, carrier_owner& owner) {
    input_ = std::move(input);
    owner_ = &owner;
    if (!at_.path.empty())
        return connect_locally();
    error_code is_name;
    auto const numeric = asio::ip::make_address(at_.host, is_name);
    if (is_name)
        resolve(); // on a thread of Asio's, so addresses do without
    else
        connect_to({tcp::endpoint(numeric, at_.port)});
}

void socket_carrier::resolve() {
    resolver_.async_resolve(
        at_.host, std::to_string(at_.port), tcp::resolver::numeric_service,
        [self = shared_from_this()](error_code failure, tcp::resolver::results_type const& found) {
            self->guarded([&] { self->on_resolved(failure, found); });
        });
}

void socket_carrier::on_resolved(error_code failure, tcp::resolver::results_type const& found) {
    if (failure)
        return end(error::redis_unknown_host, at_.host + ": " + failure.message());
    std::vector<tcp::endpoint> all;
    for (auto const& each : found)
        all.push_back(each.endpoint());
    first_ = common_->first;
    std::rotate(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(first_ % all.size()),
                all.end());
    connect_to(all);
}

void socket_carrier::connect_to(std::vector<tcp::endpoint> const& all) {
    asio::async_connect(tcp_, all,
                        [self = shared_from_this()](error_code failure, tcp::endpoint const&) {
                            self->guarded([&] { self->on_tcp(failure); });
                        });
}

void socket_carrier::on_tcp(error_code failure) {
    if (failure)
        return end(error::redis_unreachable,
                   at_.host + " port " + std::to_string(at_.port) + ": " + failure.message());
    error_code ignored; // it works without, only not so well
    tcp_.set_option(tcp::no_delay(true), ignored);
    tcp_.set_option(asio::socket_base::keep_alive(true), ignored);
    stream_ = stream(std::move(tcp_));
    begin();
}

void socket_carrier::connect_locally() {
    asio::local::stream_protocol::endpoint const at(at_.path);
    stream_.async_connect(at, [self = shared_from_this()](error_code failure) {
        self->guarded([&] {
            if (failure)
                self->end(error::redis_unreachable, self->at_.path + ": " + failure.message());
            else
                self->begin();
        });
    });
}

void socket_carrier::begin() {
    if (!at_.tls)
        return be_connected();
    tls_.emplace(stream_, *common_->tls);
    std::string const& name = common_->server_name;
    expect_name(*tls_->native_handle(), name.empty() ? at_.host : name);
    tls_->async_handshake(asio::ssl::stream_base::client,
                          [self = shared_from_this()](error_code failure) {
                              self->guarded([&] {
                                  if (failure)
                                      self->end_handshake(failure);
                                  else
                                      self->be_connected();
                              });
                          });
}

void socket_carrier::be_connected() {
    error_code ignored; // then it is written as soon as the loop comes to it
    stream_.non_blocking(true, ignored);
    owner_->on_connected();
    if (owner_ != nullptr)
        read();
}

void socket_carrier::read() {
    auto const room = input_->prepare();
    with_stream([&](auto& from) {
        from.async_read_some(asio::buffer(room.data(), room.size()),
                             [self = shared_from_this()](error_code failure, std::size_t size) {
                                 self->guarded([&] { self->on_read(failure, size); });
                             });
    });
}

void socket_carrier::on_read(error_code failure, std::size_t size) {
    if (failure)
        return end_connection(failure);
    has_read_ = true;
    input_->commit(size);
    owner_->on_octets();
    if (owner_ != nullptr)
        read();
}

// At once, so that it is known whether anything can be written behind it.
std::optional<std::string> socket_carrier::write(std::string octets) {
    std::size_t const sent = tls_ ? 0 : write_some(octets);
    has_left_ = sent == octets.size();
    if (has_left_)
        return octets;
    writing_ = std::move(octets);
    write_rest(sent);
    return std::nullopt;
}

std::size_t socket_carrier::write_some(std::string_view octets) noexcept {
    error_code ignored; // what has failed is noticed by reading
    return stream_.non_blocking() ? stream_.write_some(asio::buffer(octets), ignored) : 0;
}

void socket_carrier::write_rest(std::size_t sent) {
    with_stream([&](auto& to) {
        asio::async_write(to, asio::buffer(writing_) + sent,
                          [self = shared_from_this()](error_code failure, std::size_t) {
                              // What has failed for writing is noticed by reading, which may still
                              // find what the peer said before.
                              if (!failure)
                                  self->on_written();
                          });
    });
}

void socket_carrier::on_written() {
    has_left_ = true;
    guarded([this] { owner_->on_written(std::move(writing_)); });
}

void socket_carrier::write_last(std::string octets) {
    if (!has_left_)
        return; // the system takes no more
    if (!tls_)
        return void(write_some(octets));
    writing_ = std::move(octets);
    write_rest(0);
}

void socket_carrier::close() noexcept {
    owner_ = nullptr;
    // An address that answers nothing takes all the time of an attempt: the next begins behind it.
    if (tcp_.is_open())
        common_->first = first_ + 1;
    error_code ignored; // the overloads that cannot throw
    resolver_.cancel();
    tcp_.close(ignored);
    stream_.close(ignored);
}

void socket_carrier::end(error_code why, std::string const& words) {
    auto* const owner = owner_;
    close();
    owner->on_ended(why, words);
}

void socket_carrier::end_handshake(error_code failure) {
    long const verified = SSL_get_verify_result(tls_->native_handle());
    if (verified != X509_V_OK)
        return end(error::redis_not_trusted, X509_verify_cert_error_string(verified));
    end(error::redis_speaks_no_tls, failure.message());
}

void socket_carrier::end_connection(error_code failure) {
    // In TLS 1.3 it is now that a server says what it thinks of our certificate.
    bool const is_refused =
        tls_ && !has_read_ && failure.category() == asio::error::get_ssl_category();
    end(is_refused ? error::redis_speaks_no_tls : error::redis_connection_lost, failure.message());
}

} // namespace

carrier_to make_socket_carriers(std::shared_ptr<loop::shard> const& home,
                                redis_tls_options const& tls, bool with_tls) {
    auto common =
        std::make_shared<terms>(terms{home->get_executor(), tls.server_name, std::nullopt, 0});
    if (with_tls)
        common->tls.emplace(make_tls_context(tls).release());
    return [common = std::move(common)](address const& at) {
        return std::shared_ptr<carrier>(std::make_shared<socket_carrier>(common, at));
    };
}

} // namespace socketiota::redis
