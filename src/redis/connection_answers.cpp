// SPDX-License-Identifier: MIT
// What a connection makes of what comes, and of what does not come in time.
#include <algorithm>
#include <exception>
#include <utility>

#include <redis/connection.hpp>
#include <redis/error_of_answer.hpp>

namespace socketiota::redis {

namespace {

bool is_publication(std::string_view verb) noexcept {
    return verb == "message" || verb == "pmessage" || verb == "smessage";
}

bool is_confirmation(std::string_view verb) noexcept {
    return verb == "subscribe" || verb == "psubscribe" || verb == "ssubscribe" ||
           verb == "unsubscribe" || verb == "punsubscribe" || verb == "sunsubscribe";
}

/// What HELLO says of itself under that name; it has keys and values in turn.
std::string_view said_of(std::string_view name, reply hello) noexcept {
    for (auto each = hello.begin(); each != hello.end(); ++each) {
        bool const is_it = (*each).text() == name;
        if (++each == hello.end())
            break;
        if (is_it)
            return (*each).text();
    }
    return {};
}

} // namespace

void connection::on_octets() {
    guarded([this] { read_answers(); });
}

void connection::read_answers() {
    auto const parser = parser_;
    last_heard_ = home_->now();
    // Once the connection has failed or is closed, `parser_` is another.
    while (parser_ == parser) {
        switch (parser->next()) {
        case reply_parser::outcome::need_more:
            return;
        case reply_parser::outcome::malformed:
            fail(error_of_octets(parser->rest()), printable(parser->rest()));
            return;
        case reply_parser::outcome::too_large:
            fail(error::redis_answer_too_large, {});
            return;
        case reply_parser::outcome::complete:
            handle(parser->value());
            break;
        }
    }
}

void connection::handle(reply value) {
    bool const may_be_pushed =
        value.kind() == reply_kind::push || value.kind() == reply_kind::array;
    if (kind_ == kind::subscriptions && may_be_pushed && is_greeted()) {
        std::string_view const verb = value[0].text();
        if (is_publication(verb))
            return user_->on_published(value);
        if (is_confirmation(verb))
            return handle_confirmation(verb, value[1].text());
    }
    if (value.kind() != reply_kind::push) // of others we want none
        handle_answer(value);
}

void connection::handle_confirmation(std::string_view verb, std::string_view name) {
    asked const* const first = queue_.first_sent();
    if (first != nullptr && first->expects && first->expects->verb == verb &&
        first->expects->name == name) {
        asked const confirmed = queue_.take_sent();
        wait_for_answers();
        if (state_ == state::greeted)
            --unconfirmed_;
        user_->on_confirmed(*confirmed.expects);
        become_ready_if_confirmed();
    } else if (verb == "sunsubscribe") {
        user_->on_taken_away(name);
    }
}

void connection::handle_answer(reply value) {
    asked* const first = queue_.first_sent();
    if (first == nullptr) {
        fail(value.is_error() ? error_of_answer(value.text()) : error::redis_is_none,
             printable(value.text()));
        return;
    }
    if (--first->answers != 0)
        return;
    asked const answered = queue_.take_sent();
    wait_for_answers();
    switch (answered.what) {
    case purpose::answer:
        complete(answered, value);
        return;
    case purpose::confirmation:
        if (!value.is_error())
            return fail(error::redis_is_none, printable(value.text()));
        if (state_ == state::greeted)
            --unconfirmed_;
        user_->on_refused(*answered.expects, error_of_answer(value.text()),
                          printable(value.text()));
        become_ready_if_confirmed();
        return;
    case purpose::ping: // whatever it is, somebody is there
        return;
    default:
        handle_greeting(answered.what, value);
    }
}

void connection::handle_greeting(purpose what, reply value) {
    if (value.is_error()) {
        error why = error_of_answer(value.text());
        bool const is_only_refused =
            why == error::redis_refused || why == error::redis_no_permission;
        if (is_only_refused && what == purpose::auth)
            why = error::redis_wrong_password;
        if (is_only_refused && what == purpose::select)
            why = error::redis_no_database;
        // It goes without HELLO, which older ones do not know, without ROLE, without a name, and
        // without PING: its refusal is an answer too.
        if (!is_only_refused || what == purpose::auth || what == purpose::select)
            return fail(why, printable(value.text()));
    } else if (what == purpose::hello || what == purpose::role) {
        return note_role(what, value);
    }
    if (what == purpose::first_ping)
        become_greeted();
}

void connection::note_role(purpose what, reply value) {
    if (what == purpose::hello)
        is_of_cluster_ = said_of("mode", value) == "cluster";
    std::string_view const role = what == purpose::hello ? said_of("role", value) : value[0].text();
    // A sentinel names the old master until it knows better.
    if (options_->deployment == redis_deployment::sentinels && what == purpose::role &&
        role != "master")
        return fail(error::redis_read_only, printable(role));
    if (role.empty())
        return;
    bool const is_replica = !is_of_cluster_ && (role == "replica" || role == "slave");
    if (std::exchange(is_replica_, is_replica) != is_replica && is_ready())
        fail(error::redis_read_only, printable(role));
}

void connection::complete(asked const& command, reply value) {
    if (!value.is_error()) {
        if (command.done)
            command.done({}, value);
        return;
    }
    error const why = error_of_answer(value.text());
    std::string const words = printable(value.text());
    if (command.done)
        command.done(why, value);
    else
        user_->on_lost(why, words);
    // It is no longer what it was: a master that is now a replica, or one that has got a password.
    if (why == error::redis_read_only || why == error::redis_password_missing)
        fail(why, words);
}

void connection::give_up(asked const& command, error_code why) {
    try {
        if (command.done)
            command.done(why, reply());
        else
            user_->on_lost(why, {});
    } catch (std::exception const&) { // the others are told nevertheless
    }
}

void connection::set(base::deadline& entry, base::time_point when) {
    home_->set_deadline(entry, std::chrono::ceil<std::chrono::milliseconds>(when - home_->now()));
}

void connection::wait_for_answers() {
    asked const* const first = queue_.first_asked();
    if (first == nullptr)
        answer_.cancel();
    else if (!answer_.pending() || first->due < answer_.due())
        set(answer_, first->due);
}

void connection::on_answer_late() {
    guarded([this] { look_for_late(); });
}

void connection::look_for_late() {
    asked const* const first = queue_.first_asked();
    if (first != nullptr && first->due <= home_->now())
        fail(error::redis_silent, {});
    else
        wait_for_answers();
}

void connection::on_quiet() {
    guarded([this] { look_for_quiet(); });
}

void connection::look_for_quiet() {
    base::time_point const due = last_heard_ + options_->ping_interval;
    if (due > home_->now())
        return set(quiet_, due);
    if (queue_.first_asked() == nullptr) // else an answer is due anyway
        ask(purpose::ping, {"PING"});
    home_->set_deadline(quiet_, options_->ping_interval);
}

void connection::on_phase_over() {
    guarded([this] {
        if (state_ == state::away)
            attempt();
        else
            fail(carrier_ ? carrier_->why_late() : error::redis_unreachable, "not in time");
    });
}

/// Sets when the next that waits has waited long enough, or the connection has been away for long.
void connection::wait_for_return() {
    base::time_point next = base::time_point::max();
    if (state_ != state::idle && !long_away_)
        next = away_since_ + options_->queue_timeout;
    if (queue_.waits())
        next = std::min(next, queue_.first_due());
    if (next != base::time_point::max())
        set(waited_, next);
}

void connection::on_waited() {
    guarded([this] { look_for_waited(); });
}

void connection::look_for_waited() {
    base::time_point const now = home_->now();
    while (queue_.waits() && queue_.first_due() <= now) {
        give_up(queue_.take_waiting(), error::redis_away);
        if (state_ == state::closed)
            return;
    }
    if (state_ != state::idle && !long_away_ && away_since_ + options_->queue_timeout <= now) {
        long_away_ = true;
        user_->on_long_away();
        if (state_ == state::closed)
            return;
    }
    wait_for_return();
}

} // namespace socketiota::redis
