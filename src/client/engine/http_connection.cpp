// SPDX-License-Identifier: MIT
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

#include <client/engine/http_connection.hpp>

namespace socketiota::clients {

namespace {

/// Seconds of `Keep-Alive: timeout=5`; nothing if it does not say.
std::optional<unsigned> seconds_of(std::string_view keep_alive) noexcept {
    constexpr std::string_view name = "timeout=";
    auto const at = keep_alive.find(name);
    if (at == std::string_view::npos)
        return std::nullopt;
    std::string_view const digits = keep_alive.substr(at + name.size());
    unsigned seconds = 0;
    auto const [end, failure] =
        std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
    if (failure != std::errc())
        return std::nullopt;
    return seconds;
}

} // namespace

http_connection::http_connection(loop::shard& home, loop::dialler& with, loop::destination to,
                                 std::size_t max_body, answer_owner& owner)
    : home_(home), dialler_(with), to_(std::move(to)), max_body_(max_body), owner_(owner) {}

void http_connection::send(std::string request) {
    request_ = std::move(request);
    sent_ = 0;
    busy_ = true;
    if (channel_ && home_.now() < idle_until_)
        return write();
    channel_.reset();
    attempt_ = dialler_.dial(to_, *this);
}

void http_connection::close() noexcept {
    attempt_.reset();
    channel_.reset();
    busy_ = false;
}

void http_connection::on_dialled(std::unique_ptr<loop::channel> made) {
    contain([&] {
        attempt_.reset();
        channel_ = std::move(made);
        channel_->set_owner(*this);
        write();
    });
}

void http_connection::on_dial_failed(loop::dial_failure const& why) {
    contain([&] { fail(failure_of(why)); });
}

void http_connection::write() {
    if (sent_ == request_.size())
        return;
    boost::asio::const_buffer const rest = boost::asio::buffer(request_) + sent_;
    loop::error_code failure;
    sent_ += channel_->write({&rest, 1}, failure);
    if (failure)
        fail({connection_stage::http, failure, 0, failure.message()});
}

void http_connection::on_data(std::span<std::byte> data) {
    if (busy_)
        contain([&] { read({reinterpret_cast<char const*>(data.data()), data.size()}); });
    else
        channel_.reset(); // nobody asked
}

void http_connection::read(std::string_view octets) {
    if (!body_reader_ && !read_head(octets))
        return;
    for (;;) {
        wire::body_event const found = body_reader_->next(octets);
        switch (found.type) {
        case wire::body_event::kind::need_more:
            return;
        case wire::body_event::kind::data:
            body_.append(found.data);
            break;
        case wire::body_event::kind::complete:
            return complete(octets.empty());
        case wire::body_event::kind::error:
            return fail_to_read(found.sentence);
        }
    }
}

/// False if there is nothing more to read.
bool http_connection::read_head(std::string_view& octets) {
    wire::response_head head;
    auto const found = head_reader_.read(octets, head);
    if (found.type == wire::response_result::kind::need_more)
        return false;
    bool const is_answer = found.type == wire::response_result::kind::complete &&
                           head.status != wire::switching_protocols;
    if (is_answer) {
        body_reader_.emplace(head, max_body_);
        until_end_ = head.framing == wire::body_framing::until_end;
    } else {
        fail_to_read(found.type == wire::response_result::kind::error
                         ? found.sentence
                         : "the server wants to speak another protocol, which nobody asked for");
    }
    return is_answer;
}

void http_connection::complete(bool may_go_on) {
    std::string const text = head_reader_.take();
    std::string body = std::exchange(body_, {});
    body_reader_.reset();
    wire::response_head head;
    static_cast<void>(wire::response_parser().parse(text, head)); // as before
    bool const is_sent = sent_ == request_.size();
    busy_ = false;
    request_ = {};
    if (head.keep_alive && may_go_on && is_sent && !until_end_)
        note_idle(head);
    else
        channel_.reset();
    owner_.on_answer(head, std::as_writable_bytes(std::span(body)));
}

void http_connection::note_idle(wire::response_head const& head) {
    auto const named = head.find("keep-alive");
    auto const seconds = named ? seconds_of(*named) : std::nullopt;
    std::chrono::milliseconds idle = usual_idle;
    if (seconds)
        idle = std::chrono::seconds(std::min(*seconds, 3600U)) - std::chrono::seconds(1);
    idle_until_ = home_.now() + idle;
}

void http_connection::on_end() {
    contain([this] {
        if (!busy_)
            channel_.reset();
        else if (body_reader_ && until_end_)
            complete(false);
        else
            fail({connection_stage::http, boost::asio::error::eof, 0,
                  "the server closed the connection before it had answered"});
    });
}

void http_connection::on_broken(loop::error_code reason) {
    contain([&] {
        if (busy_)
            fail({connection_stage::http, reason, 0, reason.message()});
        else
            channel_.reset();
    });
}

void http_connection::fail_to_read(std::string_view sentence) {
    fail({connection_stage::http, make_error_code(boost::system::errc::protocol_error), 0,
          std::string(sentence)});
}

void http_connection::fail(connection_failure const& why) {
    close();
    head_reader_ = {};
    body_reader_.reset();
    body_ = {};
    request_ = {};
    owner_.on_no_answer(why);
}

} // namespace socketiota::clients
