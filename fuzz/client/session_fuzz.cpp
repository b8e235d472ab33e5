// SPDX-License-Identifier: MIT
// A session of a client whose server does what the input says: it answers with what is sound,
// nearly sound or nothing of the kind, on any of its connections and at any time, while the program
// sends, closes and aborts, also inside of calls.
//
// Invariants: no crash; the owner hears nothing after the end; what a program sends arrives in
// order and at most once, across deliveries and the upgrade; no more waits to be sent than may; a
// session that was closed ends in time, and leaves nothing.
#include "../fuzz_check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <support/client_session_scene.hpp>
#include <support/decisions.hpp>
#include <wire/websocket_handshake.hpp>

namespace {

using namespace socketiota;
using namespace socketiota::test;

constexpr std::size_t most_in_outbox = 2000;

clients::engine_settings settings_of(decisions& input) {
    clients::engine_settings chosen = usual_settings();
    chosen.max_message_size = 400;
    chosen.max_outbox_bytes = most_in_outbox;
    std::uint8_t const bits = input.octet();
    if ((bits & 1U) != 0)
        chosen.revision = wire::engine_revision::three;
    chosen.tries_all = (bits & 2U) != 0;
    if ((bits & 4U) != 0)
        chosen.transports = {transport::websocket, transport::polling};
    chosen.base64 = (bits & 8U) != 0;
    return chosen;
}

class play {
public:
    explicit play(decisions input) : input_(input), scene_(settings_of(input_)) {
        scene_.owner.on_line = [this](std::string_view line) {
            fuzz_check(!ended_);
            ended_ = line.starts_with("ended");
            if (!ended_ && input_.below(16) == 1)
                command();
            else if (ended_ && input_.below(2) == 1)
                scene_.let_go();
        };
    }

    void run() {
        scene_.begin();
        for (int step = 0; step < 400 && !input_.done(); ++step) {
            act();
            scene_.time.settle();
            observe();
        }
        finish();
    }

private:
    /// A connection as the server sees it.
    struct connection {
        std::shared_ptr<memory_peer> peer;
        std::string key{}; // of the WebSocket that was asked for
        std::unique_ptr<websocket_peer> websocket{};
    };

    void act() {
        switch (input_.below(12)) {
        case 0:
        case 1:
            if (scene_.is_dialled())
                connections_.push_back({scene_.next_attempt().accept()});
            return;
        case 2:
            if (scene_.is_dialled())
                scene_.next_attempt().refuse(
                    {loop::dial_stage::connect, boost::asio::error::timed_out, "words"});
            return;
        case 3:
        case 4:
            if (connection* const to = any())
                answer(*to);
            return;
        case 5:
        case 6:
            if (connection* const to = any())
                talk(*to);
            return;
        case 7:
            if (connection* const to = any())
                to->peer->send(input_.text(40));
            return;
        case 8:
            if (connection* const to = any())
                trouble(*to->peer);
            return;
        case 9:
            scene_.time.pass(std::chrono::milliseconds(std::int64_t{1} << input_.below(16)));
            return;
        default:
            command();
            return;
        }
    }

    connection* any() {
        return connections_.empty() ? nullptr : &connections_[input_.below(connections_.size())];
    }

    // ---- what the server says ----

    void answer(connection& to) {
        static constexpr unsigned statuses[]{200, 200, 200, 200, 200, 400, 404, 302};
        if (!to.key.empty() && !to.websocket && input_.below(8) != 7)
            return switch_protocols(to);
        http_server_peer peer(to.peer);
        unsigned const status = statuses[input_.below(std::size(statuses))];
        bool const is_3 = scene_.settings.revision == wire::engine_revision::three;
        bool const octets = is_3 && !scene_.settings.base64;
        std::string const body = payload(is_3, octets);
        header_lines headers;
        if (octets)
            headers.emplace_back("Content-Type", "application/octet-stream");
        switch (input_.below(6)) {
        case 1:
            headers.emplace_back("Content-Type", "application/octet-stream");
            break;
        case 2:
            headers.emplace_back("Keep-Alive", "timeout=" + std::to_string(input_.octet()));
            break;
        case 3:
            return to.peer->send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
                                 hexadecimal(body.size()) + "\r\n" + body + "\r\n0\r\n\r\n");
        case 4:
            to.peer->send("HTTP/1.0 200 OK\r\n\r\n" + body);
            return to.peer->end();
        case 5:
            to.peer->send("HTTP/1.1 100 Continue\r\n\r\n");
            break;
        default:
            break;
        }
        peer.answer(status, body, headers);
    }

    static std::string hexadecimal(std::size_t size) {
        static constexpr std::string_view digits = "0123456789abcdef";
        std::string text;
        for (; size != 0; size /= digits.size())
            text.insert(text.begin(), digits[size % digits.size()]);
        return text.empty() ? "0" : text;
    }

    void switch_protocols(connection& to) {
        auto const accepts = wire::websocket_accept(to.key);
        to.peer->send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                      "Connection: Upgrade\r\nSec-WebSocket-Accept: " +
                      std::string(accepts.data(), accepts.size()) + "\r\n\r\n");
        to.websocket = std::make_unique<websocket_peer>(to.peer, wire::websocket_role::server);
    }

    std::string payload(bool is_3, bool octets) {
        std::string body;
        do {
            std::string_view const each = packet();
            if (octets)
                append_head(body, each);
            else if (is_3)
                body.append(std::to_string(each.size())).append(1, ':');
            else if (!body.empty())
                body.append(1, '\x1e');
            body.append(each);
        } while (input_.below(3) == 1);
        return body;
    }

    /// What stands before a packet in a payload of octets.
    static void append_head(std::string& body, std::string_view packet) {
        body.append(1, packet.starts_with('\4') ? '\1' : '\0');
        for (char const digit : std::to_string(packet.size()))
            body.append(1, static_cast<char>(digit - '0'));
        body.append(1, '\xff');
    }

    std::string_view packet() {
        static constexpr std::string_view known[]{
            usual_open,
            open_for_good,
            "4text",
            "2",
            "3",
            "6",
            "bAQID",
            "3probe",
            "1",
            "ok",
            R"(0{"sid":"x","pingInterval":9,"pingTimeout":2147483638,"maxPayload":9,"upgrades":["websocket"]})",
            "\4octets"};
        std::size_t const chosen = input_.below(std::size(known) + 1);
        return chosen < std::size(known) ? known[chosen] : input_.text(12);
    }

    void talk(connection& to) {
        if (!to.websocket)
            return;
        switch (input_.below(8)) {
        case 0:
            return to.websocket->binary(packet());
        case 1:
            return to.websocket->ping(packet());
        case 2:
            return to.websocket->close({.code = 1001, .reason = "words"});
        case 3:
            return to.websocket->text("3probe");
        default:
            return to.websocket->text(packet());
        }
    }

    void trouble(memory_peer& of) {
        switch (input_.below(8)) {
        case 0:
            return of.end();
        case 1:
            return of.reset();
        case 2:
            return of.refuse_writes();
        default:
            return of.set_room(std::size_t{input_.octet()} * 4);
        }
    }

    // ---- what the program does ----

    void command() {
        if (!scene_.has_session())
            return;
        switch (input_.below(8)) {
        case 0:
            return scene_.session().close();
        case 1:
            return scene_.session().abort();
        case 2:
            static_cast<void>(scene_.send_binary("octets"));
            return;
        default:
            static_cast<void>(scene_.send('#' + std::to_string(++sent_) + '.' +
                                          std::string(input_.octet(), 'x')));
            return;
        }
    }

    // ---- what came of it ----

    void observe() {
        if (scene_.has_session())
            fuzz_check(scene_.session().unsent() <= most_in_outbox + 300 + base::outbox::slack);
        for (connection& each : connections_) {
            if (each.websocket) {
                for (std::string const& line : each.websocket->take()) {
                    fuzz_check(!line.starts_with("<broken"));
                    if (line.starts_with('4')) // not the pong to what the server has said
                        arrived(line);
                }
                continue;
            }
            while (auto const asked = http_server_peer(each.peer).take_request()) {
                each.key = asked->header("Sec-WebSocket-Key");
                arrived(asked->body);
            }
        }
    }

    /// Some of these may be missing: a delivery that was not answered, a WebSocket that was lost.
    void arrived(std::string_view octets) {
        for (std::size_t at = octets.find("4#"); at != std::string_view::npos;
             at = octets.find("4#", at + 1)) {
            std::size_t const number = std::stoul(std::string(octets.substr(at + 2, 9)));
            fuzz_check(number > last_arrived_);
            last_arrived_ = number;
        }
    }

    void finish() {
        if (scene_.has_session())
            scene_.session().close();
        scene_.time.pass(60s);
        observe();
        fuzz_check(ended_);
        fuzz_check(scene_.is_empty());
        for (connection const& each : connections_)
            fuzz_check(each.peer->closed_by_server());
    }

    decisions input_;
    client_session_scene scene_;
    std::vector<connection> connections_;
    std::size_t sent_ = 0;
    std::size_t last_arrived_ = 0;
    bool ended_ = false;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    play(decisions(data, size)).run();
    return 0;
}
