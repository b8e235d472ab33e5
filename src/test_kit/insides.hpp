// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/test_server.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include <client/client_loop.hpp>
#include <loop/channel.hpp>
#include <loop/shard_set.hpp>
#include <server/common_options.hpp>
#include <server/server_core.hpp>
#include <server/server_loops.hpp>
#include <test_kit/manual_shard.hpp>
#include <test_kit/world.hpp>

namespace socketiota {

struct test_server::parts {
    parts(server_options const& options, std::uint32_t seed)
        : home(std::make_shared<test_kit::world>(count_of(options), seed)),
          core(std::make_shared<server::core>(server_loops{.own = {},
                                                           .first = home->time()[0].context(),
                                                           .shards = home->time().shared()},
                                              options)),
          io(core) {}

    /// What its clients of the library share.
    [[nodiscard]] std::shared_ptr<clients::client_loop> const& loop_of_clients() {
        auto const& shard = home->time()[0].shared();
        if (!loop_of_clients_)
            loop_of_clients_ =
                std::make_shared<clients::client_loop>(shard, clients::client_home(shard));
        return loop_of_clients_;
    }

    std::shared_ptr<test_kit::world> home;
    std::shared_ptr<server::core> core;
    server io;
    std::size_t arrived = 0;

private:
    std::shared_ptr<clients::client_loop> loop_of_clients_; // none before the first

    static std::size_t count_of(server_options const& options) {
        return server_loops::count_of(common_of(options));
    }
};

namespace test_kit {

/// What our own tests reach of a test server and its users do not: its loop, and connections of any
/// kind.
struct insides {
    [[nodiscard]] static manual_shard& time(test_server& of) noexcept {
        return of.parts_->home->time()[0];
    }

    [[nodiscard]] static manual_shards& shards(test_server& of) noexcept {
        return of.parts_->home->time();
    }

    static void accept(test_server& by, std::unique_ptr<loop::channel> connection) {
        by.parts_->core->part().accept(std::move(connection));
    }

    /// From now on its shards do nothing for each other at once, as if each had a thread.
    static void say_that_threads_run(test_server& of) {
        std::const_pointer_cast<loop::shard_set>(of.parts_->core->shared_shards())
            ->set_running(true);
    }
};

} // namespace test_kit
} // namespace socketiota
