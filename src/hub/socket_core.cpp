// SPDX-License-Identifier: MIT
#include <socketiota/event_errors.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <optional>
#include <utility>

#include <base/random.hpp>
#include <hub/client.hpp>
#include <hub/event_call.hpp>
#include <hub/expected_rooms.hpp>
#include <hub/logged_sessions.hpp>
#include <hub/nsp_hold.hpp>
#include <hub/nsp_part.hpp>
#include <hub/recoverable_session.hpp>
#include <hub/session_keeper.hpp>
#include <hub/socket_core.hpp>
#include <hub/surroundings.hpp>
#include <loop/cancel_soon.hpp>

namespace socketiota::hub {

namespace asio = boost::asio;

namespace {

/// Calls `handler`, and reports what it throws.
template <class Handler, class... About>
void call_one(Handler const& handler, socket_core& who, About const&... about) noexcept {
    try {
        handler(about...);
    } catch (...) {
        who.report(std::current_exception());
    }
}

/// The same with each of `handlers`.
template <class Handler, class... About>
void call_each(events::function_list<Handler> const& handlers, socket_core& who,
               About const&... about) noexcept {
    handlers.for_each_until_cleared(
        [&](Handler const& handler) { call_one(handler, who, about...); });
}

} // namespace

// ---- life ----

std::shared_ptr<socket_core> socket_core::make(client& owner, nsp_hold place, handshake request) {
    // What programs keep in a socket (state, captured objects) belongs to the shard.
    auto core = loop::hold_at_home(
        std::unique_ptr<socket_core>(new socket_core(owner, std::move(place), std::move(request))));
    core->be_held_by(core);
    return core;
}

socket_core::socket_core(client& owner, nsp_hold place, handshake request)
    : socket_life(owner, std::move(place), std::move(request)), counting_(owner.weak()) {}

socket_core::~socket_core() = default;

template <class Each>
void socket_core::for_each_shared(Each const& each) const {
    if (nsp_part* const parent = nsp()->parent()) [[unlikely]]
        each(*parent);
    each(*nsp());
}

void socket_core::connect() {
    socket const self = handle();
    surroundings& around = nsp()->around();
    sessions* const kept = owner().speaks_protocol4() ? nullptr : around.sessions();
    std::string_view private_id;
    if (kept != nullptr) [[unlikely]]
        private_id = kept->admit(*this);
    packet::encoder& encoder = around.encoders.of(owner().parser());
    base::outgoing_ptr const answer = owner().speaks_protocol4()
                                          ? encoder.connect_without_id(nsp()->name())
                                          : encoder.connect(nsp()->name(), id(), private_id);
    become(socket_stage::connected);
    // Before the answer, as in Node, and before what is sent from now on.
    if (kept != nullptr) [[unlikely]]
        kept->send_missed(*this);
    nsp()->add(*this);
    if (gone())
        return; // who hears that its room was made may have disconnected it
    if (kept != nullptr) [[unlikely]]
        kept->settle(*this);
    try {
        owner().session().send(answer);
    } catch (...) {
        nsp()->remove(*this);
        throw;
    }
    for_each_shared([&](nsp_part& each) { call_each(each.connection_handlers, *this, self); });
}

void socket_core::resume(std::string const& id, value data, std::vector<std::string> const& rooms) {
    be_known_as(id);
    kept().data = std::move(data);
    for (std::string const& room : rooms)
        if (room != id && !gone()) // where it is once it is connected
            nsp()->rooms().join(*this, room);
}

void socket_core::begin_anew(std::vector<std::string> const& rooms) {
    std::vector<std::string> others = this->rooms();
    std::erase_if(others, [&rooms](std::string const& each) {
        return std::find(rooms.begin(), rooms.end(), each) != rooms.end();
    });
    nsp()->rooms().remove(*this);
    if (gone())
        return;                         // who hears that it leaves a room may have disconnected it
    be_known_as(base::random_text(20)); // as any other that is new
    kept().data = value::empty_object();
    join_here(others);
}

void socket_core::note_sent(adapter::packet_log::position at, adapter::packet_offset offset,
                            bool is_sent) const noexcept {
    recoverable_session* const its = session();
    if (its == nullptr)
        return;
    if (is_sent) {
        its->last = at;
        its->last_sent = offset;
    } else {
        its->unsent = std::min(its->unsent, at);
    }
}

void socket_core::refuse() noexcept {
    become(socket_stage::gone);
    sessions* kept = nullptr; // of who has claimed a session
    // A middleware may have had it join rooms.
    if (!nsp()->detached()) {
        nsp()->rooms().remove(*this);
        if (has_session()) [[unlikely]] {
            kept = nsp()->around().sessions();
            kept->refuse(*this);
        }
    }
    registrations_.forget();
    leave_nsp();
    if (kept != nullptr) [[unlikely]]
        kept->keep_to_limit(); // of which the program hears
}

void socket_core::close(disconnect_reason reason) noexcept {
    // First, so that nobody who hears of the end can begin it again.
    become(socket_stage::leaving);
    socket const self = handle();
    auto const tell = [&](auto const& own, auto const& shared) {
        if (auto const* const some = registrations_.others())
            call_each(some->*own, *this, self, reason);
        for_each_shared([&](nsp_part& each) { call_each(each.*shared, *this, self, reason); });
    };
    tell(&socket_registrations::lists::disconnecting, &nsp_part::disconnecting_handlers);
    if (has_session()) [[unlikely]]
        nsp()->around().sessions()->on_end(*this, reason);
    // First, so that nobody who hears of the rooms that it leaves can have it join another.
    become(socket_stage::gone);
    nsp()->remove(*this);
    leave_nsp(); // as in Node: who hears of the end may find the namespace gone
    output_.give_up_answers();
    tell(&socket_registrations::lists::disconnect, &nsp_part::disconnect_handlers);

    cancel_handlers();
    registrations_.forget();
}

void socket_core::on_upgraded() {
    if (gone())
        return;
    socket const self = handle();
    transport const now = carrier();
    // Its own list goes with it if one of them disconnects it.
    if (auto const* const some = registrations_.others())
        some->upgrade.for_each(
            [&](detail::upgrade_handler const& each) { call_one(each, *this, self, now); });
    for_each_shared([&](nsp_part& each) { call_each(each.upgrade_handlers, *this, self, now); });
}

// ---- events in ----

void socket_core::on_event(packet::incoming_packet const& packet) {
    socket const self = handle(); // keeps it until the last handler has run
    event_call call(*this, packet);
    try {
        auto const tell = [&](detail::any_handler const& handler) {
            handler(self, call.decoded());
        };
        for_each_shared([&](nsp_part& each) { each.any_handlers.for_each(tell); });
        if (registrations_.others() != nullptr)
            registrations_.others()->any.for_each(tell);
        if (registrations_.others() != nullptr && !passes_guards(packet, call, self))
            return;
    } catch (...) {
        call.fail(std::current_exception());
        return;
    }
    // An earlier function may have disconnected it: then its handlers are gone, those of the
    // namespace are not.
    if (!connected())
        return;
    bool shared = false;
    for_each_shared(
        [&](nsp_part& each) { shared |= each.listeners.dispatch(packet.event_name, call, self); });
    bool const own = registrations_.listeners().dispatch(packet.event_name, call, self);
    if (shared || own)
        call.finish();
}

bool socket_core::passes_guards(packet::incoming_packet const& packet, event_call& call,
                                socket const& self) {
    bool passes = true;
    registrations_.others()->guards.for_each([&](detail::event_guard const& guard) {
        if (!passes)
            return;
        socket handle = self;
        verdict const decision = guard(handle, call.decoded());
        passes = decision.accepted();
        if (passes)
            return;
        call.acknowledge_error(decision.message());
        nsp()->count(metric::event_rejected);
        report(std::make_exception_ptr(
            event_rejected(std::string(packet.event_name), decision.message(), decision.data())));
    });
    return passes;
}

// ---- handlers ----

socket_core::kept_state& socket_core::kept() {
    if (!kept_)
        kept_ = std::make_unique<kept_state>();
    return *kept_;
}

void socket_core::note_change() const noexcept { logged()->owner.note_change(*logged()); }

void socket_core::spawn(asio::awaitable<void> handler, detail::when_disconnected then) {
    // When the server has gone, so has whatever is counted.
    std::optional<client::running_handler> counted;
    if (surroundings const* const around = nsp()->around_if_there())
        counted.emplace(counting_.lock(), *around->options.work);
    auto ended = [weak = weak(), until_then = std::move(counted)](std::exception_ptr failure) {
        auto const self = weak.lock();
        if (self && failure)
            self->report(std::move(failure));
    };
    if (then == detail::when_disconnected::goes_on) {
        asio::co_spawn(home().executor(), std::move(handler), std::move(ended));
        return;
    }
    // Kept by the coroutine too, which looks at it as long as it runs.
    auto const cancellation = std::make_shared<asio::cancellation_signal>();
    auto& running = kept().cancellations;
    running.push_back(cancellation);
    asio::co_spawn(
        home().executor(), std::move(handler),
        asio::bind_cancellation_slot(
            cancellation->slot(),
            [weak = weak(), cancellation, ended = std::move(ended)](std::exception_ptr failure) {
                if (auto const self = weak.lock())
                    std::erase(self->kept().cancellations, cancellation);
                ended(std::move(failure));
            }));
    // An earlier handler of the same event may have disconnected it.
    if (gone())
        cancel_handlers();
}

void socket_core::cancel_handlers() {
    if (!kept_)
        return;
    for (auto const& each : std::exchange(kept_->cancellations, {}))
        loop::cancel_soon(each, home().executor());
}

// ---- what programs do to it ----

void socket_core::disconnect(bool close) {
    run([close](socket_core& self) { self.disconnect_here(close); });
}

void socket_core::disconnect_here(bool close_connection) {
    if (gone())
        return;
    if (close_connection) {
        owner().disconnect_all();
        return;
    }
    if (stage() != socket_stage::connected)
        return;
    owner().say_disconnect(*nsp());
    if (!gone())
        owner().end(*this, disconnect_reason::server_namespace_disconnect);
}

void socket_core::join(std::vector<std::string> rooms) {
    if (auto const there = home().lock(); there && home().is_here()) {
        join_here(rooms);
        return;
    }
    auto expected =
        std::make_shared<expected_rooms const>(nsp()->whole(), nsp()->index(), std::move(rooms));
    post(
        [expected = std::move(expected)](socket_core& self) { self.join_here(expected->rooms()); });
}

void socket_core::leave(std::vector<std::string> rooms) {
    run([rooms = std::move(rooms)](socket_core& self) { self.leave_here(rooms); });
}

void socket_core::join_here(std::vector<std::string> const& rooms) {
    // Also in a middleware, before it is connected; after it has disconnected nobody could ever
    // take it out of the room again. Each time: who hears of a room may disconnect it.
    for (std::string const& room : rooms) {
        if (gone() || !may_join(room))
            continue;
        if (recoverable_session* const its = session()) [[unlikely]]
            if (!nsp()->rooms().contains(*this, room))
                its->joined[room] = its->owner.log().end();
        if (logged() != nullptr) [[unlikely]]
            note_change();
        nsp()->rooms().join(*this, room);
    }
}

bool socket_core::may_join(std::string const& room) {
    surroundings const& around = nsp()->around();
    std::size_t const most = around.options.max_rooms;
    std::size_t const most_octets = around.options.max_room_bytes;
    bool const is_few = room_count() < most;
    bool const is_small = owner().cost_of_rooms() + cost_of_room(room) <= most_octets;
    if ((is_few && is_small) || nsp()->rooms().contains(*this, room))
        return true;
    around.count(metric::too_many_rooms);
    report(std::make_exception_ptr(
        boost::system::system_error(make_error_code(error::too_many_rooms))));
    return false;
}

void socket_core::leave_here(std::vector<std::string> const& rooms) {
    for (std::string const& room : rooms) {
        if (gone())
            return;
        if (recoverable_session* const its = session()) [[unlikely]]
            its->joined.erase(room);
        if (logged() != nullptr) [[unlikely]]
            note_change();
        nsp()->rooms().leave(*this, room);
    }
}

std::vector<std::string> socket_core::rooms() const {
    return gone() ? std::vector<std::string>() : nsp()->rooms().rooms_of(*this);
}

} // namespace socketiota::hub
