// SPDX-License-Identifier: MIT
#include <utility>

#include <loop/tls_channel.hpp>
#include <loop/tls_connection.hpp>

namespace socketiota::loop {

class tls_channel::parked final : public parked_channel {
public:
    tls_progress so_far;
    std::unique_ptr<parked_channel> below;

    [[nodiscard]] std::unique_ptr<channel> adopt(std::shared_ptr<shard> const& home,
                                                 error_code& failure) override {
        auto adopted = below->adopt(home, failure);
        if (failure)
            return nullptr;
        auto moved = std::make_shared<tls_connection>(home, std::move(adopted), std::move(so_far));
        return std::unique_ptr<channel>(new tls_channel(std::move(moved)));
    }
};

tls_channel::tls_channel(std::shared_ptr<shard> home, std::unique_ptr<channel> below,
                         std::shared_ptr<tls_hosts const> hosts, base::metric_sink& metrics)
    : connection_(std::make_shared<tls_connection>(std::move(home), std::move(below),
                                                   std::move(hosts), metrics)) {}

tls_channel::tls_channel(std::shared_ptr<shard> home, std::unique_ptr<channel> below,
                         base::openssl_pointer<SSL> begun)
    : connection_(
          std::make_shared<tls_connection>(std::move(home), std::move(below), std::move(begun))) {}

tls_channel::tls_channel(std::shared_ptr<tls_connection> moved) noexcept
    : connection_(std::move(moved)) {}

tls_channel::~tls_channel() { connection_->close(); }

void tls_channel::begin_handshake(handshake_owner& owner) { connection_->begin_handshake(owner); }

void tls_channel::set_owner(channel_owner& owner) { connection_->set_owner(owner); }

void tls_channel::pause_reading() { connection_->pause_reading(); }

void tls_channel::resume_reading() { connection_->resume_reading(); }

std::size_t tls_channel::write(std::span<boost::asio::const_buffer const> pieces,
                               error_code& failure) {
    return connection_->write(pieces, failure);
}

void tls_channel::shutdown_send() { connection_->shutdown_send(); }

void tls_channel::close() noexcept { connection_->close(); }

std::unique_ptr<parked_channel> tls_channel::park() {
    if (!connection_->can_leave())
        return nullptr;
    auto left = std::make_unique<parked>();
    left->so_far.undecrypted = connection_->undecrypted();
    left->below = connection_->below().park();
    if (!left->below)
        return nullptr;
    connection_->leave(left->so_far);
    return left;
}

std::string tls_channel::remote_address() const { return connection_->below().remote_address(); }

} // namespace socketiota::loop
