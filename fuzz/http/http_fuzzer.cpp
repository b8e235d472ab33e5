// SPDX-License-Identifier: MIT
// Connections of a front whose peers, service and clock do what the input says. Whatever they do,
// each exchange ends exactly once, no more octets of a body come than were asked for, and once the
// front is gone nothing of a connection is left.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <http/front.hpp>
#include <support/counting_sink.hpp>
#include <support/manual_shard.hpp>
#include <support/memory_channel.hpp>

namespace socketiota::http {
namespace {

void require(bool holds, char const* what) {
    if (holds)
        return;
    std::cerr << "broken: " << what << '\n';
    std::abort();
}

/// The input as a list of decisions; zero when it is used up.
class decisions {
public:
    explicit decisions(std::span<std::uint8_t const> input) : input_(input) {}

    [[nodiscard]] bool empty() const noexcept { return input_.empty(); }

    [[nodiscard]] unsigned next(unsigned count) {
        if (input_.empty())
            return 0;
        unsigned const value = input_.front();
        input_ = input_.subspan(1);
        return value % count;
    }

    [[nodiscard]] std::string_view octets(std::size_t size) {
        size = std::min(size, input_.size());
        std::string_view const taken(reinterpret_cast<char const*>(input_.data()), size);
        input_ = input_.subspan(size);
        return taken;
    }

private:
    std::span<std::uint8_t const> input_;
};

// Pieces that random octets rarely make.
constexpr std::array<std::string_view, 16> phrases{
    "GET /a HTTP/1.1\r\nHost: h\r\n\r\n",
    "GET /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nframes",
    "GET /a HTTP/1.0\r\n\r\n",
    "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
    "HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n",
    "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\n",
    "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nabcdef",
    "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\nExpect: 100-continue\r\n\r\n",
    "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
    "3\r\nabc\r\n",
    "0\r\n\r\n",
    "abc",
    "GET /a HT",
    "TP/1.1\r\nHost: h\r\n\r\n",
    "bad\r\n\r\n",
};

constexpr std::size_t most_body = 5;

shared_body const long_body = std::make_shared<bytes const>(std::string(300, 'x'));

class play;

/// One exchange from `serve` to its end.
class exchange_watch final : public exchange_listener {
public:
    exchange_watch(play& whole, exchange& watched) : play_(whole), exchange_(&watched) {}

    [[nodiscard]] bool has_ended() const noexcept { return exchange_ == nullptr; }

    /// Does to the exchange what the input says next.
    void act(bool is_served_now);

    void on_body(std::span<std::byte> body) override {
        require(std::exchange(wants_body_, false), "a body comes once, to whom asked for it");
        require(body.size() <= most_body, "no more of a body comes than was asked for");
        wait_or_act();
    }

    void on_body_too_large() override {
        require(std::exchange(wants_body_, false), "a refused body comes to whom asked for it");
        wait_or_act();
    }

    void on_aborted() override;

private:
    void wait_or_act();

    void end() {
        require(exchange_ != nullptr, "an exchange ends once");
        exchange_ = nullptr;
    }

    play& play_;
    exchange* exchange_;
    bool wants_body_ = false;
};

/// One run of the input.
class play final : public service {
public:
    explicit play(std::span<std::uint8_t const> input) : input_(input) {
        http_options options;
        options.most_pipelined = 64;
        options.max_connections = 3; // one less than there are peers
        options.limits.min_read_rate = 20;
        front_ = std::make_unique<front>(shard_.shared(), *this, options, metrics_);
        connect();
    }

    ~play() override {
        front_.reset();
        is_over_ = true;
        for (auto const& watch : watches_)
            require(watch->has_ended(), "every exchange ends with its front");
        shard_.settle();
        detached_.clear();
        for (auto const& peer : peers_)
            require(peer->closed_by_server() && peer.use_count() == 1,
                    "nothing is left of a connection");
    }

    play(play const&) = delete;
    play& operator=(play const&) = delete;

    void run() {
        while (!input_.empty() && front_)
            step();
    }

    void serve(exchange& request) override {
        require(!is_serving_, "serve is not called from inside serve");
        is_serving_ = true;
        std::string const target(request.request().target);
        watches_.push_back(std::make_unique<exchange_watch>(*this, request));
        exchange_watch& watch = *watches_.back();
        if (input_.next(4) == 0)
            act_on_another();
        if (!watch.has_ended()) {
            require(front_ == nullptr || request.request().target == target,
                    "a request stays as it is while it is served");
            watch.act(true);
        }
        is_serving_ = false;
    }

    void act_on_another() {
        if (watches_.empty())
            return;
        exchange_watch& chosen = *watches_[input_.next(256) % watches_.size()];
        // Not the one whose serve goes on: that one acts for itself.
        if (!chosen.has_ended() && !(is_serving_ && &chosen == watches_.back().get()))
            chosen.act(false);
    }

    void connect() {
        if (peers_.size() == 4)
            return;
        peers_.push_back(std::make_shared<test::memory_peer>(shard_.context()));
        front_->accept(peers_.back()->server_end());
    }

    void step() {
        test::memory_peer& peer = *peers_[chosen_peer_];
        switch (input_.next(16)) {
        case 0:
        case 1:
            peer.send(input_.octets(input_.next(64)));
            break;
        case 2:
        case 3:
        case 4:
            peer.send(phrases[input_.next(phrases.size())]);
            break;
        case 5:
        case 6:
            shard_.settle();
            break;
        case 7:
        case 8:
            act_on_another();
            break;
        case 9:
            peer.end();
            break;
        case 10:
            input_.next(2) == 0 ? peer.reset() : peer.refuse_writes();
            break;
        case 11:
            peer.set_room(input_.next(100));
            break;
        case 12:
            peer.received().clear();
            peer.set_room(10'000);
            break;
        case 13:
            shard_.pass(std::chrono::seconds(input_.next(120)));
            break;
        case 14:
            connect();
            chosen_peer_ = input_.next(static_cast<unsigned>(peers_.size()));
            break;
        case 15:
            if (input_.next(4) == 0)
                front_->close();
            break;
        }
    }

private:
    friend class exchange_watch; // which acts within the run

    decisions input_;
    test::manual_shard shard_;
    test::counting_sink metrics_;
    std::unique_ptr<front> front_;
    std::vector<std::shared_ptr<test::memory_peer>> peers_;
    std::vector<std::unique_ptr<exchange_watch>> watches_;
    std::vector<std::unique_ptr<loop::channel>> detached_;
    std::size_t chosen_peer_ = 0;
    bool is_serving_ = false;
    bool is_over_ = false;
};

/// The owner of a detached channel, who does not care.
class deaf_events final : public loop::channel_owner {
public:
    void on_data(std::span<std::byte>) override {}

    void on_end() override {}

    void on_broken(loop::error_code) override {}

    void on_writable() override {}
};

void exchange_watch::act(bool is_served_now) {
    static deaf_events deaf;
    exchange& target = *exchange_;
    switch (play_.input_.next(is_served_now ? 12 : 8)) {
    case 0:
        end();
        if (play_.input_.next(2) == 0)
            target.respond(200, {}, "hi");
        else
            target.respond(200, {}, long_body);
        return;
    case 1:
        end();
        target.respond(204, {{"X", "y"}}, std::string(200, 'x'));
        return;
    case 2:
        end();
        target.respond(200, {{"X", "a\r\nb"}}, "hi");
        return;
    case 3:
        end();
        target.respond_raw("HTTP/1.1 400 Bad Request\r\n\r\n");
        return;
    case 4:
        end();
        target.close();
        return;
    case 5: {
        end();
        detached_connection taken = target.detach();
        require(taken.channel != nullptr, "a detached connection has its channel");
        taken.channel->set_owner(deaf);
        play_.detached_.push_back(std::move(taken.channel));
        return;
    }
    case 6:
        if (play_.input_.next(8) == 0) {
            // This exchange has a listener only if it waits; inside serve nobody is told.
            if (is_served_now)
                end();
            play_.front_.reset();
            return;
        }
        end();
        target.respond(404, {}, "");
        return;
    case 7:
        if (is_served_now)
            target.wait(*this);
        return;
    default:
        wants_body_ = true;
        target.read_body(most_body, *this);
        return;
    }
}

void exchange_watch::wait_or_act() {
    require(exchange_ != nullptr, "no body comes after the end");
    if (play_.input_.next(2) == 0)
        act(false);
}

void exchange_watch::on_aborted() {
    exchange& target = *exchange_;
    end();
    require(!play_.is_over_, "nobody is told after the front is gone");
    switch (play_.input_.next(8)) {
    case 0:
        target.respond(200, {}, "too late");
        return;
    case 1:
        target.close();
        return;
    case 2:
        play_.front_.reset();
        return;
    case 3:
        play_.act_on_another();
        return;
    default:
        return;
    }
}

} // namespace
} // namespace socketiota::http

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    socketiota::http::play whole({data, size});
    whole.run();
    return 0;
}
