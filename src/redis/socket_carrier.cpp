// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <loop/channel.hpp>
#include <loop/socket_dialler.hpp>
#include <loop/tls_client_context.hpp>
#include <redis/socket_carrier.hpp>

namespace socketiota::redis {

namespace {

/// A connection over a channel. It may lose its last owner in each call to that.
class socket_carrier final : public carrier,
                             public std::enable_shared_from_this<socket_carrier>,
                             private loop::dial_owner,
                             private loop::channel_owner {
public:
    socket_carrier(std::shared_ptr<loop::dialler> with, address at)
        : dialler_(std::move(with)), at_(std::move(at)) {}

    void connect(std::shared_ptr<reply_parser> input, carrier_owner& owner) override;
    [[nodiscard]] std::optional<std::string> write(std::string octets) override;
    void write_last(std::string octets) override;
    void close() noexcept override;

    [[nodiscard]] error why_late() const noexcept override {
        // A Redis without TLS waits for the end of the line that a handshake seems to be.
        bool const in_handshake = attempt_ && attempt_->stage() == loop::dial_stage::tls;
        return in_handshake ? error::redis_speaks_no_tls : error::redis_unreachable;
    }

private:
    void on_dialled(std::unique_ptr<loop::channel> made) override;
    void on_dial_failed(loop::dial_failure const& why) override;
    void on_data(std::span<std::byte> data) override;
    void on_end() override;
    void on_broken(error_code reason) override;
    void on_writable() override;
    [[nodiscard]] std::size_t write_some(std::string_view octets);
    void end(error_code why, std::string const& words);

    std::shared_ptr<loop::dialler> const dialler_;
    address const at_;
    std::shared_ptr<reply_parser> input_;
    carrier_owner* owner_ = nullptr; // null once closed
    std::unique_ptr<loop::dial_attempt> attempt_;
    std::unique_ptr<loop::channel> channel_;
    std::string writing_;
    std::size_t written_ = 0; // of it
    bool has_read_ = false;
};

void socket_carrier::connect(std::shared_ptr<reply_parser> input, carrier_owner& owner) {
    input_ = std::move(input);
    owner_ = &owner;
    attempt_ = dialler_->dial(
        {.host = at_.host, .port = at_.port, .path = at_.path, .secure = at_.tls}, *this);
}

void socket_carrier::on_dialled(std::unique_ptr<loop::channel> made) {
    auto const self = shared_from_this();
    attempt_.reset();
    channel_ = std::move(made);
    channel_->set_owner(*this);
    owner_->on_connected();
}

void socket_carrier::on_dial_failed(loop::dial_failure const& why) {
    switch (why.stage) {
    case loop::dial_stage::resolve:
        return end(error::redis_unknown_host, why.words);
    case loop::dial_stage::connect:
    case loop::dial_stage::proxy:
        return end(error::redis_unreachable, why.words);
    case loop::dial_stage::tls:
        return end(why.reason == error::certificate_not_trusted ? error::redis_not_trusted
                                                                : error::redis_speaks_no_tls,
                   why.words);
    }
}

void socket_carrier::on_data(std::span<std::byte> data) {
    auto const self = shared_from_this();
    has_read_ = true;
    while (!data.empty() && owner_ != nullptr) {
        auto const room = input_->prepare();
        std::size_t const size = std::min(room.size(), data.size());
        std::memcpy(room.data(), data.data(), size);
        input_->commit(size);
        data = data.subspan(size);
        owner_->on_octets();
    }
}

void socket_carrier::on_end() { on_broken(boost::asio::error::eof); }

void socket_carrier::on_broken(error_code reason) {
    // In TLS 1.3 it is now that a server says what it thinks of our certificate.
    bool const is_refused =
        !has_read_ && reason.category() == boost::asio::error::get_ssl_category();
    end(is_refused ? error::redis_speaks_no_tls : error::redis_connection_lost, reason.message());
}

// At once, so that it is known whether anything can be written behind it.
std::optional<std::string> socket_carrier::write(std::string octets) {
    written_ = write_some(octets);
    if (written_ == octets.size())
        return octets;
    writing_ = std::move(octets);
    return std::nullopt;
}

std::size_t socket_carrier::write_some(std::string_view octets) {
    boost::asio::const_buffer const piece(octets.data(), octets.size());
    // What has failed is noticed by reading, which may still find what the peer said before.
    error_code ignored;
    return channel_->write(std::span(&piece, 1), ignored);
}

void socket_carrier::on_writable() {
    written_ += write_some(std::string_view(writing_).substr(written_));
    if (written_ != writing_.size())
        return;
    auto const self = shared_from_this();
    owner_->on_written(std::exchange(writing_, {}));
}

void socket_carrier::write_last(std::string octets) {
    if (writing_.empty()) // else the system takes no more
        static_cast<void>(write_some(octets));
}

void socket_carrier::close() noexcept {
    owner_ = nullptr;
    attempt_.reset();
    channel_.reset();
}

void socket_carrier::end(error_code why, std::string const& words) {
    auto const self = shared_from_this();
    auto* const owner = owner_;
    close();
    owner->on_ended(why, words);
}

} // namespace

carrier_to make_socket_carriers(std::shared_ptr<loop::shard> const& home,
                                tls_client_options const& tls, bool with_tls) {
    auto sockets = std::make_shared<loop::socket_dialler>(
        home, with_tls ? std::make_shared<loop::tls_client_context const>(tls) : nullptr);
    return [sockets = std::move(sockets)](address const& at) {
        return std::shared_ptr<carrier>(std::make_shared<socket_carrier>(sockets, at));
    };
}

} // namespace socketiota::redis
