// SPDX-License-Identifier: MIT
#include <cerrno>
#include <utility>

#include <loop/accepted_channel.hpp>
#include <loop/asio_channel.hpp>
#include <loop/counted_connections.hpp>
#include <sys/socket.h>

namespace socketiota::loop {

namespace {

/// One that goes to other shards: it takes the descriptor out of the loop and puts it into another.
class accepted_asio_channel final : public asio_channel {
public:
    accepted_asio_channel(std::shared_ptr<shard> home, stream socket, error_code& failure)
        : asio_channel(home, std::move(socket), failure), home_(std::move(home)) {
        counted_connections::of(*home_).add();
    }

    accepted_asio_channel(accepted_asio_channel const&) = delete;
    accepted_asio_channel& operator=(accepted_asio_channel const&) = delete;

    ~accepted_asio_channel() override { counted_connections::of(*home_).remove(); }

    [[nodiscard]] std::unique_ptr<parked_channel> park() override;

private:
    std::shared_ptr<shard> home_;
};

class parked_descriptor final : public parked_channel {
public:
    void hold(descriptor socket) noexcept { socket_ = std::move(socket); }

    [[nodiscard]] std::unique_ptr<channel> adopt(std::shared_ptr<shard> const& home,
                                                 error_code& failure) override {
        auto adopted = accepted_channel(home, std::move(socket_), failure);
        if (failure)
            adopted.reset();
        return adopted;
    }

private:
    descriptor socket_;
};

std::unique_ptr<parked_channel> accepted_asio_channel::park() {
    auto parked = std::make_unique<parked_descriptor>();
    auto const socket = release();
    if (!socket)
        return nullptr;
    parked->hold(descriptor(*socket));
    return parked;
}

/// `AF_INET`, `AF_INET6` or `AF_UNIX`, which Asio wants to know.
int family_of(descriptor const& socket, error_code& failure) {
    sockaddr_storage own{};
    socklen_t size = sizeof own;
    if (::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&own), &size) != 0)
        failure.assign(errno, boost::system::system_category());
    return own.ss_family;
}

} // namespace

std::unique_ptr<channel> accepted_channel(std::shared_ptr<shard> home, descriptor socket,
                                          error_code& failure) {
    failure.clear();
    asio_channel::stream own(home->get_executor());
    int const family = family_of(socket, failure);
    if (!failure)
        own.assign({family, 0}, socket.number(), failure);
    if (!failure)
        static_cast<void>(socket.release()); // Asio has it
    if (!failure)
        return std::make_unique<accepted_asio_channel>(std::move(home), std::move(own), failure);
    return nullptr;
}

} // namespace socketiota::loop
