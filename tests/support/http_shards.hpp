// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <http/front.hpp>
#include <http/neighbours.hpp>
#include <loop/mailboxes.hpp>
#include <support/counting_sink.hpp>
#include <support/http_peer.hpp>
#include <support/manual_shard.hpp>
#include <support/memory_channel.hpp>

namespace socketiota::test {

/// The shards of one server as far as HTTP goes, on clocks that stand still. They run by hand, one
/// handler after the other, in an order that a seed chooses.
class http_shards : private loop::mailbox_owner {
public:
    static constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

    struct settings {
        std::size_t count = 2;
        loop::mailbox_limits limits{no_limit, no_limit};
        http::http_options http{};
        std::size_t largest_body = 1000;
        unsigned seed = 1;
    };

    /// What a shard has; `answer` serves its requests.
    struct member final : http::service {
        void serve(http::exchange& request) override { answer(request); }

        manual_shard time;
        counting_sink metrics;
        std::function<void(http::exchange&)> answer;
        std::unique_ptr<http::front> front;
        std::unique_ptr<http::neighbours> neighbours;
    };

    explicit http_shards(settings const& given) : random_(given.seed) {
        std::vector<std::shared_ptr<loop::shard>> shards;
        for (std::size_t index = 0; index != given.count; ++index)
            shards.push_back(members_.emplace_back(std::make_unique<member>())->time.shared());
        boxes_ = loop::mailboxes::among(shards, given.limits, static_cast<mailbox_owner&>(*this));
        all_ = std::make_shared<http::neighbourhood>(boxes_, given.count);
        for (std::size_t index = 0; index != given.count; ++index) {
            member& each = *members_[index];
            each.front =
                std::make_unique<http::front>(each.time.shared(), each, given.http, each.metrics);
            each.neighbours = std::make_unique<http::neighbours>(
                http::neighbours::parts{.all = all_,
                                        .index = index,
                                        .home = each.time.shared(),
                                        .connections = *each.front,
                                        .answers = each,
                                        .metrics = each.metrics,
                                        .largest_body = given.largest_body});
        }
    }

    ~http_shards() {
        for (std::size_t index = 0; index != members_.size(); ++index)
            close(index);
        settle();
    }

    /// As a server that ends.
    void close(std::size_t index) {
        members_[index]->front.reset();
        members_[index]->neighbours.reset();
        boxes_->close(index);
    }

    [[nodiscard]] member& operator[](std::size_t index) { return *members_[index]; }

    [[nodiscard]] std::size_t size() const noexcept { return members_.size(); }

    [[nodiscard]] loop::mailboxes& boxes() { return *boxes_; }

    [[nodiscard]] http::neighbourhood& all() { return *all_; }

    /// A connection that the kernel has given to a shard.
    [[nodiscard]] std::shared_ptr<memory_peer> connect(std::size_t index) {
        auto peer = std::make_shared<memory_peer>(members_[index]->time.shared());
        members_[index]->front->accept(peer->server_end());
        return peer;
    }

    /// Runs one handler of a shard, if one is ready.
    bool step(std::size_t index) {
        auto& context = members_[index]->time.context();
        context.restart();
        return context.poll_one() > 0;
    }

    /// Runs everything that is ready on all of them.
    void settle() {
        std::vector<std::size_t> busy;
        for (;;) {
            if (busy.empty()) {
                for (std::size_t index = 0; index != members_.size(); ++index)
                    if (step(index))
                        busy.push_back(index);
                if (busy.empty())
                    return;
            }
            std::size_t const at = random_() % busy.size();
            if (!step(busy[at]))
                busy.erase(busy.begin() + static_cast<std::ptrdiff_t>(at));
        }
    }

    /// How many letters threw.
    int thrown = 0;

private:
    void on_full(std::size_t) noexcept override {}

    void on_room(std::size_t) noexcept override {}

    void on_thrown(std::size_t, std::exception_ptr) noexcept override { ++thrown; }

    std::mt19937 random_;
    std::vector<std::unique_ptr<member>> members_;
    std::shared_ptr<loop::mailboxes> boxes_;
    std::shared_ptr<http::neighbourhood> all_;
};

} // namespace socketiota::test
