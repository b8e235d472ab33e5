// SPDX-License-Identifier: MIT
// Every allocation of two shards fails once, while connections move between them and requests go
// without. What was asked may get no answer; but then its connection ends, and others go on.
#include <gtest/gtest.h>

#include <cstddef>
#include <list>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include <loop/accepted_channel.hpp>
#include <support/failing_heap.hpp>
#include <support/http_shards.hpp>
#include <support/kernel_peer.hpp>

namespace socketiota::http {
namespace {

/// Waits with an answer until a test wants it, or for the body.
class late_answer final : public exchange_listener {
public:
    void keep(exchange& request) {
        request_ = &request;
        request.wait(*this);
    }

    void read(exchange& request) {
        request_ = &request;
        request.read_body(100, *this);
    }

    void answer(std::string_view with) {
        if (request_ == nullptr)
            return;
        exchange& request = *std::exchange(request_, nullptr);
        try {
            request.respond(200, {{"X-Header", "value"}}, with);
        } catch (std::bad_alloc const&) {
            request.close(); // the headers were too much
        }
    }

    void on_body(std::span<std::byte> body) override {
        answer({reinterpret_cast<char const*>(body.data()), body.size()});
    }

    void on_body_too_large() override {
        std::exchange(request_, nullptr)->respond(413, {}, std::string_view());
    }

    void on_aborted() override { request_ = nullptr; }

private:
    exchange* request_ = nullptr;
};

class scene {
public:
    scene() : shards_({}) {
        for (std::size_t index = 0; index != shards_.size(); ++index)
            shards_[index].answer = [this, index](exchange& request) { serve(index, request); };
    }

    void play() {
        play_moves();
        play_proxied();
        play_aborted();
        play_slow_reader();
        counted = test::failing_heap::counted();
        test::failing_heap::fail(0);
        for (test::kernel_peer& each : peers_)
            each.leave();
        settle();
        EXPECT_EQ(*unsent_, 0U);
        for (std::size_t index = 0; index != shards_.size(); ++index) {
            EXPECT_EQ(shards_[index].neighbours->waiting(), 0U);
            EXPECT_EQ(shards_[index].front->size(), 0U);
        }
        expect_service();
    }

    /// How many of what was asked got no answer.
    std::size_t lost = 0;
    /// How many allocations it took.
    std::size_t counted = 0;

private:
    void play_moves() {
        test::kernel_peer& peer = connect();
        ask(peer, "/1/now", "1");
        ask(peer, "/here", "1");
    }

    void play_proxied() {
        test::kernel_peer& peer = connect_settled();
        ask(peer, "/1/now", "1");
        peer.request("POST", "/1/body", "the body of a request");
        expect(peer, "the body of a request");
        peer.request("POST", "/1/body", std::string(101, 'b'));
        expect(peer, "413");
    }

    void play_aborted() {
        test::kernel_peer& answered = connect_settled();
        answered.request("GET", "/1/late");
        settle();
        count([this] { late_.answer("late"); });
        expect(answered, "late");
        test::kernel_peer& leaving = connect_settled();
        leaving.request("GET", "/1/late");
        settle();
        leaving.leave();
        settle();
    }

    void play_slow_reader() {
        test::kernel_peer& peer = connect_settled();
        peer.request("GET", "/1/much");
        expect(peer, much_);
    }

    void expect_service() {
        test::kernel_peer& peer = connect();
        std::size_t const before = lost;
        for (int round = 0; round < 3; ++round) {
            ask(peer, "/1/now", "1");
            ask(peer, "/0/now", "0");
        }
        EXPECT_EQ(lost, before);
        peer.leave();
        settle();
    }

    void serve(std::size_t at, exchange& request) {
        std::string_view const target = request.request().target;
        if (target.starts_with("/0/") || target.starts_with("/1/")) {
            auto const to = static_cast<std::size_t>(target[1] - '0');
            if (shards_[at].neighbours->forward(request, to, false) == forwarding::taken)
                return;
        }
        if (target.ends_with("late")) {
            late_.keep(request);
        } else if (target.ends_with("body")) {
            late_.read(request);
        } else if (target.ends_with("much")) {
            request.count_unsent(unsent_);
            request.respond(200, {}, std::string_view(much_));
        } else {
            request.respond(200, {}, std::to_string(at));
        }
    }

    template <class F>
    void count(F const& work) {
        test::failing_heap::counting const inside;
        work();
    }

    test::kernel_peer& connect() {
        auto [client_end, server_end] = test::connected_sockets();
        test::kernel_peer& added = peers_.emplace_back(std::move(client_end));
        count([&, &from_listener = server_end] {
            try { // as the listener does
                loop::error_code failure;
                shards_[0].front->accept(loop::accepted_channel(shards_[0].time.shared(),
                                                                std::move(from_listener), failure));
            } catch (std::bad_alloc const&) {
                return;
            }
        });
        return added;
    }

    test::kernel_peer& connect_settled() {
        test::kernel_peer& peer = connect();
        ask(peer, "/1/now", "1");
        ask(peer, "/0/now", "0");
        return peer;
    }

    void ask(test::kernel_peer& peer, std::string_view target, std::string_view answer) {
        peer.request("GET", target);
        expect(peer, answer);
    }

    /// It is answered, rightly, or has ended.
    void expect(test::kernel_peer& peer, std::string_view answer) {
        settle();
        std::string const found = peer.take_answer();
        if (found == answer)
            return;
        ++lost;
        EXPECT_TRUE(peer.ended() || found == "503")
            << "it has " << found.size() << " octets and waits for " << answer.substr(0, 30);
    }

    void settle() {
        for (bool goes_on = true; goes_on;) {
            goes_on = false;
            for (std::size_t index = 0; index != shards_.size(); ++index)
                count([&] { goes_on = shards_.step(index) || goes_on; });
            for (test::kernel_peer& each : peers_)
                goes_on = each.read() || goes_on;
        }
    }

    std::string const much_ = std::string(std::size_t{1} << 20, 'm');
    std::shared_ptr<std::size_t> unsent_ = std::make_shared<std::size_t>(0);
    late_answer late_;
    std::list<test::kernel_peer> peers_;
    test::http_shards shards_;
};

TEST(neighbours_without_memory, lose_a_connection_at_most) {
    {
        scene first; // what the program allocates once
        first.play();
        EXPECT_EQ(first.lost, 0U);
    }
    for (std::size_t nth = 1;; ++nth) {
        SCOPED_TRACE(nth);
        std::size_t const before = test::failing_heap::live();
        std::size_t counted = 0;
        {
            scene next;
            test::failing_heap::fail(nth);
            next.play();
            counted = next.counted;
        }
        EXPECT_EQ(test::failing_heap::live(), before);
        if (testing::Test::HasFailure() || counted < nth)
            return;
    }
}

} // namespace
} // namespace socketiota::http
