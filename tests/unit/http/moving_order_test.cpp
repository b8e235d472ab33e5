// SPDX-License-Identifier: MIT
// Many connections that ask for many shards, in orders that seeds choose.
#include "http_test.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <support/http_shards.hpp>

namespace socketiota::http {
namespace {

/// Answers a request with what it asked, at once, with its body, or when it is told to.
class echo final : public exchange_listener {
public:
    echo(exchange& request, std::size_t at)
        : request_(&request), text_(std::to_string(at) + std::string(request.request().target)) {}

    void answer() { std::exchange(request_, nullptr)->respond(200, {}, text_); }

    [[nodiscard]] bool waits() const noexcept { return request_ != nullptr; }

    void on_body(std::span<std::byte> body) override {
        text_.append(reinterpret_cast<char const*>(body.data()), body.size());
        answer();
    }

    void on_body_too_large() override { ADD_FAILURE() << "too large"; }

    void on_aborted() override { request_ = nullptr; }

private:
    exchange* request_;
    std::string text_;
};

class crowd {
public:
    static constexpr std::size_t shards = 4;
    static constexpr std::size_t clients = 6;
    static constexpr std::size_t requests = 10;

    explicit crowd(unsigned seed) : random_(seed), shards_({.count = shards, .seed = seed}) {
        for (std::size_t index = 0; index != shards; ++index)
            shards_[index].answer = [this, index](exchange& request) { serve(index, request); };
        for (std::size_t index = 0; index != clients; ++index)
            add_client();
    }

    void run() {
        while (!peers_are_done()) {
            std::size_t const what = random_() % 8;
            if (what == 0)
                send_some();
            else if (what == 1)
                answer_some();
            else
                shards_.step(random_() % shards);
        }
        for (;;) {
            shards_.settle();
            if (!answer_some())
                break;
        }
    }

    void expect_all_answers() {
        for (auto& each : clients_) {
            for (std::string const& expected : each.expected) {
                auto const found = each.peer.take_answer();
                ASSERT_TRUE(found) << "nothing for " << expected;
                EXPECT_EQ(found->body, expected);
            }
            EXPECT_EQ(each.peer.connection().received(), "");
            EXPECT_FALSE(each.peer.connection().ended_by_server());
        }
        for (std::size_t index = 0; index != shards; ++index)
            EXPECT_EQ(shards_[index].neighbours->waiting(), 0U);
        EXPECT_EQ(shards_.thrown, 0);
    }

private:
    struct client {
        test::http_peer peer;
        std::string octets; // of all requests, less what is sent
        std::vector<std::string> expected;
    };

    void add_client() {
        client made{test::http_peer(shards_.connect(random_() % shards)), {}, {}};
        for (std::size_t count = 0; count != requests; ++count) {
            std::string const at = std::to_string(random_() % shards);
            std::string const target = '/' + at + '/' + std::to_string(count);
            std::string const body(random_() % 3 == 0 ? random_() % 300 : 0, 'b');
            made.octets += (body.empty() ? "GET " : "POST ") + target + " HTTP/1.1\r\nHost: h\r\n";
            if (!body.empty())
                made.octets += "Content-Length: " + std::to_string(body.size()) + "\r\n";
            made.octets += "\r\n" + body;
            made.expected.push_back(at + target + body);
        }
        clients_.push_back(std::move(made));
    }

    void serve(std::size_t at, exchange& request) {
        auto const target = static_cast<std::size_t>(request.request().target[1] - '0');
        if (target != at) {
            EXPECT_EQ(shards_[at].neighbours->forward(request, target, false), forwarding::taken);
            return;
        }
        auto& made = *answers_.emplace_back(std::make_unique<echo>(request, at));
        if (request.request().method == "POST")
            request.read_body(1000, made);
        else if (random_() % 2 == 0)
            request.wait(made);
        else
            made.answer();
        if (request.request().method == "GET" && made.waits())
            waiting_.push_back(&made);
    }

    bool answer_some() {
        if (waiting_.empty())
            return false;
        std::size_t const which = random_() % waiting_.size();
        waiting_[which]->answer();
        waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(which));
        return true;
    }

    void send_some() {
        client& each = clients_[random_() % clients];
        std::size_t const size = random_() % 200;
        each.peer.connection().send(each.octets.substr(0, size));
        each.octets.erase(0, size);
    }

    [[nodiscard]] bool peers_are_done() const {
        return std::all_of(clients_.begin(), clients_.end(),
                           [](client const& each) { return each.octets.empty(); });
    }

    std::mt19937 random_;
    test::http_shards shards_;
    std::vector<client> clients_;
    std::vector<std::unique_ptr<echo>> answers_;
    std::vector<echo*> waiting_;
};

TEST(moving_in_any_order, answers_each_client_in_its_order) {
    for (unsigned seed = 1; seed <= 200; ++seed) {
        SCOPED_TRACE(seed);
        crowd scene(seed);
        scene.run();
        scene.expect_all_answers();
        if (testing::Test::HasFailure())
            return;
    }
}

} // namespace
} // namespace socketiota::http
