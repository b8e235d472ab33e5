// SPDX-License-Identifier: MIT
#include "websocket_client.hpp"

#include "failure.hpp"
#include "msgpack.hpp"
#include "upgrade.hpp"

namespace socketiota::bench {

namespace {

std::string msgpack_connect() {
    std::string packet;
    append_map(packet, 2);
    append_string(packet, "type");
    append_number(packet, 0);
    append_string(packet, "nsp");
    append_string(packet, "/");
    return packet;
}

} // namespace

websocket_client::websocket_client(event_loop& loop, client_events& events, std::size_t index,
                                   const speech& spoken)
    : stream_(loop, *this),
      events_(&events),
      writer_(0x2545f4914f6cdd1dU * (index + 1)),
      index_(index),
      spoken_(spoken) {}

void websocket_client::open(const destination& to) {
    port_ = to.port();
    state_ = state::connecting;
    stream_.connect(to);
}

void websocket_client::send(std::string_view packet) {
    writer_.append(stream_.output(), spoken_.msgpack ? opcode::binary : opcode::text, packet);
}

void websocket_client::send_text(std::string_view text) {
    writer_.append(stream_.output(), opcode::text, text);
}

void websocket_client::close() {
    state_ = state::closing;
    writer_.append(stream_.output(), opcode::close, {});
}

std::string_view websocket_client::waits_for() const {
    switch (state_) {
    case state::connecting:
        return "the TCP connection";
    case state::upgrading:
        return "the answer to its upgrade";
    case state::opening:
        return "the Engine.IO open packet";
    case state::joining:
        return "the answer to its CONNECT packet";
    case state::joined:
        return "packets";
    case state::closing:
        return "the server's close frame";
    case state::drained:
        return "the end of the connection";
    case state::closed:
        break;
    }
    return "nothing";
}

void websocket_client::refuse(std::string_view what) const {
    throw failure{"connection " + std::to_string(index_) + ", waiting for " +
                  std::string{waits_for()} + ", got " + std::string{what.substr(0, 120)}};
}

void websocket_client::on_ready(std::uint32_t events) {
    if (state_ == state::connecting) {
        stream_.finish_connect();
        // The number under the key differs per connection and run of the scenario.
        key_ = websocket_key(now_nanoseconds() ^ (std::uint64_t{index_} << 32));
        state_ = state::upgrading;
        stream_.output() += upgrade_request(port_, key_);
        stream_.flush();
        return;
    }
    if ((events & EPOLLOUT) != 0)
        stream_.flush();
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) == 0)
        return;
    switch (stream_.receive()) {
    case tcp_stream::received::nothing:
        return;
    case tcp_stream::received::end:
        on_end();
        return;
    case tcp_stream::received::data:
        stream_.consume(on_bytes(stream_.unread()));
        if (!stream_.output().empty())
            stream_.flush();
    }
}

void websocket_client::on_end() {
    if (state_ != state::drained)
        refuse("the end of the connection");
    state_ = state::closed;
    stream_.close();
    events_->on_closed(*this);
}

std::size_t websocket_client::on_bytes(std::string_view bytes) {
    std::size_t used = 0;
    if (state_ == state::upgrading) {
        used = check_upgrade_response(bytes, key_, spoken_.deflate);
        if (used == 0)
            return 0;
        key_ = {};
        if (spoken_.deflate)
            inflater_.emplace();
        state_ = state::opening;
    }
    for (;;) {
        const server_frame frame = read_server_frame(bytes.substr(used), spoken_.deflate);
        if (frame.size == 0)
            return used;
        used += frame.size;
        on_frame(frame);
    }
}

void websocket_client::on_frame(const server_frame& frame) {
    if (state_ == state::drained)
        refuse("a frame after the close frame");
    switch (frame.kind) {
    case opcode::text:
        on_packet(inflated(frame));
        return;
    case opcode::binary:
        if (!spoken_.msgpack)
            break;
        if (state_ == state::joining)
            on_answer_to_connect(inflated(frame));
        else
            events_->on_text(*this, inflated(frame));
        return;
    case opcode::ping:
        writer_.append(stream_.output(), opcode::pong, frame.content);
        return;
    case opcode::close:
        if (state_ != state::closing)
            refuse("a close frame");
        state_ = state::drained;
        return;
    case opcode::pong:
        break;
    }
    refuse("a frame of opcode " + std::to_string(static_cast<int>(frame.kind)));
}

std::string_view websocket_client::inflated(const server_frame& frame) {
    return frame.is_compressed ? inflater_->inflate(frame.content) : frame.content;
}

void websocket_client::on_answer_to_connect(std::string_view packet) {
    const bool is_it = spoken_.msgpack ? packet.find("sid") != std::string_view::npos
                                       : packet.substr(0, 9) == R"(40{"sid":)";
    if (!is_it)
        refuse(packet);
    state_ = state::joined;
    events_->on_joined(*this);
}

void websocket_client::on_packet(std::string_view text) {
    if (state_ == state::opening) {
        if (text.substr(0, 8) != R"(0{"sid":)")
            refuse(text);
        state_ = state::joining;
        send(spoken_.msgpack ? msgpack_connect() : "40");
    } else if (text == "2") {
        // Nothing may follow our close frame.
        if (state_ == state::closing)
            return;
        ++heartbeats_;
        send_text("3");
        events_->on_heartbeat(*this);
    } else if (spoken_.msgpack) {
        refuse(text);
    } else if (state_ == state::joining) {
        on_answer_to_connect(text);
    } else {
        events_->on_text(*this, text);
    }
}

} // namespace socketiota::bench
