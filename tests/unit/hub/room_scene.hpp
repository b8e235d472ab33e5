// SPDX-License-Identifier: MIT
#pragma once

#include "hub_scene.hpp"

#include <socketiota/nsp.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace socketiota::test {

/// Three clients in `/`.
class room_scene : public testing::Test {
protected:
    room_scene() {
        scene->on_connection([this](socket const& each) { people.push_back(each); });
        for (fake_session*& each : clients)
            each = &scene->join();
    }

    [[nodiscard]] nsp root() const { return scene->all->of("/")->handle(); }

    [[nodiscard]] broadcast_operator everybody() const { return root().all(); }

    void say(std::size_t client, std::string text) {
        scene->on_shard([this, client, kept = std::move(text)] { clients.at(client)->say(kept); });
    }

    std::optional<hub_scene> scene{std::in_place};
    std::vector<socket> people;
    std::array<fake_session*, 3> clients{};
};

} // namespace socketiota::test
