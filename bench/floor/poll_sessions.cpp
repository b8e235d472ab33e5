// SPDX-License-Identifier: MIT
#include "poll_sessions.hpp"

#include "socket_io.hpp"

namespace socketiota::bench {

void poll_sessions::respond(connection& to, std::string_view status, std::string_view body) {
    output_->begin_piece();
    output_->append("HTTP/1.1 ");
    output_->append(status);
    output_->append("\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: ");
    output_->append(std::to_string(body.size()));
    output_->append("\r\ncache-control: no-store\r\n\r\n");
    output_->append(body);
    output_->send(to, output_->end_piece());
}

void poll_sessions::handle(connection& from, const http_request& request) {
    if (request.sid.empty() && !request.is_post) {
        open(from);
        return;
    }
    const std::uint32_t number = number_of_sid(request.sid);
    if (number >= sessions_.size() || !sessions_[number].in_use) {
        respond(from, "400 Bad Request", R"({"code":1,"message":"Session ID unknown"})");
        return;
    }
    if (request.is_post) {
        post(from, number, request.body);
        return;
    }
    session& own = sessions_[number];
    own.pending = &from;
    from.poll_session = number;
    if (!own.packets.empty() && !own.is_listed) {
        own.is_listed = true;
        with_packets_.push_back(number);
    }
}

void poll_sessions::open(connection& from) {
    auto number = static_cast<std::uint32_t>(sessions_.size());
    if (free_.empty()) {
        sessions_.emplace_back();
    } else {
        number = free_.back();
        free_.pop_back();
    }
    sessions_[number].in_use = true;
    respond(from, "200 OK", make_open_(make_sid(number), R"("websocket")", ping_interval_));
}

void poll_sessions::post(connection& from, std::uint32_t number, std::string_view body) {
    respond(from, "200 OK", "ok");
    for (;;) {
        const auto end = body.find('\x1e');
        on_packet(sessions_[number], number, body.substr(0, end));
        if (end == std::string_view::npos)
            return;
        body.remove_prefix(end + 1);
    }
}

void poll_sessions::on_packet(session& own, std::uint32_t number, std::string_view packet) {
    const packet_request request = read_packet(packet);
    switch (request.kind) {
    case request_kind::join:
        add(own, number, R"(40{"sid":")" + make_sid(number) + "\"}");
        return;
    case request_kind::echo:
        ack_.resize(ack_size(request));
        write_ack(ack_.data(), request);
        add(own, number, ack_);
        return;
    case request_kind::close:
        own.closes = true;
        add(own, number, "6");
        return;
    case request_kind::broadcast:
    case request_kind::nothing:
        return;
    }
}

void poll_sessions::add(session& own, std::uint32_t number, std::string_view packet) {
    if (!own.packets.empty())
        own.packets += '\x1e';
    own.packets += packet;
    if (!own.is_listed) {
        own.is_listed = true;
        with_packets_.push_back(number);
    }
}

void poll_sessions::answer_pending() {
    for (const std::uint32_t number : with_packets_) {
        session& own = sessions_[number];
        own.is_listed = false;
        if (own.pending != nullptr) {
            own.pending->poll_session = connection::no_session;
            respond(*own.pending, "200 OK", own.packets);
            own.pending = nullptr;
            own.packets.clear();
        }
        if (own.closes)
            end(number);
    }
    with_packets_.clear();
}

void poll_sessions::forget(const connection& gone) {
    if (gone.poll_session != connection::no_session)
        end(gone.poll_session);
}

void poll_sessions::end(std::uint32_t number) {
    sessions_[number] = session{};
    free_.push_back(number);
}

} // namespace socketiota::bench
