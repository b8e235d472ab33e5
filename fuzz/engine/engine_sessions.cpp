// SPDX-License-Identifier: MIT
// A whole engine behind memory channels, driven by a random interleaving of what clients, the
// network, the clock and the program may do.
//
// Invariants: no crash; nobody hears anything after the end of a session; what a program sends
// arrives in order and at most once, across polls and upgrades; every session and connection is
// gone when its deadlines have passed.
#include "../fuzz_check.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <support/decisions.hpp>
#include <support/engine_scene.hpp>
#include <wire/engine_codec.hpp>

namespace {

using namespace socketiota;
using namespace socketiota::test;

engine::engine_options options() {
    engine::engine_options chosen;
    chosen.max_http_buffer_size = 200;
    chosen.max_outbox_bytes = 2000;
    chosen.max_sessions = 6;
    chosen.max_fragments = 4;
    chosen.allow_eio3 = true;
    return chosen;
}

class play {
public:
    explicit play(decisions input) : input_(input) {}

    void run() {
        for (int step = 0; step < 400 && !input_.done(); ++step) {
            act();
            scene_.time.settle();
            observe();
        }
        finish();
    }

private:
    /// A connection as its client sees it.
    struct client {
        http_peer http;
        std::optional<websocket_peer> websocket;
        std::string sid; // empty until the first answer names it
        wire::engine_revision speaks = wire::engine_revision::four;
    };

    void act() {
        switch (input_.below(16)) {
        case 0:
            ask("GET", std::string(polling_target), {}, {}, {});
            return;
        case 1:
        case 2:
            ask_session("GET", "polling");
            return;
        case 3:
            ask_session("POST", "polling");
            return;
        case 4:
            half_a_delivery();
            return;
        case 5:
            ask("GET", std::string(websocket_target), {}, upgrade_headers(), {});
            return;
        case 6:
            ask_session("GET", "websocket");
            return;
        case 7:
        case 8:
            if (client* const to = any_client())
                say(*to);
            return;
        case 9:
            if (client* const to = any_client())
                to->http.connection().send(input_.text(16));
            return;
        case 10:
            if (client* const to = any_client())
                leave(*to);
            return;
        case 11:
            if (client* const to = any_client(); to != nullptr && to->websocket)
                to->http.connection().set_room(input_.octet());
            return;
        case 12:
            scene_.time.pass(std::chrono::milliseconds(std::int64_t{1} << input_.below(16)));
            return;
        case 13:
            emit();
            return;
        case 14:
            open_of_revision_3();
            return;
        default:
            command();
            return;
        }
    }

    void ask(std::string_view method, std::string const& target, std::string_view body,
             header_lines const& headers, std::string sid) {
        http_peer peer = scene_.connect();
        peer.request(method, target, body, headers);
        bool const is_of_session = !sid.empty();
        clients_.push_back({peer, std::nullopt, std::move(sid),
                            is_of_session ? last_revision_ : wire::engine_revision::four});
    }

    void open_of_revision_3() {
        static constexpr std::string_view targets[]{
            "/socket.io/?EIO=3&transport=polling", "/socket.io/?EIO=3&transport=polling&b64=1",
            "/socket.io/?EIO=3&transport=websocket", "/socket.io/?EIO=3&transport=websocket&b64=1"};
        std::size_t const chosen = input_.below(std::size(targets));
        ask("GET", std::string(targets[chosen]), {},
            chosen < 2 ? header_lines() : upgrade_headers(), {});
        clients_.back().speaks = wire::engine_revision::three;
    }

    void ask_session(std::string_view method, std::string_view transport) {
        std::string const target = target_of_session(transport);
        ask(method, target, method == "POST" ? payload() : std::string(),
            transport == "websocket" ? upgrade_headers() : header_lines(), last_sid_);
    }

    /// Of one that is chosen.
    std::string target_of_session(std::string_view transport) {
        std::string const id = sid();
        std::string target("/socket.io/?EIO=");
        target += last_revision_ == wire::engine_revision::three ? '3' : '4';
        return target.append("&transport=").append(transport).append("&sid=").append(id);
    }

    void half_a_delivery() {
        http_peer peer = scene_.connect();
        peer.connection().send("POST " + target_of_session("polling") +
                               " HTTP/1.1\r\nHost: x\r\nContent-Length: 16\r\n\r\n4...");
        clients_.push_back({peer, std::nullopt, last_sid_, last_revision_});
    }

    std::string const& sid() {
        auto const sessions = scene_.host.sessions();
        last_sid_ = "none";
        last_revision_ = wire::engine_revision::four;
        if (sessions.empty())
            return last_sid_;
        engine::session const& chosen = *sessions[input_.below(sessions.size())];
        last_sid_ = chosen.id();
        last_revision_ = chosen.protocol();
        return last_sid_;
    }

    std::string payload() {
        std::string body;
        if (last_revision_ == wire::engine_revision::three) {
            do {
                std::string_view const each = packet();
                body.append(std::to_string(each.size())).append(1, ':').append(each);
            } while (input_.below(3) == 1);
            return body;
        }
        body = packet();
        while (input_.below(3) == 1)
            body.append(1, '\x1e').append(packet());
        return body;
    }

    std::string_view packet() {
        static constexpr std::string_view known[]{"4text", "3",  "2probe", "5", "6", "1",
                                                  "2",     "b+", "bAQID",  "4", ""};
        std::size_t const chosen = input_.below(std::size(known) + 2);
        return chosen < std::size(known) ? known[chosen] : input_.text(12);
    }

    void say(client& to) {
        if (!to.websocket)
            return;
        switch (input_.below(6)) {
        case 0:
            to.websocket->binary(packet());
            return;
        case 1:
            to.websocket->ping(packet());
            return;
        case 2:
            to.websocket->close();
            return;
        default:
            to.websocket->text(packet());
            return;
        }
    }

    void leave(client& who) {
        if (input_.below(2) == 0)
            who.http.connection().reset();
        else
            who.http.connection().end();
    }

    client* any_client() {
        return clients_.empty() ? nullptr : &clients_[input_.below(clients_.size())];
    }

    engine::session* any_session() {
        auto const sessions = scene_.host.sessions();
        return sessions.empty() ? nullptr : sessions[input_.below(sessions.size())];
    }

    void emit() {
        engine::session* const to = any_session();
        if (to == nullptr)
            return;
        for (std::size_t count = input_.below(4) + 1; count > 0; --count) {
            std::string text = "4#" + std::to_string(++emitted_) + '.';
            text.append(input_.octet(), 'x');
            std::vector<bytes> attachments;
            for (std::size_t more = input_.below(3); more > 0; --more)
                attachments.emplace_back(std::string_view("octets"));
            to->send(scene_.time.shard().units().make(text, std::move(attachments)));
        }
    }

    void command() {
        engine::session* const to = any_session();
        if (to == nullptr)
            return;
        switch (input_.below(6)) {
        case 0:
            to->close(engine::close_mode::at_once);
            return;
        case 1:
            to->close(engine::close_mode::after_sending);
            return;
        case 2:
            to->pause_reading();
            return;
        default:
            to->resume_reading();
            return;
        }
    }

    // ---- what came of it ----

    void observe() {
        for (std::string const& line : scene_.host.take())
            fuzz_check(!line.starts_with("after the end"));
        for (client& each : clients_) {
            if (each.websocket) {
                for (std::string const& line : each.websocket->take())
                    arrived(each, line);
                continue;
            }
            while (auto const found = each.http.take_answer()) {
                if (found->status == 101) {
                    each.websocket.emplace(each.http.shared());
                    for (std::string const& line : each.websocket->take())
                        arrived(each, line);
                    break;
                }
                if (each.speaks == wire::engine_revision::three)
                    arrived_in_payload_of_3(each, *found);
                else
                    arrived_in_payload(each, found->body);
            }
        }
        std::erase_if(clients_,
                      [](client& each) { return each.http.connection().closed_by_server(); });
    }

    void arrived_in_payload(client& to, std::string const& body) {
        std::size_t begin = 0;
        for (std::size_t end = 0; end != std::string::npos; begin = end + 1) {
            end = body.find('\x1e', begin);
            arrived(to, body.substr(begin, end - begin));
        }
    }

    void arrived_in_payload_of_3(client& to, answer const& from) {
        if (from.status != 200 || from.body == "ok")
            return;
        bool const is_text = from.header("Content-Type") != "application/octet-stream";
        auto reader = wire::codec_of(wire::engine_revision::three)
                          .read_payload(std::as_bytes(std::span(from.body)),
                                        is_text ? wire::body_form::text : wire::body_form::octets);
        fuzz_check(reader.has_value());
        for (;;) {
            wire::payload_event const found = reader->next();
            fuzz_check(found.type != wire::payload_event::kind::error);
            if (found.type == wire::payload_event::kind::end)
                return;
            arrived(to, wire::to_digit(found.packet.type) + std::string(found.packet.data));
        }
    }

    void arrived(client& to, std::string const& packet) {
        fuzz_check(!packet.starts_with("<broken"));
        if (packet.starts_with("0{\"sid\":\""))
            to.sid = packet.substr(9, 20);
        if (!packet.starts_with("4#"))
            return;
        std::size_t const number = std::stoul(packet.substr(2));
        std::size_t& last = last_arrived_[to.sid];
        fuzz_check(number > last);
        last = number;
    }

    void finish() {
        // Paused sessions wait for the program; all others have deadlines.
        for (engine::session* const each : scene_.host.sessions())
            each->resume_reading();
        scene_.time.pass(std::chrono::seconds(300));
        observe();
        fuzz_check(scene_.is_empty());
        fuzz_check(scene_.connections() == 0);
    }

    decisions input_;
    engine_scene scene_{options()};
    std::vector<client> clients_;
    std::string last_sid_;
    wire::engine_revision last_revision_ = wire::engine_revision::four;
    std::size_t emitted_ = 0;
    std::map<std::string, std::size_t> last_arrived_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    play(decisions(data, size)).run();
    return 0;
}
