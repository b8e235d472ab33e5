// SPDX-License-Identifier: MIT
// A plain WebSocket of a client whose server does what the input says, while the program connects,
// sends, receives and closes.
//
// Invariants: no crash; whoever waits hears how it went; what is sent arrives in order and at most
// once; no more is unread or unsent than may be; it can be closed in time, and leaves nothing.
#include "../fuzz_check.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include <support/decisions.hpp>
#include <support/websocket_life_scene.hpp>

namespace {

using namespace socketiota;
using namespace socketiota::test;

constexpr std::size_t most_unsent = 4000;

websocket_client_options options_of(decisions& input) {
    auto chosen = websocket_life_scene::usual_options();
    chosen.max_message_size = 400;
    chosen.max_buffered = most_unsent;
    std::uint8_t const bits = input.octet();
    if ((bits & 1U) != 0)
        chosen.per_message_deflate = deflate_options{.threshold = 0};
    if ((bits & 2U) != 0)
        chosen.subprotocols = {"chat"};
    return chosen;
}

class play {
public:
    explicit play(decisions input) : input_(input), scene_(options_of(input_)) {}

    void run() {
        for (int step = 0; step < 300 && !input_.done(); ++step) {
            act();
            observe();
        }
        scene_.close();
        scene_.time.pass(60s);
        fuzz_check(!scene_.core->open());
        scene_.end();
        fuzz_check(scene_.waiting == 0);
        fuzz_check(scene_.time.shard().units().alive() == 0);
    }

private:
    void act() {
        switch (input_.below(14)) {
        case 0:
            return scene_.connect();
        case 1:
        case 2:
            return open();
        case 3:
            return refuse();
        case 4:
        case 5:
            return scene_.receive();
        case 6:
            return send();
        case 7:
            return scene_.close(static_cast<std::uint16_t>(990 + input_.octet() * 20),
                                input_.text(8));
        case 8:
            return scene_.time.pass(std::chrono::milliseconds(std::int64_t{1} << input_.below(16)));
        case 9:
            return trouble();
        default:
            return talk();
        }
    }

    void open() {
        static constexpr std::string_view lines[]{
            "", "Sec-WebSocket-Protocol: chat\r\n", "Sec-WebSocket-Protocol: chat\r\n",
            "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; "
            "client_no_context_takeover\r\n"};
        if (scene_.open(lines[input_.below(std::size(lines))]))
            last_arrived_ = sent_;
    }

    void refuse() {
        if (!scene_.is_dialled())
            return;
        auto& attempt = scene_.next_attempt();
        if (input_.below(2) == 0) {
            attempt.refuse({loop::dial_stage::connect, boost::asio::error::timed_out, "words"});
        } else {
            auto const peer = attempt.accept();
            scene_.time.settle();
            peer->send(input_.below(2) == 0
                           ? std::string("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n")
                           : std::string(input_.text(80)));
        }
        scene_.time.settle();
    }

    void send() {
        scene_.send('#' + std::to_string(++sent_) + '.' +
                    std::string(input_.octet() * std::size_t{4}, 'x'));
    }

    void talk() {
        if (!scene_.server)
            return;
        auto& server = *scene_.server;
        switch (input_.below(6)) {
        case 0:
            server.binary(input_.text(60));
            break;
        case 1:
            server.ping(input_.text(20));
            break;
        case 2:
            server.close({.code = 1001, .reason = "words"});
            break;
        case 3:
            server.connection().send(input_.text(60));
            break;
        default:
            server.text(std::string(input_.octet() * std::size_t{2}, 'y'));
            break;
        }
        scene_.time.settle();
    }

    void trouble() {
        if (!scene_.server)
            return;
        auto& connection = scene_.server->connection();
        switch (input_.below(6)) {
        case 0:
            connection.end();
            break;
        case 1:
            connection.reset();
            break;
        case 2:
            connection.refuse_writes();
            break;
        default:
            connection.set_room(std::size_t{input_.octet()} * 8);
            break;
        }
        scene_.time.settle();
    }

    void observe() {
        fuzz_check(scene_.core->unsent() <= most_unsent + 1200);
        if (!scene_.server)
            return;
        for (std::string const& line : scene_.server->take()) {
            if (!line.starts_with('#'))
                continue;
            std::size_t const number = std::stoul(line.substr(1));
            fuzz_check(number > last_arrived_);
            last_arrived_ = number;
        }
    }

    decisions input_;
    websocket_life_scene scene_;
    std::size_t sent_ = 0;
    std::size_t last_arrived_ = 0;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    play(decisions(data, size)).run();
    return 0;
}
