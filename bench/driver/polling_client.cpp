// SPDX-License-Identifier: MIT
#include "polling_client.hpp"

#include "failure.hpp"

#include <charconv>

namespace socketiota::bench {

namespace {

constexpr char record_separator = '\x1e';

} // namespace

polling_client::polling_client(event_loop& loop, polling_events& events, std::size_t index,
                               int revision)
    : polls_(loop, *this),
      posts_(loop, *this),
      events_(&events),
      index_(index),
      target_("/socket.io/?EIO=" + std::to_string(revision) + "&transport=polling"),
      revision_(revision) {}

void polling_client::open(const destination& to) {
    polls_.open(to);
    posts_.open(to);
    polls_.request(target_, {});
}

// All that is sent is ASCII, so that lengths in octets are lengths in UTF-16.
std::string polling_client::framed(std::string_view packet) const {
    if (revision_ == 4)
        return std::string{packet};
    return std::to_string(packet.size()) + ":" + std::string{packet};
}

void polling_client::post(std::string_view body) {
    if (owes_pong_) {
        owes_pong_ = false;
        posts_.request(target_, "3" + std::string{record_separator} + std::string{body});
    } else {
        posts_.request(target_, framed(body));
    }
}

void polling_client::send(std::string_view packet) {
    answered_ = false;
    post(packet);
}

void polling_client::leave() {
    state_ = state::leaving;
    post("1");
}

std::string_view polling_client::waits_for() const {
    switch (state_) {
    case state::opening:
        return "the Engine.IO open packet";
    case state::joining:
        return "the answer to its CONNECT packet";
    case state::joined:
        return answered_ ? "the answer to its POST" : "the ack of its event";
    case state::leaving:
        return "the end of its session";
    case state::left:
        break;
    }
    return "nothing";
}

void polling_client::refuse(const http_response& response) const {
    throw failure{"polling client " + std::to_string(index_) + ", waiting for " +
                  std::string{waits_for()} + ", got status " + std::to_string(response.status) +
                  " with " + std::string{response.body.substr(0, 120)}};
}

void polling_client::on_response(http_client& client, const http_response& response) {
    if (&client == &polls_)
        on_poll(response);
    else if (response.status != 200 || response.body != "ok")
        refuse(response);
    go_on();
}

void polling_client::on_poll(const http_response& response) {
    if (state_ == state::leaving) {
        // The close overtakes a poll that travels on the other connection: then its session is
        // unknown already.
        const bool overtaken = response.status == 400;
        const bool ended = response.status == 200 &&
                           (response.body == framed("6") || response.body == framed("1"));
        // A heartbeat that was due before the close arrived.
        if (response.status == 200 && response.body == "2") {
            polls_.request(target_, {});
            return;
        }
        if (!overtaken && !ended)
            refuse(response);
        return;
    }
    if (response.status != 200)
        refuse(response);
    std::string_view rest = response.body;
    if (rest.empty())
        refuse(response);
    while (!rest.empty()) {
        const std::string_view packet = next_packet(rest, response);
        if (state_ == state::opening)
            on_opened(packet, response);
        else if (state_ == state::joining &&
                 (revision_ == 4 ? packet.substr(0, 9) == R"(40{"sid":)" : packet == "40"))
            answered_ = true;
        else if (packet == "2")
            owes_pong_ = true;
        else if (state_ == state::joined)
            on_poll_packet(packet);
        else
            refuse(response);
    }
    polls_.request(target_, {});
}

void polling_client::on_opened(std::string_view packet, const http_response& response) {
    constexpr std::string_view begin = R"(0{"sid":")";
    const auto end = packet.find('"', begin.size());
    if (packet.substr(0, begin.size()) != begin || end == std::string_view::npos)
        refuse(response);
    target_ += "&sid=";
    target_ += packet.substr(begin.size(), end - begin.size());
    state_ = state::joining;
    if (revision_ == 4) // else the server joins it unasked
        posts_.request(target_, "40");
}

std::string_view polling_client::next_packet(std::string_view& rest,
                                             const http_response& response) const {
    if (revision_ == 4) {
        const auto end = rest.find(record_separator);
        const std::string_view packet = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        return packet;
    }
    std::size_t length = 0;
    const auto [digits, error] = std::from_chars(rest.data(), rest.data() + rest.size(), length);
    const auto begin = static_cast<std::size_t>(digits - rest.data()) + 1;
    if (error != std::errc{} || begin > rest.size() || *digits != ':' ||
        length > rest.size() - begin)
        refuse(response);
    const std::string_view packet = rest.substr(begin, length);
    rest.remove_prefix(begin + length);
    return packet;
}

void polling_client::on_poll_packet(std::string_view packet) {
    if (answered_)
        throw failure{
            "polling client " + std::to_string(index_) +
            " got a packet although every event is answered: " + std::string{packet.substr(0, 80)}};
    answered_ = true;
    events_->on_text(*this, packet);
}

void polling_client::go_on() {
    if (posts_.busy())
        return;
    if (state_ == state::leaving) {
        if (polls_.busy())
            return;
        state_ = state::left;
        polls_.close();
        posts_.close();
        events_->on_left(*this);
        return;
    }
    if (state_ == state::joining && answered_)
        state_ = state::joined;
    if (state_ == state::joined && answered_) {
        events_->on_idle(*this);
    } else if (owes_pong_) {
        owes_pong_ = false;
        posts_.request(target_, "3");
    }
}

} // namespace socketiota::bench
