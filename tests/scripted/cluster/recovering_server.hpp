// SPDX-License-Identifier: MIT
#pragma once

#include "simulated_redis.hpp"
#include "simulated_redis_client.hpp"
#include "simulated_time.hpp"

#include <socketiota/handshake.hpp>
#include <socketiota/nsp.hpp>
#include <socketiota/socket.hpp>
#include <socketiota/value.hpp>

#include <boost/asio/post.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <adapter/other_servers.hpp>
#include <cluster/linked_cluster.hpp>
#include <cluster/mover_factory.hpp>
#include <cluster/nsp_link.hpp>
#include <cluster/redis_mover.hpp>
#include <cluster/stream_mover.hpp>
#include <hub/logged_sessions.hpp>
#include <hub/nsp_part.hpp>
#include <hub/surroundings.hpp>
#include <support/counting_sink.hpp>
#include <unit/hub/hub_scene.hpp>

namespace socketiota::test {

/// What a server of a simulation is made of.
struct server_make {
    std::string name;
    std::size_t shards = 1;
    std::uint32_t seed = 1; // chooses in which order these go on
};

/// One server of a simulation, whole but for its connections: its cluster keeps sessions and what
/// is sent in streams of a simulated Redis.
class recovering_server final : private adapter::cluster,
                                private socketiota::cluster::mover_observer {
public:
    recovering_server(simulated_redis& redis, server_make const& how)
        : redis_(redis), name_(how.name) {
        hub::hub_options options;
        options.recovery.emplace();
        options.recovers_from_cluster = true;
        scene_.emplace(options, how.shards, loop::mailbox_limits{1'000'000, 1U << 30},
                       hub::nsp_rules{.keeps_sessions = true, .in_cluster = true},
                       static_cast<adapter::cluster*>(this), how.seed);
        redis_.time().add(scene_->time);
        scene_->time.settle();
        scene_->on_connection([](socket const& who) {
            if (who.recovered())
                return;
            who.join("all");
            who.join(who.handshake().auth()["room"].value_or(""));
            who.data().set("id", std::string(who.id()));
        });
    }

    recovering_server(recovering_server const&) = delete;
    recovering_server& operator=(recovering_server const&) = delete;

    ~recovering_server() {
        redis_.time().remove(scene_->time);
        scene_->end_hubs();
        linked_.reset();
        mover_.reset();
    }

    [[nodiscard]] std::string const& name() const noexcept { return name_; }

    [[nodiscard]] hub_scene& scene() noexcept { return *scene_; }

    [[nodiscard]] simulated_redis_client& redis() noexcept { return *client_; }

    [[nodiscard]] std::size_t sockets() const { return root().size(); }

    // ---- how much it holds ----

    /// Sessions of sockets that are here, or on their way here.
    [[nodiscard]] std::size_t sessions() const {
        std::size_t all = 0;
        for (std::size_t shard = 0; shard != scene_->time.size(); ++shard)
            if (auto const part = scene_->all->of("/")->part(shard).lock())
                all += part->around().logged->size();
        return all;
    }

    /// The way to the others.
    [[nodiscard]] socketiota::cluster::nsp_link const& link() const noexcept { return *link_; }

    /// What it could not use of what came, or could not send, with why.
    [[nodiscard]] std::string left_out() const {
        std::string all;
        for (auto const& [why, count] : linked_->figures().ignored)
            if (count != 0 && why != "own" && why != "not_asked")
                all += std::string(why) + ' ' + std::to_string(count) + ' ';
        return all;
    }

    /// From any shard. Returns its how-manieth it is, which is said with it.
    std::int64_t emit(std::size_t shard, std::string room) {
        boost::asio::post(scene_->time[shard].context(),
                          [this, room = std::move(room), number = ++last_number_] {
                              root().to(room).emit("news", room, name_, number);
                          });
        return last_number_;
    }

private:
    [[nodiscard]] nsp root() const { return scene_->all->of("/")->handle(); }

    // adapter::cluster: made when its shard goes on, which is not there before
    [[nodiscard]] std::unique_ptr<adapter::other_servers>
    open(std::string_view nsp, adapter::residents& residents) override {
        if (!linked_) {
            loop::shard& home = scene_->time.shard();
            auto made = std::make_unique<simulated_redis_client>(redis_, home.get_executor());
            client_ = made.get();
            mover_.emplace(std::move(made), metrics_,
                           static_cast<socketiota::cluster::mover_observer&>(*this),
                           socketiota::cluster::stream_options(), home);
            linked_.emplace(home, *mover_);
        }
        auto opened = linked_->open(nsp, residents);
        link_ = static_cast<socketiota::cluster::nsp_link const*>(opened.get());
        return opened;
    }

    void on_state(std::string_view, bool) noexcept override {}

    simulated_redis& redis_;
    std::string const name_;
    counting_sink metrics_;
    simulated_redis_client* client_ = nullptr;
    std::optional<hub_scene> scene_;
    std::optional<socketiota::cluster::redis_mover<socketiota::cluster::stream_mover>> mover_;
    std::optional<socketiota::cluster::linked_cluster> linked_;
    socketiota::cluster::nsp_link const* link_ = nullptr; // of its only namespace
    std::int64_t last_number_ = 0;
};

} // namespace socketiota::test
