// SPDX-License-Identifier: MIT
#include <random>
#include <utility>

#include <postgres/libpq_client.hpp>

namespace socketiota::postgres {
namespace {

using cluster::postgres_state;

/// None that a namespace has: theirs hold a `#`.
std::string random_channel() {
    std::random_device chance;
    return "socketiota-" + std::to_string(chance()) + "-" + std::to_string(chance());
}

completion without_rows(cluster::postgres_client::completion done) {
    if (!done)
        return {};
    return [done = std::move(done)](answer const& what) { done(what.failure, what.words); };
}

} // namespace

libpq_client::libpq_client(std::shared_ptr<connection_terms const> terms, std::string const& table,
                           role what)
    : terms_(std::move(terms)),
      role_(what),
      // In one statement, so that it needs no way back for the number, and what is notified of is
      // there.
      notify_with_("WITH stored AS (INSERT INTO " + table +
                   " (payload) VALUES ($3) RETURNING id) SELECT pg_notify($1, $2::text || id::text "
                   "|| $4::text) FROM stored"),
      fetch_("SELECT CASE WHEN octet_length(payload) <= $2::bigint THEN payload END FROM " + table +
             " WHERE id = $1::bigint"),
      clean_up_("DELETE FROM " + table + " WHERE created_at < now() - $1::interval"),
      look_for_table_("SELECT id, created_at, payload FROM " + table + " LIMIT 0"),
      own_channel_(random_channel()),
      time_(terms_->executor),
      publisher_(terms_, static_cast<link_owner&>(*this)),
      subscriber_(terms_, static_cast<link_owner&>(*this), static_cast<channel_listener&>(*this)) {}

libpq_client::~libpq_client() { *self_ = nullptr; }

void libpq_client::start(cluster::postgres_client_listener& listener) {
    listener_ = &listener;
    teller_.start(listener);
    publisher_.start();
    if (role_ == role::sends)
        return;
    subscriber_.listen(own_channel_);
    subscriber_.start();
}

// ---- what is asked for ----

void libpq_client::listen(std::string channel) { subscriber_.listen(std::move(channel)); }

void libpq_client::unlisten(std::string_view channel) { subscriber_.unlisten(channel); }

void libpq_client::notify(std::string_view channel, std::string_view payload, completion done) {
    publisher_.notify({.channel = std::string(channel),
                       .payload = std::string(payload),
                       .done = without_rows(std::move(done))});
}

void libpq_client::notify_with(std::string_view channel, attachment const& what, completion done) {
    publisher_.send({.text = notify_with_,
                     .values = {std::string(channel), std::string(what.before_id),
                                std::string(what.octets), std::string(what.after_id)},
                     .octets_at = 2},
                    without_rows(std::move(done)));
}

void libpq_client::fetch(std::string_view id, std::size_t most,
                         detail::callback<void(error_code, std::string_view octets)> told) {
    publisher_.send(
        {.text = fetch_, .values = {std::string(id), std::to_string(most)}, .wants_octets = true},
        [told = std::move(told)](answer const& what) {
            namespace errc = boost::system::errc;
            if (what.failure)
                return told(what.failure, {});
            if (PQntuples(what.rows) != 1 || PQnfields(what.rows) != 1)
                return told(errc::make_error_code(errc::no_such_file_or_directory), {});
            if (PQgetisnull(what.rows, 0, 0) != 0)
                return told(errc::make_error_code(errc::message_size), {});
            told({}, {PQgetvalue(what.rows, 0, 0),
                      static_cast<std::size_t>(PQgetlength(what.rows, 0, 0))});
        });
}

void libpq_client::clean_up(std::chrono::milliseconds older) {
    // That the table is missing is said by who looks for it.
    publisher_.send(
        {.text = clean_up_, .values = {std::to_string(older.count()) + " milliseconds"}},
        [](answer const&) {});
}

// ---- how it stands ----

bool libpq_client::is_up() const noexcept {
    return publisher_.is_up() && (role_ == role::sends || subscriber_.is_ready());
}

postgres_state libpq_client::state() const noexcept {
    if (publisher_.is_long_away())
        return postgres_state::lost;
    return is_up() && (role_ == role::sends || is_heard_) && !table_failure_
               ? postgres_state::connected
               : postgres_state::degraded;
}

void libpq_client::on_link_changed() {
    if (is_up() && role_ == role::sends_and_listens && !is_heard_ && !is_looking_)
        look();
    teller_.tell(state(), {});
}

void libpq_client::on_link_down(error_code why, std::string_view words, bool was_ready) {
    is_heard_ = false;
    is_looking_ = false;
    time_.cancel();
    teller_.note(why, was_ready);
    teller_.tell(state(), words);
}

void libpq_client::on_command_lost(error_code why, std::string_view words) {
    teller_.tell_lost(why, words);
}

void libpq_client::look() {
    is_looking_ = true;
    look_for_table();
    publisher_.notify({own_channel_, {}, [this](answer const& what) {
                           if (what.failure && is_up())
                               return teller_.note(what.failure, false),
                                      teller_.tell(state(), what.words);
                           if (is_looking_)
                               wait(terms_->options.answer_timeout, &libpq_client::on_not_heard);
                       }});
}

void libpq_client::look_for_table() {
    publisher_.send({.text = look_for_table_}, [this](answer const& what) {
        if (!is_up()) // then that is what is wrong
            return;
        table_failure_ = what.failure;
        if (table_failure_)
            teller_.note(table_failure_, false);
        if (is_heard_)
            teller_.tell(state(), what.words);
    });
}

void libpq_client::wait(std::chrono::milliseconds delay, void (libpq_client::*then)()) {
    time_.expires_after(delay);
    time_.async_wait([weak = std::weak_ptr(self_), then](error_code cancelled) {
        auto const self = weak.lock();
        if (!cancelled && self && *self != nullptr)
            ((*self)->*then)();
    });
}

void libpq_client::on_not_heard() {
    if (is_looking_)
        subscriber_.fail(error::postgres_not_heard);
}

void libpq_client::on_heard() {
    is_looking_ = false;
    wait(terms_->options.ping_interval, &libpq_client::look);
    if (!std::exchange(is_heard_, true)) {
        auto const self = self_;
        // Whatever is the matter with the table: it has come through, and others did not meanwhile.
        teller_.tell(postgres_state::connected, {});
        if (*self == nullptr)
            return;
    }
    if (table_failure_)
        teller_.note(table_failure_, false);
    teller_.tell(state(), {});
}

void libpq_client::on_listening(std::string_view channel) {
    if (channel != own_channel_)
        listener_->on_listening(channel);
}

void libpq_client::on_notification(std::string_view channel, std::string_view payload) {
    if (channel == own_channel_)
        on_heard();
    else
        listener_->on_notification(channel, payload);
}

} // namespace socketiota::postgres
