// SPDX-License-Identifier: MIT
#include <socketiota/detail/reserved_events.hpp>

#include <boost/system/errc.hpp>

#include <new>
#include <string>
#include <utility>

#include <event/posted_arguments.hpp>
#include <event/send_flags.hpp>
#include <hub/client.hpp>
#include <hub/nsp_part.hpp>
#include <hub/offset_arguments.hpp>
#include <hub/recoverable_session.hpp>
#include <hub/session_keeper.hpp>
#include <hub/socket_core.hpp>
#include <hub/socket_life.hpp>
#include <hub/socket_output.hpp>
#include <hub/socket_registrations.hpp>
#include <packet/arguments_reader.hpp>

namespace socketiota::hub {

namespace {

bool send_by(engine::session& session, base::outgoing_ptr const& unit) {
    if (unit->flags().is_volatile && !session.accepts_volatile())
        return false;
    return session.send(unit);
}

} // namespace

bool socket_output::send(base::outgoing_ptr const& unit) {
    return !who_.gone() && send_by(who_.owner().session(), unit);
}

bool socket_output::send(packet::event_units const& units) {
    if (who_.gone())
        return false;
    client& to = who_.owner();
    base::outgoing_ptr const& unit = units.in(to.parser());
    return unit && send_by(to.session(), unit);
}

result<base::outgoing_ptr> socket_output::encode(std::optional<std::uint64_t> ack_id,
                                                 std::string_view name,
                                                 detail::argument_list const& arguments,
                                                 detail::emit_flags const& flags) const {
    nsp_part& nsp = *who_.nsp();
    return nsp.around()
        .encoders.of(who_.owner().parser())
        .event(nsp.name(), ack_id, name, arguments, events::send_flags_of(flags));
}

// ---- events ----

emit_result socket_output::emit(std::string_view name, detail::argument_list const& arguments,
                                detail::emit_flags const& flags) {
    // First of all: while it is connected its server is there, and with it the shard.
    if (!who_.connected())
        return emit_to_absent(name, arguments, flags);
    return who_.home().is_here() ? emit_here(name, arguments, flags)
                                 : emit_posted(name, arguments, flags);
}

/// As in Node: what a program sends to a socket that has gone is for whoever goes on with its
/// session.
emit_result socket_output::emit_to_absent(std::string_view name,
                                          detail::argument_list const& arguments,
                                          detail::emit_flags const& flags) {
    if (!who_.may_return()) [[likely]]
        return emit_status::not_connected;
    return who_.nsp()->whole()->broadcast({.rooms = {who_.id()}}, flags, name, arguments);
}

/// Keeps it too, for a client that may miss it.
emit_result socket_output::emit_recoverable(socket_core& self, std::string_view name,
                                            detail::argument_list const& arguments,
                                            detail::emit_flags const& flags) {
    session_keeper& kept = *self.nsp()->around().keeper;
    auto const offset = kept.next_offset();
    offset_arguments const with(arguments, kept.text_of(offset));
    auto const unit = encode(std::nullopt, name, with.list(), flags);
    if (!unit)
        return unit.error();
    packet::event_units units((*unit)->flags());
    units.put(self.owner().parser(), *unit);
    auto const at = kept.record(*self.nsp(), offset, {.rooms = {self.id()}}, units);
    registered_.tell_outgoing(name, with.list());
    self.note_sent(at, offset, send(*unit));
    return emit_status::queued; // if it could not leave, it does when the client comes back
}

emit_result socket_output::emit_here(std::string_view name, detail::argument_list const& arguments,
                                     detail::emit_flags const& flags) {
    // The session ends first, and those who hear of it find the socket connected still.
    auto const nothing_leaves = [this] { return who_.gone() || !who_.owner().session().open(); };
    bool const is_reserved = detail::is_reserved_event(name);
    // Then, too, it may come back for that.
    if (who_.nsp()->goes_by_log({}) && !is_reserved) [[unlikely]]
        return who_.nsp()->broadcast({.rooms = {who_.id()}}, flags, name, arguments);
    if (who_.nsp()->around().keeper && !flags.is_volatile && !is_reserved) [[unlikely]]
        if (auto const self = who_.shared(); self->session() != nullptr)
            return emit_recoverable(*self, name, arguments, flags);
    if (nothing_leaves())
        return emit_status::not_connected;
    if (is_reserved)
        return make_error_code(error::reserved_event_name);
    auto const unit = encode(std::nullopt, name, arguments, flags);
    if (!unit)
        return unit.error();
    registered_.tell_outgoing(name, arguments);
    if (send(*unit))
        return emit_status::queued;
    // Who was told of it may have disconnected it.
    return nothing_leaves() ? emit_status::not_connected : emit_status::dropped;
}

emit_result socket_output::emit_posted(std::string_view name,
                                       detail::argument_list const& arguments,
                                       detail::emit_flags const& flags) {
    if (detail::is_reserved_event(name))
        return make_error_code(error::reserved_event_name);
    if (!who_.nsp()->whole()->may_send(who_.nsp()->index()))
        return emit_status::dropped;
    auto copied = events::posted_arguments::copy(arguments);
    if (!copied)
        return copied.error();
    std::size_t const octets = copied->octets();
    who_.post([kept = std::string(name), copied = *std::move(copied),
               flags](socket_core& self) { self.output().emit(kept, copied.list(), flags); },
              octets);
    return emit_status::queued;
}

// ---- questions ----

void socket_output::request_answer(std::string_view name, detail::argument_list const& arguments,
                                   detail::emit_flags const& flags,
                                   std::shared_ptr<detail::pending_answer> answer) {
    if (!who_.connected())
        answer->on_end(make_error_code(error::socket_disconnected));
    else if (who_.home().is_here())
        request_here(name, arguments, flags, answer);
    else
        request_posted(name, arguments, flags, std::move(answer));
}

void socket_output::request_posted(std::string_view name, detail::argument_list const& arguments,
                                   detail::emit_flags const& flags,
                                   std::shared_ptr<detail::pending_answer> answer) {
    auto copied = events::posted_arguments::copy(arguments);
    if (!copied) {
        who_.post([waiting = std::move(answer), reason = copied.error()](socket_core&) {
            waiting->on_end(reason);
        });
        return;
    }
    // Dropped with the socket, it tells whoever waits that this has disconnected.
    std::size_t const octets = copied->octets();
    who_.post(
        [kept = std::string(name), copied = *std::move(copied), flags,
         waiting = std::move(answer)](socket_core& self) mutable {
            self.output().request_answer(kept, copied.list(), flags, std::move(waiting));
        },
        octets);
}

void socket_output::request_here(std::string_view name, detail::argument_list const& arguments,
                                 detail::emit_flags const& flags,
                                 std::shared_ptr<detail::pending_answer> const& answer) {
    if (detail::is_reserved_event(name)) {
        answer->on_end(make_error_code(error::reserved_event_name));
        return;
    }
    if (!may_ask()) {
        answer->on_end(make_error_code(error::too_many_acks));
        return;
    }
    if (who_.nsp()->goes_by_log({})) [[unlikely]]
        request_behind_logged(name, arguments, flags, answer);
    else
        request_now(name, arguments, flags, answer);
}

/// What was sent before comes back from the log first: it must not be overtaken.
void socket_output::request_behind_logged(std::string_view name,
                                          detail::argument_list const& arguments,
                                          detail::emit_flags const& flags,
                                          std::shared_ptr<detail::pending_answer> const& answer) {
    auto copied = events::posted_arguments::copy(arguments);
    if (!copied)
        return answer->on_end(copied.error());
    // Dropped with the socket, it tells whoever waits that this has disconnected.
    who_.nsp()->when_delivered([weak = who_.weak(), kept = std::string(name),
                                copied = *std::move(copied), flags, waiting = answer](nsp_part&) {
        if (auto const self = weak.lock(); self && self->connected())
            self->output().request_now(kept, copied.list(), flags, waiting);
    });
}

void socket_output::request_now(std::string_view name, detail::argument_list const& arguments,
                                detail::emit_flags const& flags,
                                std::shared_ptr<detail::pending_answer> const& answer) {
    std::uint64_t const ack_id = who_.nsp()->whole()->next_ack_id();
    try {
        request_as(ack_id, name, arguments, flags, answer);
    } catch (std::bad_alloc const&) {
        // Whoever waits hears of it, and not the caller as well.
        auto const reason = make_error_code(boost::system::errc::not_enough_memory);
        if (!acks_ || !acks_->fail(ack_id, reason))
            answer->on_end(reason);
    }
}

void socket_output::request_as(std::uint64_t ack_id, std::string_view name,
                               detail::argument_list const& arguments,
                               detail::emit_flags const& flags,
                               std::shared_ptr<detail::pending_answer> const& answer) {
    auto const unit = encode(ack_id, name, arguments, flags);
    if (!unit) {
        answer->on_end(unit.error());
        return;
    }
    base::deadline& limit = acks().add(ack_id, answer);
    if (flags.timeout)
        who_.nsp()->around().shard().set_deadline(limit, *flags.timeout);
    registered_.tell_outgoing(name, arguments);
    send(*unit);
}

void socket_output::ask(packet::event_units const& units, std::uint64_t ack_id,
                        std::shared_ptr<detail::pending_answer> answer) {
    if (!who_.connected())
        return; // dropping the answer says so
    if (!may_ask()) {
        answer->on_end(make_error_code(error::too_many_acks));
        return;
    }
    acks().add(ack_id, std::move(answer));
    // Volatile and dropped: it was not asked. What is not volatile is dropped only for one that is
    // about to disconnect, which ends its answer.
    if (!send(units) && units.flags().is_volatile)
        acks_->fail(ack_id, {});
}

bool socket_output::may_ask() const {
    surroundings const& around = who_.nsp()->around();
    std::size_t const most = around.options.max_pending_acks;
    if (who_.owner().pending_acks() < most)
        return true;
    around.count(metric::too_many_acks);
    return false;
}

events::ack_table& socket_output::acks() {
    if (!acks_)
        acks_ = std::make_unique<events::ack_table>();
    return *acks_;
}

void socket_output::on_ack(packet::incoming_packet const& packet) {
    if (!acks_ || !packet.id)
        return; // nobody asked: ignored, as in Node
    std::shared_ptr<socket_core> const keep = who_.shared();
    packet::arguments_reader from;
    acks_->resolve(*packet.id, from.open(packet));
}

void socket_output::give_up_answers() {
    if (acks_)
        acks_->fail_all(make_error_code(error::socket_disconnected));
}

// ---- answers ----

error_code socket_output::acknowledge(std::uint64_t ack_id, detail::argument_list const& results) {
    if (!who_.connected())
        return {}; // nobody waits any more
    if (!who_.home().is_here()) {
        auto copied = events::posted_arguments::copy(results);
        if (!copied)
            return copied.error();
        std::size_t const octets = copied->octets();
        who_.post(
            [ack_id, copied = *std::move(copied)](socket_core& self) {
                static_cast<void>(self.output().acknowledge(ack_id, copied.list()));
            },
            octets);
        return {};
    }
    nsp_part& nsp = *who_.nsp();
    auto const unit =
        nsp.around().encoders.of(who_.owner().parser()).ack(nsp.name(), ack_id, results);
    if (!unit)
        return unit.error();
    who_.owner().session().send(*unit);
    return {};
}

} // namespace socketiota::hub
