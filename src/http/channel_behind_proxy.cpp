// SPDX-License-Identifier: MIT
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string_view>
#include <utility>

#include <http/channel_behind_proxy.hpp>
#include <http/http_options.hpp>
#include <loop/address_text.hpp>
#include <wire/proxy_header.hpp>

namespace socketiota::http {

namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds longest_header_time = std::chrono::seconds(10);

/// So much that the owner does not answer for what has not come.
std::chrono::milliseconds header_time_within(std::chrono::milliseconds head_timeout) noexcept {
    constexpr auto tick = std::chrono::ceil<std::chrono::milliseconds>(base::timer_wheel::tick);
    return std::min(longest_header_time, std::max(head_timeout - tick, tick));
}

// To who is listed as a proxy and speaks HTTP at once, instead of silence.
constexpr std::string_view refusal = "HTTP/1.1 400 Bad Request\r\n"
                                     "Connection: close\r\n"
                                     "Content-Type: text/plain\r\n\r\n"
                                     "Connections from this address begin with a header of the "
                                     "PROXY protocol.\n";

std::string text_of(wire::proxy_source const& source) {
    if (source.is_v6) {
        asio::ip::address_v6::bytes_type octets;
        std::memcpy(octets.data(), source.address.data(), octets.size());
        return loop::address_text(asio::ip::address_v6(octets));
    }
    asio::ip::address_v4::bytes_type octets;
    std::memcpy(octets.data(), source.address.data(), octets.size());
    return loop::address_text(asio::ip::address_v4(octets));
}

} // namespace

/// A connection besides its place.
class channel_behind_proxy::parked final : public loop::parked_channel {
public:
    std::unique_ptr<loop::parked_channel> below;
    std::optional<std::string> source;

    [[nodiscard]] std::unique_ptr<loop::channel> adopt(std::shared_ptr<loop::shard> const& home,
                                                       loop::error_code& failure) override {
        auto adopted = below->adopt(home, failure);
        if (failure)
            return nullptr;
        return std::unique_ptr<loop::channel>(
            new channel_behind_proxy(home, std::move(adopted), std::move(source)));
    }
};

channel_behind_proxy::channel_behind_proxy(std::shared_ptr<loop::shard> home,
                                           std::unique_ptr<loop::channel> below, content what,
                                           std::chrono::milliseconds head_timeout,
                                           base::metric_sink& metrics) noexcept
    : home_(std::move(home)),
      below_(std::move(below)),
      metrics_(&metrics),
      header_time_(header_time_within(head_timeout)),
      content_(what) {}

channel_behind_proxy::channel_behind_proxy(std::shared_ptr<loop::shard> home,
                                           std::unique_ptr<loop::channel> below,
                                           std::optional<std::string> source) noexcept
    : home_(std::move(home)),
      below_(std::move(below)),
      source_(std::move(source)),
      state_(state::open) {}

channel_behind_proxy::~channel_behind_proxy() = default;

void channel_behind_proxy::set_owner(loop::channel_owner& owner) {
    if (state_ == state::open) {
        below_->set_owner(owner);
        return;
    }
    if (std::exchange(owner_, &owner) != nullptr)
        return;
    home_->set_deadline(*this, header_time_);
    below_->set_owner(*this);
}

void channel_behind_proxy::pause_reading() { below_->pause_reading(); }

void channel_behind_proxy::resume_reading() { below_->resume_reading(); }

std::size_t channel_behind_proxy::write(std::span<asio::const_buffer const> pieces,
                                        loop::error_code& failure) {
    if (state_ == state::refused) // there is an answer, behind which the stream has ended
        return asio::buffer_size(pieces);
    return below_->write(pieces, failure);
}

void channel_behind_proxy::shutdown_send() { below_->shutdown_send(); }

void channel_behind_proxy::close() noexcept {
    owner_ = nullptr;
    cancel();
    below_->close();
}

std::unique_ptr<loop::parked_channel> channel_behind_proxy::park() {
    if (state_ != state::open)
        return nullptr;
    auto left = std::make_unique<parked>();
    left->source = source_;
    left->below = below_->park();
    if (!left->below)
        return nullptr;
    return left;
}

std::string channel_behind_proxy::remote_address() const {
    return source_ ? *source_ : below_->remote_address();
}

void channel_behind_proxy::on_data(std::span<std::byte> data) {
    if (state_ == state::refused)
        return;
    std::size_t const before = kept_.size();
    auto const piece = data.first(std::min(data.size(), wire::longest_proxy_header - before));
    std::span<std::byte const> header_so_far = piece;
    if (before > 0) {
        kept_.insert(kept_.end(), piece.begin(), piece.end());
        header_so_far = kept_;
    }
    wire::proxy_header const header = wire::read_proxy_header(header_so_far);
    switch (header.what) {
    case wire::proxy_header::kind::need_more:
        if (before == 0)
            kept_.assign(piece.begin(), piece.end());
        return;
    case wire::proxy_header::kind::malformed:
        refuse();
        return;
    case wire::proxy_header::kind::complete:
        if (header.source)
            source_ = text_of(*header.source);
        open(data.subspan(header.size - before));
        return;
    }
}

void channel_behind_proxy::open(std::span<std::byte> behind_header) {
    cancel();
    state_ = state::open;
    kept_ = std::vector<std::byte>(); // not `{}`, which keeps the memory
    loop::channel_owner& owner = *owner_;
    below_->set_owner(owner);
    if (!behind_header.empty())
        owner.on_data(behind_header); // who may destroy this
}

void channel_behind_proxy::refuse() {
    metrics_->count(metric::bad_proxy_header);
    kept_ = std::vector<std::byte>();
    if (content_ == content::tls) {
        fail(make_error_code(boost::system::errc::protocol_error));
        return;
    }
    state_ = state::refused;
    asio::const_buffer const piece(refusal.data(), refusal.size());
    loop::error_code failure;
    static_cast<void>(below_->write(std::span(&piece, 1), failure)); // the first that it takes
    if (failure) {
        fail(failure);
        return;
    }
    below_->shutdown_send();
    home_->set_deadline(*this, linger_time);
}

void channel_behind_proxy::fail(loop::error_code reason) {
    cancel();
    owner_->on_broken(reason); // who may destroy this
}

void channel_behind_proxy::on_end() {
    // Who looks whether the port is open means no harm.
    if (!kept_.empty())
        metrics_->count(metric::bad_proxy_header);
    cancel();
    owner_->on_end();
}

void channel_behind_proxy::on_broken(loop::error_code reason) { fail(reason); }

void channel_behind_proxy::on_deadline() {
    if (state_ == state::reading)
        refuse();
    else
        fail(make_error_code(asio::error::timed_out));
}

} // namespace socketiota::http
