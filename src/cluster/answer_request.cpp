// SPDX-License-Identifier: MIT
#include <utility>

#include <cluster/answer_request.hpp>
#include <cluster/carried_reader.hpp>
#include <cluster/open_requests.hpp>

namespace socketiota::cluster {

answer_request::answer_request(awaited_servers whom,
                               std::shared_ptr<detail::pending_answer> waiting,
                               link_options const& options, link_counts& counts)
    : open_request(std::move(whom)),
      waiting_(std::move(waiting)),
      options_(options),
      counts_(counts) {
    waiting_->set_place(this);
}

answer_request::~answer_request() {
    if (waiting_)
        waiting_->set_place(nullptr);
}

void answer_request::end(error_code reason, silent_servers silent) {
    auto const told = std::exchange(waiting_, nullptr);
    told->set_place(nullptr);
    if (silent)
        told->on_silent(std::move(silent));
    told->on_end(reason);
}

void answer_request::hand_over(message const& what) {
    carried_reader from;
    reader* const value = from.open_answer(what.values);
    if (value != nullptr)
        waiting_->on_answer(*value);
    else
        counts_.malformed.add(1);
}

void answer_request::forget() noexcept {
    if (table() != nullptr)
        table()->withdraw(*this);
}

void answer_request::add_silent(silent_servers& to) const { to.add(whom().silent()); }

void broadcast_request::on_message(message& what) {
    if (what.type == message_type::broadcast_client_count) {
        if (!whom().take_answer(what.uid, what.client_count))
            counts().not_awaited.add(1);
        return;
    }
    if (what.type != message_type::broadcast_ack || !whom().take_socket_answer(what.uid)) {
        counts().not_awaited.add(1);
        return;
    }
    if (answers_ == options().max_answers) {
        counts().too_many_answers.add(1);
        return;
    }
    ++answers_;
    hand_over(what);
}

void broadcast_request::end(error_code reason, silent_servers silent) {
    if (!reason && has_lost_answers_)
        reason = make_error_code(error::socket_disconnected);
    answer_request::end(reason, std::move(silent));
}

void broadcast_request::on_left(std::string const& uid) {
    has_lost_answers_ = whom().remove(uid) || has_lost_answers_;
}

void emit_request::on_message(message& what) {
    if (what.type != message_type::server_side_emit_response || !whom().take_answer(what.uid)) {
        counts().not_awaited.add(1);
        return;
    }
    hand_over(what);
}

} // namespace socketiota::cluster
