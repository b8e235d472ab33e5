// SPDX-License-Identifier: MIT
#include "http_client.hpp"

#include "failure.hpp"

namespace socketiota::bench {

void http_client::open(const destination& to) {
    host_ = "127.0.0.1:" + std::to_string(to.port());
    connecting_ = true;
    stream_.connect(to);
}

void http_client::request(std::string_view target, std::string_view body) {
    std::string& out = stream_.output();
    out += body.empty() ? "GET " : "POST ";
    out += target;
    out += " HTTP/1.1\r\nHost: ";
    out += host_;
    // No Accept-Encoding: with one, a server may compress and the bench would compare zlib.
    out += "\r\nConnection: keep-alive\r\nAccept: */*\r\nAccept-Language: en-US,en;q=0.9\r\n";
    if (!body.empty()) {
        out += "Content-Type: text/plain;charset=UTF-8\r\nContent-Length: ";
        out += std::to_string(body.size());
        out += "\r\n";
    }
    out += "\r\n";
    out += body;
    busy_ = true;
    if (!connecting_)
        stream_.flush();
}

void http_client::on_ready(std::uint32_t events) {
    // Closed by what another event of this turn did.
    if (!stream_.is_open())
        return;
    if (connecting_) {
        stream_.finish_connect();
        connecting_ = false;
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
        throw failure{"the server ended a keep-alive connection"};
    case tcp_stream::received::data:
        break;
    }
    const http_response response = read_http_response(stream_.unread());
    if (response.size != 0) {
        if (!busy_ || response.size != stream_.unread().size())
            throw failure{"the server sent a response that answers no request"};
        busy_ = false;
        events_->on_response(*this, response);
    }
    stream_.consume(response.size);
}

} // namespace socketiota::bench
