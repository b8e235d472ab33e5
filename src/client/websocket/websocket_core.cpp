// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>

#include <algorithm>
#include <limits>
#include <utility>

#include <base/utf8.hpp>
#include <client/at_home.hpp>
#include <client/failure_at.hpp>
#include <client/websocket/websocket_core.hpp>
#include <wire/close_code.hpp>
#include <wire/http_head_writer.hpp>

namespace socketiota::clients {

namespace asio = boost::asio;

namespace {

using detail::no_value;

/// How often a connection without pings is looked at.
constexpr std::chrono::milliseconds look_interval = std::chrono::seconds(25);

/// What a message takes beside its octets, and what a letter does.
constexpr std::size_t entry_size = 128;
constexpr std::size_t letter_size = 512;

/// Octets of a place that a redirect leads to.
constexpr std::size_t longest_place = 200;

error_code no_memory() noexcept { return make_error_code(boost::system::errc::not_enough_memory); }

/// A copy, or nothing if there is no memory for it: what it says is not said then.
std::string copy_of(std::string_view reason) noexcept {
    try {
        return std::string(reason);
    } catch (...) {
        return {};
    }
}

std::string words_of_refusal(wire::response_head const& head, std::string_view sentence) {
    std::string said(sentence);
    if (head.status == wire::switching_protocols)
        return said;
    auto const status = std::to_string(head.status);
    auto const place = head.find("location");
    if (head.status >= 300 && head.status < 400 && place)
        return "the server leads elsewhere (" + status +
               "), which is not followed: " + base::to_valid_utf8(place->substr(0, longest_place));
    said += ", but answers " + status;
    if (auto const words = wire::reason_phrase(head.status); !words.empty())
        said.append(1, ' ').append(words);
    return said;
}

/// Takes `who` out of `all`; null if it is not there.
template <class Pending>
Pending taken_from(std::list<Pending>& all, Pending const& who) noexcept {
    auto const found = std::ranges::find(all, who);
    if (found == all.end())
        return nullptr;
    all.erase(found);
    return who;
}

template <class Pending>
void complete_all(std::list<Pending>& all, error_code how) noexcept {
    for (auto waiting = std::exchange(all, {}); auto const& each : waiting)
        each->complete(how);
}

} // namespace

websocket_core::websocket_core(std::shared_ptr<client_loop> on, websocket_settings settings,
                               std::shared_ptr<loop::dialler> dialler)
    : loop_(std::move(on)),
      settings_(std::move(settings)),
      dialler_(std::move(dialler)),
      // What waits is judged before it is put there.
      outbox_(std::numeric_limits<std::size_t>::max()),
      ended_(asio::error::not_connected) {}

websocket_core::~websocket_core() { drop(); }

// ---- connecting ----

void websocket_core::connect(pending who) {
    if (stage_ != stage::idle)
        return who->complete(stage_ == stage::opening ? asio::error::already_started
                                                      : asio::error::already_connected);
    opening_owner& owner = *this;
    opening_ = std::make_shared<websocket_opening>(*dialler_, settings_, settings_.target,
                                                   std::string(), owner);
    connecting_ = std::move(who);
    stage_ = stage::opening;
    loop_->begin();
    if (options().timeout.count() > 0)
        shard().set_deadline(*this, options().timeout);
    try {
        opening_->start();
    } catch (...) {
        on_not_opened(out_of_memory(connection_stage::connect));
    }
}

void websocket_core::on_opened(std::unique_ptr<loop::channel> made,
                               wire::websocket_agreement const& agreed, std::span<std::byte> rest) {
    std::string chosen(agreed.subprotocol);
    connection_ = std::make_shared<websocket::connection>(shard(), std::move(made), std::string(),
                                                          kind_of(settings_, agreed));
    shard().dispose(std::move(opening_));
    unread_.clear();
    unread_octets_ = 0;
    given_ = 0;
    is_paused_ = was_paused_ = false;
    {
        std::scoped_lock const lock(told_);
        subprotocol_ = std::move(chosen);
        end_ = {};
    }
    stage_ = stage::open;
    open_.store(true, std::memory_order_release);
    await_ping();
    connection_->start(*this, &outbox_, {});
    std::exchange(connecting_, nullptr)->complete(error_code());
    if (!rest.empty())
        connection_->on_data(rest);
}

void websocket_core::on_refused(wire::response_head const& head, std::string_view sentence,
                                std::span<std::byte const>) {
    connect_error why = failure_at(connect_stage::http, words_of_refusal(head, sentence));
    why.code = code_of(websocket::failure::kind::rule_broken);
    why.http_status = head.status;
    fail_to_connect(std::move(why));
}

void websocket_core::on_not_opened(connection_failure why) noexcept {
    connect_error told = failure_at(static_cast<connect_stage>(why.stage), why.words);
    told.code = why.reason;
    told.http_status = why.status;
    fail_to_connect(std::move(told));
}

void websocket_core::fail_to_connect(connect_error why) noexcept {
    if (stage_ != stage::opening)
        return finish(why.code, wire::close_code::abnormal, why.message);
    opening_->close();
    shard().dispose(std::move(opening_));
    error_code const code = why.code;
    {
        std::scoped_lock const lock(told_);
        connect_failure_ = std::move(why);
    }
    become_idle();
    std::exchange(connecting_, nullptr)->complete(code);
    complete_all(receivers_, asio::error::not_connected);
}

void websocket_core::give_up_connecting() noexcept {
    fail_to_connect({.stage = static_cast<connect_stage>(opening_->stage()),
                     .code = asio::error::operation_aborted});
}

void websocket_core::cancel_connect(pending const& who) {
    if (connecting_ == who && stage_ == stage::opening)
        give_up_connecting();
}

// ---- receiving ----

void websocket_core::receive(pending_message who) {
    if (unread_.empty()) {
        if (stage_ == stage::idle)
            who->complete(ended_);
        else
            receivers_.push_back(std::move(who));
        return;
    }
    websocket_message first = std::move(unread_.front());
    unread_.pop_front();
    unread_octets_ -= first.content.size() + entry_size;
    who->complete(error_code(), std::move(first));
    if (is_paused_ && unread_octets_ <= most_unread / 2)
        go_on_reading();
}

void websocket_core::cancel_receive(pending_message const& who) {
    if (auto const found = taken_from(receivers_, who))
        found->complete(asio::error::operation_aborted);
}

void websocket_core::on_websocket_text(std::span<char> text) {
    take(true, {text.data(), text.size()});
}

void websocket_core::on_websocket_binary(std::span<std::byte const> octets) {
    take(false, {reinterpret_cast<char const*>(octets.data()), octets.size()});
}

void websocket_core::take(bool is_text, std::string_view content) {
    if (stage_ != stage::open)
        return; // it was told to close
    websocket_message came{is_text, std::string(content)};
    if (!receivers_.empty()) {
        auto const who = std::move(receivers_.front());
        receivers_.pop_front();
        return who->complete(error_code(), std::move(came));
    }
    unread_.push_back(std::move(came));
    unread_octets_ += content.size() + entry_size;
    if (unread_octets_ <= most_unread || is_paused_)
        return;
    is_paused_ = was_paused_ = true;
    connection_->pause_reading();
}

void websocket_core::go_on_reading() {
    if (std::exchange(is_paused_, false) && connection_)
        connection_->resume_reading();
}

// ---- sending ----

bool websocket_core::has_room(std::size_t octets) const noexcept {
    std::size_t const most = options().max_buffered;
    return octets <= most && unsent() <= most - octets;
}

emit_result websocket_core::send(std::string_view text) {
    if (!open())
        return emit_status::not_connected;
    if (!base::is_valid_utf8(text))
        return make_error_code(error::text_is_not_utf8);
    if (!has_room(text.size()))
        return make_error_code(error::too_much_unsent);
    if (auto const there = home().lock(); there && home().is_here())
        return send_here(text, {});
    return send_from_elsewhere(std::string(text), [](websocket_core& its, std::string const& kept) {
        static_cast<void>(its.send_here(kept, {}));
    });
}

emit_result websocket_core::send(bytes octets) {
    if (!open())
        return emit_status::not_connected;
    if (!has_room(octets.size()))
        return make_error_code(error::too_much_unsent);
    if (auto const there = home().lock(); there && home().is_here())
        return send_here({}, {std::move(octets)});
    return send_from_elsewhere(std::move(octets), [](websocket_core& its, bytes const& kept) {
        static_cast<void>(its.send_here({}, {kept}));
    });
}

template <class Content, class Send>
emit_result websocket_core::send_from_elsewhere(Content content, Send send) {
    std::size_t const size = content.size() + letter_size;
    posted_.fetch_add(size, std::memory_order_relaxed);
    post_home(*this, [size, content = std::move(content), send](websocket_core& its) {
        its.posted_.fetch_sub(size, std::memory_order_relaxed);
        its.contain([&] { send(its, content); });
    });
    return emit_status::queued;
}

emit_result websocket_core::send_here(std::string_view text, std::vector<bytes> binary) {
    if (stage_ != stage::open)
        return emit_status::not_connected;
    outbox_.push(shard().units().make(text, std::move(binary)));
    ++given_;
    held_.store(outbox_.held(), std::memory_order_relaxed);
    connection_->output_ready();
    return emit_status::queued;
}

void websocket_core::send(std::string_view text, std::vector<bytes> binary, pending who) {
    if (stage_ != stage::open)
        return who->complete(asio::error::not_connected);
    if (!has_room(binary.empty() ? text.size() : binary.front().size()))
        return who->complete(make_error_code(error::too_much_unsent));
    senders_.push_back({given_ + 1, std::move(who)});
    try {
        static_cast<void>(send_here(text, std::move(binary)));
    } catch (...) {
        auto const refused = std::move(senders_.back().who);
        senders_.pop_back();
        refused->complete(no_memory());
    }
}

void websocket_core::note_sent() noexcept {
    held_.store(outbox_.held(), std::memory_order_relaxed);
    std::uint64_t const sent = given_ - outbox_.units().size();
    while (!senders_.empty() && senders_.front().number <= sent) {
        auto const who = std::move(senders_.front().who);
        senders_.pop_front();
        who->complete(error_code());
    }
}

// ---- the end ----

void websocket_core::close(std::uint16_t code, std::string_view reason, pending who) {
    if (stage_ == stage::opening)
        give_up_connecting();
    if (stage_ == stage::idle) {
        if (who)
            who->complete(error_code());
        return;
    }
    if (stage_ == stage::open)
        begin_closing(code, reason);
    if (who)
        closers_.push_back(std::move(who));
}

void websocket_core::begin_closing(std::uint16_t code, std::string_view reason) {
    farewell_reason_ = base::is_valid_utf8(reason) ? reason : std::string_view();
    farewell_ = {wire::is_sendable_close_code(code) ? code : wire::close_code::normal,
                 farewell_reason_};
    stage_ = stage::closing;
    open_.store(false, std::memory_order_release);
    cancel();
    if (options().close_timeout.count() > 0)
        shard().set_deadline(*this, options().close_timeout);
    go_on_reading();
    connection_->output_ready(); // says at the end of the turn that all is out
}

void websocket_core::cancel_close(pending const& who) {
    if (auto const found = taken_from(closers_, who))
        found->complete(asio::error::operation_aborted);
}

void websocket_core::on_websocket_drained() {
    note_sent();
    if (stage_ != stage::closing)
        return;
    stage_ = stage::parting;
    connection_->say_close(farewell_);
}

void websocket_core::on_websocket_failed(websocket::failure const& how) noexcept {
    bool const both_have_closed =
        how.what == websocket::failure::kind::closed_by_peer && stage_ != stage::open;
    finish(both_have_closed ? error_code() : code_of(how.what), how.code, how.reason, farewell_);
}

void websocket_core::finish(error_code how, std::uint16_t code, std::string_view reason,
                            wire::close_frame const& farewell) noexcept {
    if (!connection_)
        return;
    std::string said = copy_of(reason); // it may be in the frame that was just read
    connection_->close(loop_->closing(), farewell);
    shard().dispose(std::move(connection_)); // it may be on the stack
    {
        std::scoped_lock const lock(told_);
        end_.code = code;
        end_.reason = std::move(said);
    }
    become_idle();
    ended_ = how ? how : asio::error::eof;
    farewell_ = {};
    outbox_.clear();
    held_.store(0, std::memory_order_relaxed);
    for (auto waiting = std::exchange(senders_, {}); auto const& each : waiting)
        each.who->complete(make_error_code(error::session_ended));
    complete_all(receivers_, ended_);
    complete_all(closers_, how);
    if (connecting_) // that was not told yet
        std::exchange(connecting_, nullptr)->complete(ended_);
}

void websocket_core::become_idle() noexcept {
    stage_ = stage::idle;
    open_.store(false, std::memory_order_release);
    cancel();
    loop_->rest();
}

void websocket_core::drop() noexcept {
    on_error_ = {};
    if (stage_ == stage::opening)
        give_up_connecting();
    finish(asio::error::operation_aborted, wire::close_code::going_away, {},
           {wire::close_code::going_away, {}});
}

void websocket_core::end_for_want_of_memory() noexcept {
    if (stage_ == stage::opening)
        on_not_opened(out_of_memory(opening_->stage()));
    finish(no_memory(), wire::close_code::abnormal, {}, {wire::close_code::internal_error, {}});
}

void websocket_core::report(std::exception_ptr failure) noexcept {
    if (!on_error_)
        return;
    try {
        auto const kept = on_error_; // it may be replaced inside
        kept(std::move(failure));
    } catch (...) {
        return; // what tells of failures has failed: there is nobody left to tell
    }
}

// ---- time ----

void websocket_core::on_deadline() {
    error_code const late = make_error_code(error::operation_has_timed_out);
    if (stage_ == stage::open)
        return ping();
    if (stage_ != stage::opening)
        return finish(late, wire::close_code::abnormal, "closing took too long", farewell_);
    connect_error why = failure_at(static_cast<connect_stage>(opening_->stage()),
                                   "the server did not open a WebSocket in time");
    why.code = late;
    fail_to_connect(std::move(why));
}

void websocket_core::ping() {
    bool const was_heard = connection_->take_heard() || std::exchange(was_paused_, is_paused_);
    if (!connection_->comes_on(unfinished_))
        return finish(code_of(websocket::failure::kind::rule_broken),
                      wire::close_code::policy_violation, "slow sender",
                      {wire::close_code::policy_violation, "slow sender"});
    if (pings() && !was_heard)
        return finish(make_error_code(error::operation_has_timed_out), wire::close_code::abnormal,
                      "ping timeout");
    if (pings())
        connection_->send_ping();
    await_ping();
}

bool websocket_core::pings() const noexcept {
    return options().ping_interval < std::chrono::milliseconds(unlimited);
}

void websocket_core::await_ping() {
    shard().set_deadline(*this, pings() ? options().ping_interval : look_interval);
}

// ---- what it tells any thread ----

std::string websocket_core::subprotocol() const {
    std::scoped_lock const lock(told_);
    return subprotocol_;
}

connect_error websocket_core::connect_failure() const {
    std::scoped_lock const lock(told_);
    return connect_failure_;
}

websocket_end websocket_core::end() const {
    std::scoped_lock const lock(told_);
    return end_;
}

} // namespace socketiota::clients
