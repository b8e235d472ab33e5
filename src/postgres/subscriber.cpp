// SPDX-License-Identifier: MIT
#include <utility>

#include <postgres/subscriber.hpp>

namespace socketiota::postgres {
namespace {

/// The name of a channel as SQL has it: what is quoted is taken as it is, with quotes doubled.
std::string quoted(std::string_view name) {
    std::string text = "\"";
    for (char const each : name) {
        if (each == '"')
            text += '"';
        text += each;
    }
    text += '"';
    return text;
}

} // namespace

subscriber::subscriber(std::shared_ptr<connection_terms const> const& terms, link_owner& owner,
                       channel_listener& told)
    : owner_(owner),
      told_(told),
      connection_(std::make_shared<connection>(terms, static_cast<connection_user&>(*this))) {}

subscriber::~subscriber() { connection_->close(); }

void subscriber::listen(std::string channel) {
    auto const at = channels_.insert_or_assign(std::move(channel), false).first;
    if (connection_->is_up()) {
        unconfirmed_ += is_ready_ ? 0U : 1U;
        send_listen(at->first);
    }
}

void subscriber::unlisten(std::string_view channel) {
    auto const at = channels_.find(channel);
    if (at == channels_.end())
        return;
    channels_.erase(at);
    if (connection_->is_up())
        connection_->send({.text = "UNLISTEN " + quoted(channel)}, [](answer const&) {});
}

void subscriber::send_listen(std::string const& channel) {
    connection_->send({.text = "LISTEN " + quoted(channel)},
                      [this, channel](answer const& what) { on_answer(channel, what); });
}

void subscriber::on_up() {
    unconfirmed_ = channels_.size();
    for (auto const& [channel, is_told] : channels_)
        send_listen(channel);
}

void subscriber::on_answer(std::string const& channel, answer const& what) {
    if (what.failure == error::postgres_refused)
        owner_.on_command_lost(what.failure, what.words); // that name alone, the others are heard
    else if (what.failure)
        return connection_->fail(what.failure, std::string(what.words));
    std::shared_ptr const kept(connection_);
    auto const at = channels_.find(channel);
    if (!what.failure && at != channels_.end() && !std::exchange(at->second, true))
        told_.on_listening(channel);
    if (!kept->is_up() || is_ready_ || --unconfirmed_ > 0)
        return;
    is_ready_ = true;
    owner_.on_link_changed();
}

void subscriber::on_down(error_code why, std::string_view words) {
    bool const was_ready = std::exchange(is_ready_, false);
    owner_.on_link_down(why, words, was_ready);
}

void subscriber::on_notification(std::string_view channel, std::string_view payload) {
    told_.on_notification(channel, payload);
}

} // namespace socketiota::postgres
