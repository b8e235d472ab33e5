// SPDX-License-Identifier: MIT
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>

#include <utility>

#include <base/output_buffer.hpp>
#include <client/engine/websocket_opening.hpp>

namespace socketiota::clients {

namespace {

constexpr std::size_t max_fragments = 100'000;

} // namespace

websocket_opening::websocket_opening(loop::dialler& with, opening_settings const& settings,
                                     std::string target, std::string cookies, opening_owner& owner)
    : dialler_(with),
      settings_(settings),
      owner_(owner),
      target_(std::move(target)),
      cookies_(std::move(cookies)) {}

void websocket_opening::start() {
    if (!cookies_.empty())
        headers_.push_back({"Cookie", cookies_});
    for (auto const& [name, value] : settings_.headers)
        headers_.push_back({name, value});
    base::output_buffer octets;
    static_cast<void>(append_websocket_request(octets, request())); // checked when it was given
    octets_ = octets.view();
    attempt_ = dialler_.dial(settings_.where, *this);
}

connection_stage websocket_opening::stage() const noexcept {
    return attempt_ ? stage_of(attempt_->stage()) : connection_stage::http;
}

wire::websocket_request websocket_opening::request() const {
    return {.authority = settings_.authority,
            .target = target_,
            .key = key_,
            .subprotocols = settings_.subprotocols,
            .deflate = settings_.deflate ? &settings_.deflate->wanted() : nullptr,
            .headers = headers_};
}

void websocket_opening::on_dialled(std::unique_ptr<loop::channel> made) {
    contain([&] {
        attempt_.reset();
        channel_ = std::move(made);
        channel_->set_owner(*this);
        write();
    });
}

void websocket_opening::on_dial_failed(loop::dial_failure const& why) {
    contain([&] { fail(failure_of(why)); });
}

void websocket_opening::write() {
    if (sent_ == octets_.size())
        return;
    boost::asio::const_buffer const rest = boost::asio::buffer(octets_) + sent_;
    loop::error_code failure;
    sent_ += channel_->write({&rest, 1}, failure);
    if (failure)
        fail({connection_stage::http, failure, 0, failure.message()});
}

void websocket_opening::on_data(std::span<std::byte> data) {
    contain([&] { read_answer(data); });
}

void websocket_opening::read_answer(std::span<std::byte> data) {
    std::string_view octets(reinterpret_cast<char const*>(data.data()), data.size());
    wire::response_head head;
    auto const found = head_reader_.read(octets, head);
    if (found.type == wire::response_result::kind::need_more)
        return;
    if (found.type == wire::response_result::kind::error)
        return fail({connection_stage::http, code_of(websocket::failure::kind::rule_broken), 0,
                     std::string(found.sentence)});
    owner_.on_answer_head(head);
    auto const agreed = judge_websocket_answer(head, request());
    auto const rest = data.last(octets.size());
    auto channel = std::move(channel_); // says nothing to this any more
    if (agreed.accepted)
        owner_.on_opened(std::move(channel), agreed, rest);
    else
        owner_.on_refused(head, agreed.sentence, rest);
}

void websocket_opening::on_end() {
    contain([this] {
        fail({connection_stage::http, boost::asio::error::eof, 0,
              "the server closed the connection before it had answered"});
    });
}

void websocket_opening::on_broken(loop::error_code reason) {
    contain([&] { fail({connection_stage::http, reason, 0, reason.message()}); });
}

void websocket_opening::close() noexcept {
    attempt_.reset();
    channel_.reset();
}

void websocket_opening::fail(connection_failure why) noexcept {
    close();
    owner_.on_not_opened(std::move(why));
}

websocket::connection_kind kind_of(opening_settings const& settings,
                                   wire::websocket_agreement const& agreed) {
    websocket::connection_kind kind{.limits = {settings.max_message_size, max_fragments},
                                    .role = wire::websocket_role::client};
    if (agreed.deflate)
        kind.deflate = websocket::agreed_deflate{*agreed.deflate, settings.deflate};
    return kind;
}

loop::error_code code_of(websocket::failure::kind what) noexcept {
    using kind = websocket::failure::kind;
    namespace errc = boost::system::errc;
    switch (what) {
    case kind::closed_by_peer:
    case kind::lost:
        return boost::asio::error::eof;
    case kind::write_failed:
        return make_error_code(errc::broken_pipe);
    case kind::slow_consumer:
        return make_error_code(errc::no_buffer_space);
    case kind::out_of_memory:
        return make_error_code(errc::not_enough_memory);
    case kind::rule_broken:
        break;
    }
    return make_error_code(errc::protocol_error);
}

} // namespace socketiota::clients
