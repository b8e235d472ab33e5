// SPDX-License-Identifier: MIT
#include "paths.hpp"

#include <socketiota/codec.hpp>
#include <socketiota/redis_options.hpp>

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <cluster/classic_mover.hpp>
#include <cluster/encoded_values.hpp>
#include <redis/single_client.hpp>

namespace socketiota::bench {
namespace {

void feed(redis::reply_parser& into, std::string_view octets) {
    while (!octets.empty()) {
        auto const room = into.prepare();
        std::size_t const size = std::min(room.size(), octets.size());
        std::copy_n(octets.data(), size, room.data());
        into.commit(size);
        octets.remove_prefix(size);
    }
}

std::string bulk(std::string_view text) {
    return "$" + std::to_string(text.size()) + "\r\n" + std::string(text) + "\r\n";
}

/// A connection to a Redis in memory that does whatever it is told.
class obliging_redis final : public redis::carrier {
public:
    void connect(std::shared_ptr<redis::reply_parser> input, redis::carrier_owner& owner) override {
        input_ = std::move(input);
        owner_ = &owner;
    }

    [[nodiscard]] std::optional<std::string> write(std::string octets) override {
        feed(commands_, octets);
        while (commands_.next() == redis::reply_parser::outcome::complete)
            answer(commands_.value());
        return octets;
    }

    void write_last(std::string) override {}

    [[nodiscard]] error why_late() const noexcept override { return error::redis_unreachable; }

    void close() noexcept override { owner_ = nullptr; }

    void accept() { owner_->on_connected(); }

    void say(std::string_view octets) {
        feed(*input_, octets);
        owner_->on_octets();
    }

    void say_answers() {
        if (!answers_.empty())
            say(std::exchange(answers_, {}));
    }

private:
    void answer(redis::reply command) {
        std::string_view const verb = command[0].text();
        if (!verb.ends_with("subscribe"))
            answers_ += verb == "HELLO" ? "%0\r\n" : ":1\r\n";
        else
            answers_ += ">3\r\n" + bulk(verb) + bulk(command[1].text()) + ":1\r\n";
    }

    std::shared_ptr<redis::reply_parser> input_;
    redis::carrier_owner* owner_ = nullptr;
    redis::reply_parser commands_;
    std::string answers_;
};

class idle_listener final : public redis::client_listener, public cluster::line_listener {
public:
    void on_state(redis::link_state, error_code, std::string_view) override {}

    void on_gap() override {}

    void on_lost(error_code, std::string_view) override {}

    void on_message(cluster::message&) override {}

    [[nodiscard]] bool may_have_room(std::string_view room) const override {
        return room == "here";
    }
};

/// The way of a namespace through Redis, and one room that is here.
class scene {
public:
    scene() {
        client_.start(listener_);
        line_ = mover_.open("/", listener_);
        for (auto const& each : connections_)
            each->accept();
        for (int turn = 0; client_.state() != redis::link_state::connected; ++turn) {
            if (turn == 100)
                throw std::runtime_error("Redis in memory lets nobody in");
            settle();
        }
    }

    [[nodiscard]] cluster::line& line() noexcept { return *line_; }

    [[nodiscard]] obliging_redis& subscriber() noexcept { return *connections_.back(); }

    void settle() {
        loop_.restart();
        loop_.poll();
        for (auto const& each : connections_)
            each->say_answers();
    }

private:
    boost::asio::io_context loop_{1};
    std::shared_ptr<loop::shard> const home_ = loop::shard::on(loop_);
    std::vector<std::shared_ptr<obliging_redis>> connections_;
    idle_listener listener_;
    redis::single_client client_{home_, std::make_shared<redis_options const>(), [this] {
                                     connections_.push_back(std::make_shared<obliging_redis>());
                                     return std::shared_ptr<redis::carrier>(connections_.back());
                                 }};
    cluster::classic_mover mover_{client_};
    std::unique_ptr<cluster::line> line_;
};

constexpr long published_in_a_turn = 10;
constexpr long heard_in_a_read = 100;

/// A broadcast to others, from the event to what Redis answers.
std::function<void(long)> publish() {
    auto const here = std::make_shared<scene>();
    return [here](long count) {
        std::string_view const text = "0123456789abcdef0123456789abcdef";
        for (long index = 0; index < count; index += published_in_a_turn) {
            for (long each = 0; each != published_in_a_turn; ++each) {
                auto const values = cluster::encoded_values::of_event(
                    "echo", detail::argument_list{detail::argument_ref(text)},
                    cluster::encoded_values::preference::msgpack);
                cluster::message what;
                what.to.rooms = {"elsewhere"};
                what.values = values->view();
                here->line().send(std::move(what));
            }
            here->settle();
        }
    };
}

/// A broadcast of another server to a room that nobody here is in.
std::function<void(long)> drop() {
    auto const here = std::make_shared<scene>();
    std::string heard;
    for (long each = 0; each != heard_in_a_read; ++each)
        heard += ">4\r\n" + bulk("pmessage") + bulk("socket.io#/#*") +
                 bulk("socket.io#/#elsewhere#") + bulk(std::string(120, 'x'));
    return [here, heard](long count) {
        for (long index = 0; index < count; index += heard_in_a_read)
            here->subscriber().say(heard);
    };
}

} // namespace

std::vector<path> redis_paths() {
    return {
        {"redis_publish", 5000, publish},
        {"redis_drop", 20000, drop},
    };
}

} // namespace socketiota::bench
