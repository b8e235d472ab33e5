// SPDX-License-Identifier: MIT
#include "../common/unique_fd.hpp"
#include "paths.hpp"
#include "peer.hpp"
#include "requests.hpp"

#include <socketiota/nsp.hpp>
#include <socketiota/server_options.hpp>
#include <socketiota/socket.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <hub/nsp_core.hpp>
#include <hub/nsp_directory.hpp>
#include <loop/descriptor.hpp>
#include <netinet/in.h>
#include <server/server_foundation.hpp>
#include <server/server_loops.hpp>
#include <server/site.hpp>
#include <server/socket_io_part.hpp>
#include <server/translate_options.hpp>
#include <sys/socket.h>

namespace socketiota::bench {
namespace {

constexpr std::size_t shards = 2;

// A Socket.IO server whose loops are run by who makes it, and not by `run`.
class unrun_server final : public server_of<socket_io_part> {
public:
    unrun_server(server_loops loops, server_options const& options)
        : server_of(std::move(loops), common_of(options)),
          namespaces_(hub::nsp_directory::of(shared_shards(), letters())) {
        limit_sessions(options.max_sessions);
        make_parts(namespaces_, options,
                   letting_in(to_engine_options(options), admission_functions::of(options)));
        site::join(*this);
    }

    [[nodiscard]] nsp root() const { return namespaces_->root()->handle(); }

private:
    std::shared_ptr<hub::nsp_directory> namespaces_;
};

// Where clients connect to. Who accepts from it gives each to the shard of its choice: the kernel
// would choose another each time.
class door {
public:
    door() : listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* const place = reinterpret_cast<sockaddr*>(&address);
        socklen_t size = sizeof(address);
        if (::bind(listening_.get(), place, size) != 0 || ::listen(listening_.get(), 64) != 0 ||
            ::getsockname(listening_.get(), place, &size) != 0)
            throw std::runtime_error("no port to listen on");
        port_ = ntohs(address.sin_port);
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    [[nodiscard]] loop::descriptor take() {
        return loop::descriptor(
            ::accept4(listening_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    }

private:
    unique_fd listening_;
    std::uint16_t port_ = 0;
};

// A server with two shards on this thread. A client runs the one that it is on while it waits.
class scene {
public:
    scene() {
        server_options options;
        options.shards = shards;
        options.ping_interval = std::chrono::hours(1); // as with one shard
        server_loops made = server_loops::of_its_own(common_of(options));
        for (auto const& each : made.own)
            loops_.push_back(each.get());
        server_ = std::make_shared<unrun_server>(std::move(made), options);
        for (boost::asio::io_context* const each : loops_)
            stay_.emplace_back(each->get_executor());
        io().on("echo", [](std::string_view text) { return text; });
    }

    [[nodiscard]] nsp io() const { return server_->root(); }

    /// A client in the namespace `/`, on that shard.
    [[nodiscard]] peer join(std::size_t shard) {
        peer client(*loops_[shard], door_.port());
        server_->part(shard).adopt(door_.take());
        bench::join(client);
        if (server_->part(shard).figures().sessions.websocket != ++joined_[shard])
            throw std::runtime_error("a client is on another shard than it should be");
        return client;
    }

    /// Has the first shard do `work`, and whatever it has to do then.
    template <class Work>
    void on_first(Work work) {
        boost::asio::post(*loops_[0], std::move(work));
        loops_[0]->poll();
    }

private:
    using work_guard = boost::asio::executor_work_guard<boost::asio::io_context::executor_type>;

    door door_;
    std::deque<boost::asio::io_context*> loops_; // the server's
    std::shared_ptr<unrun_server> server_;
    std::deque<work_guard> stay_;
    std::array<std::size_t, shards> joined_{};
};

constexpr std::string_view said = "0123456789abcdef0123456789abcdef";

// An event and its answer, on one shard and on the other in turn.
std::function<void(long)> echo() {
    auto const here = std::make_shared<scene>();
    auto const clients = std::make_shared<std::deque<peer>>();
    for (std::size_t index = 0; index != shards; ++index)
        clients->push_back(here->join(index));
    return [here, clients, expected = frame_of(answer)](long count) {
        for (long index = 0; index < count; ++index) {
            peer& client = (*clients)[static_cast<std::size_t>(index) % shards];
            client.send_frame(question);
            client.take(expected);
        }
    };
}

constexpr long crowd = 50;

// An event to a room that has members on both shards, for each of them.
std::function<void(long)> delivery() {
    auto const here = std::make_shared<scene>();
    here->io().on_connection([](socket const& who) { who.join("crowd"); });
    auto const clients = std::make_shared<std::deque<peer>>();
    for (std::size_t index = 0; index != crowd; ++index)
        clients->push_back(here->join(index % shards));
    return [here, clients, expected = frame_of(event)](long count) {
        for (long index = 0; index < count; index += crowd) {
            here->on_first([here] { here->io().to("crowd").emit("echo", said); });
            for (peer& client : *clients)
                client.take(expected);
        }
    };
}

// An event to a room whose one member is on the other shard: the letter, the wake and the delivery.
std::function<void(long)> letter() {
    auto const here = std::make_shared<scene>();
    here->io().on_connection([](socket const& who) { who.join("far"); });
    auto const client = std::make_shared<peer>(here->join(1));
    return [here, client, expected = frame_of(event)](long count) {
        for (long index = 0; index < count; ++index) {
            here->on_first([here] { here->io().to("far").emit("echo", said); });
            client->take(expected);
        }
    };
}

} // namespace

std::vector<path> two_shard_paths() {
    return {
        {"echo_2", 2000, echo},
        {"delivery_2", 20000, delivery},
        {"letter", 2000, letter},
    };
}

} // namespace socketiota::bench
