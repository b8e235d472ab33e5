// SPDX-License-Identifier: MIT
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include <adapter/broadcast_answers.hpp>
#include <adapter/gathering.hpp>
#include <hub/connect_attempt.hpp>
#include <hub/nsp_part.hpp>
#include <hub/offset_arguments.hpp>
#include <hub/other_shards.hpp>
#include <hub/recoverable_session.hpp>
#include <hub/sent_event.hpp>
#include <hub/session_keeper.hpp>
#include <hub/socket_core.hpp>

namespace socketiota::hub {

std::shared_ptr<nsp_part> nsp_part::make(surroundings& around, std::shared_ptr<nsp_core> whole,
                                         std::shared_ptr<nsp_part> parent, bool waits) {
    return loop::hold_at_home(std::unique_ptr<nsp_part>(
        new nsp_part(around, std::move(whole), std::move(parent), waits)));
}

nsp_part::nsp_part(surroundings& around, std::shared_ptr<nsp_core> whole,
                   std::shared_ptr<nsp_part> parent, bool waits)
    : around_(&around),
      waits_(waits),
      parent_(std::move(parent)),
      home_(around.home),
      whole_(std::move(whole)),
      index_(around.index),
      rooms_(whole_->interest_of(index_)),
      away_(around.keeper ? std::make_unique<adapter::room_index>(whole_->interest_of_away(index_))
                          : nullptr) {
    if (around.mailboxes != nullptr)
        others_ = std::make_unique<other_shards>(*this);
}

nsp_part::~nsp_part() = default;

void nsp_part::part_from_others() noexcept {
    parted_ = true;
    if (others_)
        others_->asked().end_all();
}

void nsp_part::detach() noexcept {
    others_.reset(); // tells those who wait for answers of other shards
    around_ = nullptr;
    awaiting_.clear();
    // Handlers may hold handles of this namespace or of its sockets: without this they would keep
    // each other alive.
    guards.clear();
    connection_handlers.clear();
    any_handlers.clear();
    upgrade_handlers.clear();
    disconnecting_handlers.clear();
    disconnect_handlers.clear();
    expiry_handlers.clear();
    listeners.clear();
    news_.registered() = {};
}

void nsp_part::remove(registration const& which) {
    room_news::handlers& observers = news_.registered();
    static_cast<void>(listeners.remove(which) || guards.remove(which) ||
                      connection_handlers.remove(which) || any_handlers.remove(which) ||
                      upgrade_handlers.remove(which) || disconnecting_handlers.remove(which) ||
                      disconnect_handlers.remove(which) || expiry_handlers.remove(which) ||
                      observers.created.remove(which) || observers.removed.remove(which) ||
                      observers.joined.remove(which) || observers.left.remove(which));
}

void nsp_part::count(metric what) const noexcept {
    if (surroundings* const there = around_if_there())
        there->count(what);
}

void nsp_part::report(socket const& who, std::exception_ptr failure) const noexcept {
    if (surroundings* const there = around_if_there())
        there->report(who, std::move(failure));
}

void nsp_part::await_opening(std::shared_ptr<connect_attempt> attempt) {
    awaiting_.push_back(std::move(attempt));
}

void nsp_part::open() {
    waits_ = false;
    for (auto const& each : std::exchange(awaiting_, {}))
        each->start();
}

room_news::handlers& nsp_part::observed_rooms() {
    if (!std::exchange(observed_, true)) {
        rooms_.observe(news_);
        news_.note_rooms(rooms_.names());
    }
    return news_.registered();
}

void nsp_part::add(socket_core& connected) {
    whole_->count_socket(+1); // first: who hears of its room may remove it
    try {
        rooms_.add(connected);
    } catch (...) {
        whole_->count_socket(-1);
        throw;
    }
}

void nsp_part::remove(socket_core& gone) noexcept {
    rooms_.remove(gone);
    whole_->count_socket(-1);
}

// ---- what acts on everybody selected ----

result<packet::event_units> nsp_part::encode(std::optional<std::uint64_t> ack_id,
                                             detail::emit_flags const& flags, std::string_view name,
                                             detail::argument_list const& arguments) const {
    return around_->encoders.event(
        around_->speakers, this->name(), ack_id, name, arguments,
        {.is_volatile = flags.is_volatile, .compress = flags.compress.value_or(true)});
}

/// Handles of those selected, for whoever runs code of the program while it walks them: that may
/// join, leave and disconnect, which changes what a selection looks at.
std::vector<std::shared_ptr<socket_core>> nsp_part::keep(adapter::selection const& who) {
    auto const those = rooms_.select(who);
    std::vector<std::shared_ptr<socket_core>> kept;
    kept.reserve(those.size());
    for (adapter::member* const each : those)
        kept.push_back(static_cast<socket_core*>(each)->shared());
    return kept;
}

void nsp_part::deliver(adapter::selection const& to, packet::event_units const& units,
                       std::string_view name, detail::argument_list const& arguments) {
    if (!whole_->has_outgoing_listeners()) {
        for (adapter::member* const each : rooms_.select(to))
            static_cast<socket_core*>(each)->output().send(units);
        return;
    }
    for (auto const& each : keep(to)) {
        each->registrations().tell_outgoing(name, arguments);
        each->output().send(units);
    }
}

void nsp_part::record_and_deliver(adapter::packet_offset offset, adapter::selection const& to,
                                  packet::event_units const& units, std::string_view name,
                                  detail::argument_list const& arguments) {
    auto const those = rooms_.select(to);
    if (those.empty() && away_->select(to).empty())
        return;
    // First: whoever is told of it may disconnect one of them, which misses it then.
    auto const at = around_->keeper->record(*this, offset, to, units);
    auto const send = [&](socket_core& each) {
        if (each.session() != nullptr && each.session()->has(offset))
            return; // it came with the session
        each.note_sent(at, offset, each.output().send(units));
    };
    if (!whole_->has_outgoing_listeners()) {
        for (adapter::member* const each : those)
            send(*static_cast<socket_core*>(each));
        return;
    }
    for (auto const& each : keep(to)) {
        each->registrations().tell_outgoing(name, arguments);
        send(*each);
    }
}

void nsp_part::deliver_asking(adapter::selection const& to, packet::event_units const& units,
                              std::uint64_t ack_id, std::string_view name,
                              detail::argument_list const& arguments,
                              adapter::broadcast_answers& answers) {
    for (auto const& each : keep(to)) {
        each->registrations().tell_outgoing(name, arguments);
        each->output().ask(units, ack_id, answers.expect());
    }
}

// ---- here and elsewhere ----

emit_result nsp_part::broadcast(adapter::selection const& to, detail::emit_flags const& flags,
                                std::string_view name, detail::argument_list const& arguments) {
    if (!around_->keeper || flags.is_volatile) [[likely]]
        return broadcast({}, to, flags, name, arguments);
    auto const offset = around_->keeper->next_offset();
    offset_arguments const with(arguments, around_->keeper->text_of(offset));
    return broadcast(offset, to, flags, name, with.list());
}

emit_result nsp_part::broadcast(adapter::packet_offset offset, adapter::selection const& to,
                                detail::emit_flags const& flags, std::string_view name,
                                detail::argument_list const& arguments) {
    // Encoded first, also when nobody is selected: whether an event can be sent does not depend on
    // who is there.
    auto const encoded = encode(std::nullopt, flags, name, arguments);
    if (!encoded)
        return encoded.error();
    // Elsewhere first: whoever is told of it here may end this server.
    emit_status const elsewhere =
        others_ ? others_->publish(to, {name, arguments, flags, *encoded, offset})
                : emit_status::queued;
    if (offset) [[unlikely]]
        record_and_deliver(offset, to, *encoded, name, arguments);
    else
        deliver(to, *encoded, name, arguments);
    return elsewhere;
}

void nsp_part::ask(adapter::selection const& to, detail::emit_flags const& flags,
                   std::string_view name, detail::argument_list const& arguments,
                   std::shared_ptr<detail::pending_answer> answer) {
    auto const answers = adapter::broadcast_answers::make(std::move(answer));
    if (flags.timeout)
        around_->shard().set_deadline(*answers, *flags.timeout);
    std::uint64_t const ack_id = whole_->next_ack_id();
    auto const units = encode(ack_id, flags, name, arguments);
    if (!units) {
        answers->fail(units.error());
        return;
    }
    if (others_)
        others_->ask(to, {name, arguments, flags, *units}, ack_id, *answers);
    deliver_asking(to, *units, ack_id, name, arguments, *answers);
    answers->all_asked();
}

namespace {

/// What is found here, and by others, who may be none.
template <class Found, class Ask>
void gather(std::shared_ptr<detail::pending_result<Found>> waiting, Found found_here,
            Ask const& ask_others) {
    auto const found = std::make_shared<adapter::gathering<Found>>(std::move(waiting));
    found->add(std::move(found_here));
    ask_others(found);
}

} // namespace

void nsp_part::fetch(adapter::selection const& who,
                     std::shared_ptr<detail::pending_fetch> waiting) {
    gather(std::move(waiting), fetch_here(who), [&](auto const& found) {
        if (others_)
            others_->fetch(who, found);
    });
}

void nsp_part::count(adapter::selection const& who,
                     std::shared_ptr<detail::pending_count> waiting) {
    gather(std::move(waiting), count_here(who), [&](auto const& found) {
        if (others_)
            others_->count(who, found);
    });
}

void nsp_part::find_rooms(std::shared_ptr<detail::pending_rooms> waiting) {
    gather(std::move(waiting), rooms_.sizes(), [&](auto const& found) {
        if (others_)
            others_->find_rooms(found);
    });
}

void nsp_part::join(adapter::selection const& who, std::vector<std::string> const& rooms) {
    if (others_)
        others_->join(who, rooms);
    join_here(who, rooms);
}

void nsp_part::leave(adapter::selection const& who, std::vector<std::string> const& rooms) {
    if (others_)
        others_->leave(who, rooms);
    leave_here(who, rooms);
}

void nsp_part::disconnect(adapter::selection const& who, bool close) {
    if (others_)
        others_->disconnect(who, close);
    disconnect_here(who, close);
}

// ---- here ----

void nsp_part::broadcast_here(sent_event const& event) {
    if (event.offset) [[unlikely]] {
        around_->keeper->note_heard(event.offset);
        record_and_deliver(event.offset, event.to, event.units(*around_), event.name, event.list());
        return;
    }
    deliver(event.to, event.units(*around_), event.name, event.list());
}

void nsp_part::ask_here(sent_event const& event, std::uint64_t ack_id,
                        adapter::broadcast_answers& answers) {
    deliver_asking(event.to, event.units(*around_), ack_id, event.name, event.list(), answers);
}

std::vector<remote_socket> nsp_part::fetch_here(adapter::selection const& who) {
    auto const those = rooms_.select(who);
    std::vector<remote_socket> all;
    all.reserve(those.size());
    for (adapter::member* const each : those) {
        auto const& core = *static_cast<socket_core*>(each);
        all.push_back(
            whole_->describe({core.id(), core.request(), core.rooms(), core.data_snapshot()}));
    }
    return all;
}

void nsp_part::join_here(adapter::selection const& who, std::vector<std::string> const& rooms) {
    for (auto const& each : keep(who))
        each->join_here(rooms);
}

void nsp_part::leave_here(adapter::selection const& who, std::vector<std::string> const& rooms) {
    for (auto const& each : keep(who))
        each->leave_here(rooms);
}

void nsp_part::disconnect_here(adapter::selection const& who, bool close) {
    for (auto const& each : keep(who))
        each->disconnect(close);
}

} // namespace socketiota::hub
