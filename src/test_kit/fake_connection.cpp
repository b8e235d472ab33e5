// SPDX-License-Identifier: MIT
#include <limits>

#include <base/output_buffer.hpp>
#include <test_kit/fake_connection.hpp>
#include <test_kit/fake_socket.hpp>
#include <test_kit/world.hpp>

namespace socketiota::test_kit {
namespace {

constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

// Nobody listens in on memory: the mask need not be unpredictable.
constexpr wire::mask_key key{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};

} // namespace

fake_connection::fake_connection(std::weak_ptr<world> home, std::shared_ptr<memory_peer> peer)
    : home_(std::move(home)),
      peer_(std::move(peer)),
      reader_(wire::websocket_role::client, {.max_payload_size = no_limit}),
      limits_{.max_attachments = no_limit, .max_packet_size = no_limit},
      decoder_(limits_) {}

fake_connection::~fake_connection() = default;

void fake_connection::open(std::string_view path, std::string_view query,
                           header_lines const& headers) {
    std::string request = "GET " + std::string(path) + "?EIO=4&transport=websocket";
    if (!query.empty())
        request.append("&").append(query);
    request += " HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
               "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    bool has_host = false;
    for (auto const& [name, text] : headers) {
        has_host = has_host || name == "host" || name == "Host";
        request.append(name).append(": ").append(text).append("\r\n");
    }
    if (!has_host)
        request += "Host: localhost\r\n";
    peer_->send(request.append("\r\n"));
}

std::shared_ptr<fake_socket> fake_connection::join(std::string_view nsp, value const& auth) {
    auto made = std::make_shared<fake_socket>(shared_from_this(), std::string(nsp));
    sockets_[std::string(nsp)] = made;
    std::string packet = "40";
    if (nsp != "/")
        packet.append(nsp).append(",");
    if (!auth.is_null())
        packet.append(auth.to_json());
    if (opened_)
        send_frame(wire::opcode::text, packet);
    else
        joining_.push_back(std::move(packet));
    return made;
}

void fake_connection::send(base::outgoing const& unit) {
    send_frame(wire::opcode::text, unit.text());
    for (bytes const& each : unit.attachments())
        send_frame(wire::opcode::binary, {reinterpret_cast<char const*>(each.data()), each.size()});
}

void fake_connection::send_frame(wire::opcode code, std::string_view content) {
    if (over_ || home_.expired())
        return;
    base::output_buffer frame;
    wire::append_masked_frame(frame, code, content, key);
    peer_->send(frame.view());
    spoke_ = true;
}

bool fake_connection::read() {
    spoke_ = false;
    if (!over_ && (upgraded_ || read_answer()))
        read_frames();
    if (!over_ && peer_->ended_by_server())
        end();
    return spoke_;
}

// The answer to the request for a WebSocket. If it is refused, its body says why.
bool fake_connection::read_answer() {
    std::string& text = peer_->received();
    std::size_t const end_of_head = text.find("\r\n\r\n");
    if (end_of_head == std::string::npos)
        return false;
    std::string const body = text.substr(end_of_head + 4);
    upgraded_ = text.starts_with("HTTP/1.1 101 ");
    if (upgraded_) {
        text = body;
        return true;
    }
    for (auto const& [name, weak] : sockets_)
        if (auto const socket = weak.lock())
            socket->refusal = body;
    end();
    return false;
}

void fake_connection::read_frames() {
    std::string octets = std::exchange(peer_->received(), {});
    std::span<std::byte> input = std::as_writable_bytes(std::span(octets));
    while (!over_) {
        wire::frame_event const event = reader_.next(input);
        if (event.type == wire::frame_event::kind::need_more)
            return;
        on_frame(event);
    }
}

void fake_connection::on_frame(wire::frame_event const& event) {
    packet::incoming_packet packet;
    switch (event.type) {
    case wire::frame_event::kind::text:
        on_engine_packet(event.text());
        return;
    case wire::frame_event::kind::binary:
        on_packet(decoder_.on_binary(event.content, packet), packet);
        return;
    case wire::frame_event::kind::close:
    case wire::frame_event::kind::error:
        end();
        return;
    case wire::frame_event::kind::ping:
    case wire::frame_event::kind::pong:
    case wire::frame_event::kind::need_more:
        return;
    }
}

void fake_connection::on_engine_packet(std::string_view text) {
    packet::incoming_packet packet;
    switch (text.empty() ? '6' : text.front()) {
    case '0':
        opened_ = true;
        for (std::string const& each : std::exchange(joining_, {}))
            send_frame(wire::opcode::text, each);
        return;
    case '2':
        if (answers_heartbeats_)
            send_frame(wire::opcode::text, "3");
        return;
    case '4':
        on_packet(decoder_.on_text(text.substr(1), packet), packet);
        return;
    default:
        return;
    }
}

void fake_connection::on_packet(packet::decoder::outcome outcome,
                                packet::incoming_packet const& packet) {
    if (outcome != packet::decoder::outcome::packet)
        return;
    auto const found = sockets_.find(packet.nsp);
    if (found == sockets_.end())
        return;
    if (auto const socket = found->second.lock())
        socket->on_packet(packet);
}

void fake_connection::close() {
    if (over_ || home_.expired())
        return;
    base::output_buffer frame;
    wire::append_masked_close_frame(frame, {}, key);
    peer_->send(frame.view());
    end();
}

void fake_connection::lose() {
    if (over_ || home_.expired())
        return;
    peer_->reset();
    end();
}

void fake_connection::end() {
    over_ = true;
    if (!home_.expired())
        peer_->end();
    for (auto const& [name, weak] : sockets_)
        if (auto const socket = weak.lock())
            socket->on_end();
}

} // namespace socketiota::test_kit
