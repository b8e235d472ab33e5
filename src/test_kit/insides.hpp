// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/test_server.hpp>

#include <memory>
#include <utility>

#include <loop/channel.hpp>
#include <server/server_core.hpp>
#include <test_kit/manual_shard.hpp>
#include <test_kit/world.hpp>

namespace socketiota {

struct test_server::parts {
    explicit parts(server_options const& options)
        : core(std::make_shared<server::core>(home->time().context(), home->time().shared(),
                                              options)),
          io(core) {}

    std::shared_ptr<test_kit::world> home = std::make_shared<test_kit::world>();
    std::shared_ptr<server::core> core;
    server io;
};

namespace test_kit {

/// What our own tests reach of a test server and its users do not: its loop, and connections of any
/// kind.
struct insides {
    [[nodiscard]] static manual_shard& time(test_server& of) noexcept {
        return of.parts_->home->time();
    }

    static void accept(test_server& by, std::unique_ptr<loop::channel> connection) {
        by.parts_->core->part().accept(std::move(connection));
    }
};

} // namespace test_kit
} // namespace socketiota
