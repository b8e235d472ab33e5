// SPDX-License-Identifier: MIT
#pragma once

#include "http_test.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <support/http_shards.hpp>

namespace socketiota::http {

/// Three shards. A target `/N/...` is for shard N, any other for the one where it comes in; which
/// answers with its number and the target, or does what a test wants.
class neighbours_scene : public testing::Test {
protected:
    neighbours_scene() { begin({.count = 3}); }

    void TearDown() override { shards_.reset(); }

    void begin(test::http_shards::settings const& given) {
        shards_.reset();
        shards_ = std::make_unique<test::http_shards>(given);
        for (std::size_t index = 0; index != given.count; ++index)
            (*shards_)[index].answer = [this, index](exchange& request) { serve(index, request); };
    }

    void serve(std::size_t at, exchange& request) {
        std::string_view const target = request.request().target;
        bool const upgrade = request.request().upgrade;
        if (target.size() > 2 && target[2] == '/') {
            switch (shard(at).neighbours->forward(
                request, static_cast<std::size_t>(target[1] - '0'), upgrade)) {
            case forwarding::taken:
                return;
            case forwarding::closed:
                request.respond(503, {}, std::string_view());
                return;
            case forwarding::none:
                break;
            }
        }
        served_.push_back(std::to_string(at) + std::string(target));
        came_.push_back(request.came());
        if (answer_)
            answer_(at, request);
        else
            request.respond(200, {}, "from " + served_.back());
    }

    test::http_shards::member& shard(std::size_t index) { return (*shards_)[index]; }

    std::shared_ptr<test::memory_peer> connect(std::size_t at) { return shards_->connect(at); }

    /// A connection to shard 0 that has moved as often as it may, and is there again.
    std::shared_ptr<test::memory_peer> connect_settled(std::size_t over = 1) {
        auto peer = connect(0);
        std::string const there = '/' + std::to_string(over) + '/';
        EXPECT_EQ(ask(*peer, get(there)), "from " + std::to_string(over) + there);
        EXPECT_EQ(ask(*peer, get("/0/")), "from 0/0/");
        served_.clear();
        came_.clear();
        return peer;
    }

    static std::string get(std::string_view target) {
        return "GET " + std::string(target) + " HTTP/1.1\r\nHost: h\r\n\r\n";
    }

    static std::string post(std::string_view target, std::string_view body) {
        return "POST " + std::string(target) +
               " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + std::string(body);
    }

    void settle() { shards_->settle(); }

    void send(test::memory_peer& peer, std::string_view octets) {
        peer.send(octets);
        settle();
    }

    /// The body of the answer to it, or its status if that is not 200; empty if there is none.
    std::string ask(test::memory_peer& peer, std::string_view octets) {
        send(peer, octets);
        return take(peer);
    }

    std::string take(test::memory_peer& peer) {
        auto const found = test::http_peer(peer.shared_from_this()).take_answer();
        if (!found)
            return {};
        last_ = *found;
        return found->status == 200 ? found->body : std::to_string(found->status);
    }

    /// Connections of each shard.
    std::vector<std::size_t> connections() {
        std::vector<std::size_t> counts;
        for (std::size_t index = 0; index != shards_->size(); ++index)
            counts.push_back(shard(index).front ? shard(index).front->size() : 0);
        return counts;
    }

    std::unique_ptr<test::http_shards> shards_;
    std::vector<std::string> served_;
    std::vector<arrival> came_;
    std::function<void(std::size_t, exchange&)> answer_;
    test::answer last_;
};

using counts = std::vector<std::size_t>;

} // namespace socketiota::http
