// SPDX-License-Identifier: MIT
// A parser of one's own: each packet is the text of one JSON object, which any tool can read that
// shows what goes over a WebSocket. The official client takes the same parser:
//     const { io } = require("socket.io-client");
//     const { Emitter } = require("@socket.io/component-emitter");
//     class Encoder { encode(packet) { return [JSON.stringify(packet)]; } }
//     class Decoder extends Emitter {
//         add(text) { this.emit("decoded", JSON.parse(text)); }
//         destroy() {}
//     }
//     const socket = io("http://localhost:3005", { parser: { Encoder, Decoder } });
//     console.log(await socket.emitWithAck("add", 1, 2));
#include <socketiota/packet_parser.hpp>
#include <socketiota/server.hpp>

#include <iostream>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sio = socketiota;

/// A packet as a JSON object.
struct object_of_packet {
    int type = 0;
    std::string nsp;
    std::optional<std::uint64_t> id;
    sio::value data; // null if it does not come
};

class one_object : public sio::packet_parser {
public:
    [[nodiscard]] std::unique_ptr<decoder> make_decoder() const override {
        return std::make_unique<reader_of_objects>();
    }

    [[nodiscard]] sio::result<sio::encoded_packet>
    encode(sio::parsed_packet const& packet) const override {
        // What is left out is undefined in JavaScript, which an id of null would not be.
        sio::value all = sio::object("type", static_cast<int>(packet.kind), "nsp", packet.nsp);
        if (packet.id)
            all.set("id", *packet.id);
        if (!packet.data.is_null())
            all.set("data", packet.data);
        return sio::encoded_packet{.text = all.to_json()};
    }

private:
    /// Needs no memory of what came before: a message is a packet.
    class reader_of_objects : public decoder {
    public:
        [[nodiscard]] sio::result<std::optional<sio::parsed_packet>>
        on_text(std::string_view text) override {
            auto const parsed = sio::value::parse(text);
            if (!parsed)
                return parsed.error();
            auto const all = parsed->to<object_of_packet>();
            if (!all)
                return make_error_code(sio::error::arguments_do_not_fit);
            return sio::parsed_packet{static_cast<sio::packet_kind>(all->type), all->nsp, all->id,
                                      all->data};
        }

        [[nodiscard]] sio::result<std::optional<sio::parsed_packet>>
        on_binary(std::span<std::byte const>) override {
            return make_error_code(sio::error::malformed_json);
        }
    };
};

int main(int count, char** arguments) {
    sio::server io({.parser = std::make_shared<one_object const>(),
                    .shards = count > 2 ? std::stoul(arguments[2]) : 1});
    io.on("add", [](double a, double b) { return a + b; });
    io.on("say", [](sio::socket const& who, std::string const& text) {
        who.broadcast().emit("said", text);
    });
    io.listen(sio::parse_port(count > 1 ? arguments[1] : "3005"));
    std::cout << "custom_parser is on http://localhost:" << io.port() << std::endl;
    io.run();
}
