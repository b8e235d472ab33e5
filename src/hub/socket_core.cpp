// SPDX-License-Identifier: MIT
#include <socketiota/event_errors.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <array>
#include <cstddef>
#include <utility>

#include <base/random.hpp>
#include <hub/client.hpp>
#include <hub/event_call.hpp>
#include <hub/nsp_core.hpp>
#include <hub/posted_arguments.hpp>
#include <hub/socket_core.hpp>

namespace socketiota::hub {

namespace asio = boost::asio;

namespace {

/// 120 random bits as 20 characters.
std::string make_socket_id() {
    static constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::array<std::byte, 20> random{};
    base::fill_random(random);
    std::string id(random.size(), '\0');
    for (std::size_t index = 0; index < random.size(); ++index)
        id[index] = alphabet[static_cast<std::size_t>(random[index] & std::byte{63})];
    return id;
}

} // namespace

// ---- life ----

std::shared_ptr<socket_core> socket_core::make(client& owner, nsp_core& nsp, handshake request) {
    auto made = std::unique_ptr<socket_core>(new socket_core(owner, nsp, std::move(request)));
    // What programs keep in a socket (state, captured objects) belongs to the shard: whoever drops
    // the last handle elsewhere sends it there to be destroyed.
    auto const on_shard = [home = nsp.home()](socket_core* dying) {
        std::unique_ptr<socket_core> rest(dying);
        auto const shard = home.lock();
        if (shard && !shard->in_this_thread())
            asio::post(shard->get_executor(), [moved = std::move(rest)] {});
    };
    std::shared_ptr<socket_core> core(made.release(), on_shard);
    core->self_ = core;
    return core;
}

socket_core::socket_core(client& owner, nsp_core& nsp, handshake request)
    : member(make_socket_id()),
      client_(&owner),
      counting_(owner.weak()),
      nsp_(nsp.shared_from_this()),
      executor_(nsp.around().shard().get_executor()),
      request_(std::move(request)),
      last_carrier_(carrier()) {}

socket_core::~socket_core() = default;

bool socket_core::server_is_gone() const noexcept { return nsp_->home().expired(); }

void socket_core::expect_home(std::string_view function) const {
    if constexpr (loop::thread_check::enabled)
        if (auto const home = nsp_->home().lock())
            home->thread().expect(function);
}

transport socket_core::carrier() const noexcept {
    if (client_ == nullptr)
        return last_carrier_;
    return client_->session().transport() == engine::transport_kind::websocket
               ? transport::websocket
               : transport::polling;
}

void socket_core::connect() {
    std::shared_ptr<socket_core> const keep = self_.lock();
    stage_.store(stage::connected, std::memory_order_release);
    nsp_->add(*this);
    if (client_ == nullptr)
        return; // who hears that its room was made may have disconnected it
    client_->session().send(nsp_->around().encoder.connect(nsp_->name(), id()));
    socket const self = handle();
    auto const handlers = nsp_->connection_handlers; // a handler may register another
    for (auto const& handler : handlers) {
        try {
            handler(self);
        } catch (...) {
            report(std::current_exception());
        }
    }
}

void socket_core::refuse() {
    client_ = nullptr;
    stage_.store(stage::gone, std::memory_order_release);
    if (!nsp_->detached())
        nsp_->rooms().remove(*this);
    forget_handlers();
}

void socket_core::close(disconnect_reason reason) {
    // First, so that nobody who hears of the end can begin it again.
    stage_.store(stage::leaving, std::memory_order_release);
    socket const self = handle();
    auto const tell = [this, &self, reason](std::vector<detail::disconnect_handler> const& them) {
        auto const handlers = them; // NOLINT: a copy, they may register others
        for (auto const& handler : handlers) {
            try {
                handler(self, reason);
            } catch (...) {
                report(std::current_exception());
            }
        }
    };
    if (extras_)
        tell(extras_->disconnecting);
    tell(nsp_->disconnecting_handlers);
    // First, so that nobody who hears of the rooms that it leaves can have it join another.
    last_carrier_ = carrier();
    client_ = nullptr;
    stage_.store(stage::gone, std::memory_order_release);
    nsp_->remove(*this);
    if (acks_)
        acks_->fail_all(make_error_code(error::socket_disconnected));
    if (extras_)
        tell(extras_->disconnect);
    tell(nsp_->disconnect_handlers);

    cancel_handlers();
    forget_handlers();
}

// ---- events in ----

void socket_core::on_event(packet::incoming_packet const& packet) {
    socket const self = handle(); // keeps it until the last handler has run
    event_call call(*this, packet);
    try {
        auto const tell = [&](std::vector<detail::any_handler> const& them) {
            auto const handlers = them; // NOLINT: a copy, they may register others
            for (auto const& handler : handlers)
                handler(self, call.decoded());
        };
        if (!nsp_->any_handlers.empty())
            tell(nsp_->any_handlers);
        if (extras_ && !extras_->any.empty())
            tell(extras_->any);
        if (extras_ && !extras_->guards.empty() && !passes_guards(packet, call, self))
            return;
    } catch (...) {
        call.fail(std::current_exception());
        return;
    }
    // An earlier function may have disconnected it: then its handlers are gone, those of the
    // namespace are not.
    if (!connected())
        return;
    bool const shared = nsp_->listeners.dispatch(packet.event_name, call, self);
    bool const own = listeners_.dispatch(packet.event_name, call, self);
    if (shared || own)
        call.finish();
}

bool socket_core::passes_guards(packet::incoming_packet const& packet, event_call& call,
                                socket const& self) {
    auto const guards = extras_->guards;
    for (auto const& guard : guards) {
        socket handle = self;
        verdict const decision = guard(handle, call.decoded());
        if (decision.accepted())
            continue;
        call.acknowledge_error(decision.message());
        nsp_->count(metric::event_rejected);
        report(std::make_exception_ptr(
            event_rejected(std::string(packet.event_name), decision.message(), decision.data())));
        return false;
    }
    return true;
}

void socket_core::on_ack(packet::incoming_packet const& packet) {
    if (!acks_ || !packet.id)
        return; // nobody asked: ignored, as in Node
    std::shared_ptr<socket_core> const keep = self_.lock();
    json_reader from;
    packet::open_arguments(packet, from);
    acks_->resolve(*packet.id, from);
}

// ---- events out ----

bool socket_core::send(base::outgoing_ptr const& unit) {
    if (client_ == nullptr)
        return false;
    engine::session& session = client_->session();
    if (unit->flags().is_volatile && !session.accepts_volatile())
        return false;
    return session.send(unit);
}

emit_result socket_core::emit(std::string_view name, detail::argument_list const& arguments,
                              detail::emit_flags const& flags) {
    // First of all: while it is connected its server is there, and with it the executor.
    if (!connected())
        return emit_status::not_connected;
    if (executor_.running_in_this_thread())
        return emit_here(name, arguments, flags);
    if (detail::is_reserved_event(name))
        return make_error_code(error::reserved_event_name);
    auto copied = posted_arguments::copy(arguments);
    if (!copied)
        return copied.error();
    asio::post(executor_,
               [weak = self_, kept = std::string(name), copied = *std::move(copied), flags] {
                   if (auto const self = weak.lock())
                       self->emit_here(kept, copied.list(), flags);
               });
    return emit_status::queued;
}

emit_result socket_core::emit_here(std::string_view name, detail::argument_list const& arguments,
                                   detail::emit_flags const& flags) {
    // The session ends first, and those who hear of it find the socket connected still.
    if (!connected() || !client_->session().open())
        return emit_status::not_connected;
    if (detail::is_reserved_event(name))
        return make_error_code(error::reserved_event_name);
    auto const unit = nsp_->around().encoder.event(
        nsp_->name(), std::nullopt, name, arguments,
        {.is_volatile = flags.is_volatile, .compress = flags.compress.value_or(true)});
    if (!unit)
        return unit.error();
    if (has_outgoing_listeners())
        notify_outgoing(name, arguments);
    return send(*unit) ? emit_status::queued : emit_status::dropped;
}

void socket_core::request_answer(std::string_view name, detail::argument_list const& arguments,
                                 detail::emit_flags const& flags,
                                 std::shared_ptr<detail::pending_answer> answer) {
    if (!connected()) {
        answer->on_end(make_error_code(error::socket_disconnected));
        return;
    }
    if (executor_.running_in_this_thread()) {
        request_here(name, arguments, flags, std::move(answer));
        return;
    }
    auto copied = posted_arguments::copy(arguments);
    if (!copied) {
        asio::post(executor_, [waiting = std::move(answer), reason = copied.error()] {
            waiting->on_end(reason);
        });
        return;
    }
    asio::post(executor_, [weak = self_, kept = std::string(name), copied = *std::move(copied),
                           flags, waiting = std::move(answer)]() mutable {
        if (auto const self = weak.lock())
            self->request_here(kept, copied.list(), flags, std::move(waiting));
        else
            waiting->on_end(make_error_code(error::socket_disconnected));
    });
}

void socket_core::request_here(std::string_view name, detail::argument_list const& arguments,
                               detail::emit_flags const& flags,
                               std::shared_ptr<detail::pending_answer> answer) {
    if (!connected()) {
        answer->on_end(make_error_code(error::socket_disconnected));
        return;
    }
    if (detail::is_reserved_event(name)) {
        answer->on_end(make_error_code(error::reserved_event_name));
        return;
    }
    if (!may_ask()) {
        answer->on_end(make_error_code(error::too_many_acks));
        return;
    }
    std::uint64_t const ack_id = nsp_->next_ack_id();
    auto const unit = nsp_->around().encoder.event(
        nsp_->name(), ack_id, name, arguments,
        {.is_volatile = flags.is_volatile, .compress = flags.compress.value_or(true)});
    if (!unit) {
        answer->on_end(unit.error());
        return;
    }
    if (!acks_)
        acks_ = std::make_unique<events::ack_table>();
    base::deadline& limit = acks_->add(ack_id, std::move(answer));
    if (flags.timeout)
        nsp_->around().shard().set_deadline(limit, *flags.timeout);
    if (has_outgoing_listeners())
        notify_outgoing(name, arguments);
    send(*unit);
}

void socket_core::ask(base::outgoing_ptr const& unit, std::uint64_t ack_id,
                      std::shared_ptr<detail::pending_answer> answer) {
    if (!connected())
        return; // dropping the answer says so
    if (!may_ask()) {
        answer->on_end(make_error_code(error::too_many_acks));
        return;
    }
    if (!acks_)
        acks_ = std::make_unique<events::ack_table>();
    acks_->add(ack_id, std::move(answer));
    // Volatile and dropped: it was not asked. What is not volatile is dropped only for one that is
    // about to disconnect, which ends its answer.
    if (!send(unit) && unit->flags().is_volatile)
        acks_->fail(ack_id, {});
}

bool socket_core::may_ask() {
    surroundings const& around = nsp_->around();
    std::size_t const most = around.options.max_pending_acks;
    if (most == 0 || client_->pending_acks() < most)
        return true;
    around.count(metric::too_many_acks);
    return false;
}

void socket_core::notify_outgoing(std::string_view name, detail::argument_list const& arguments) {
    auto const copied = posted_arguments::copy(arguments);
    if (!copied)
        return;
    incoming const event(name, copied->values(), false);
    socket const self = handle();
    auto const handlers = extras_->any_outgoing;
    for (auto const& handler : handlers) {
        try {
            handler(self, event);
        } catch (...) {
            report(std::current_exception());
        }
    }
}

error_code socket_core::answer(std::uint64_t ack_id, detail::argument_list const& results) {
    if (!connected())
        return {}; // nobody waits any more
    if (!executor_.running_in_this_thread()) {
        auto copied = posted_arguments::copy(results);
        if (!copied)
            return copied.error();
        asio::post(executor_, [weak = self_, ack_id, copied = *std::move(copied)] {
            if (auto const self = weak.lock())
                static_cast<void>(self->answer(ack_id, copied.list()));
        });
        return {};
    }
    auto const unit = nsp_->around().encoder.ack(nsp_->name(), ack_id, results);
    if (!unit)
        return unit.error();
    client_->session().send(*unit);
    return {};
}

void socket_core::report(std::exception_ptr failure) {
    auto const home = nsp_->home().lock();
    if (!home)
        return;
    if (!executor_.running_in_this_thread()) {
        asio::post(executor_, [weak = self_, failure = std::move(failure)] {
            if (auto const self = weak.lock())
                self->report(failure);
        });
        return;
    }
    nsp_->report(handle(), std::move(failure));
}

void socket_core::spawn(asio::awaitable<void> handler, detail::when_disconnected then) {
    if (auto const counting = counting_.lock())
        counting->on_handler_started();
    auto ended = [weak = self_, counting_weak = counting_](std::exception_ptr failure) {
        auto const self = weak.lock();
        if (self && failure)
            self->report(std::move(failure));
        if (auto const counting = counting_weak.lock())
            counting->on_handler_ended();
    };
    if (then == detail::when_disconnected::goes_on) {
        asio::co_spawn(executor_, std::move(handler), std::move(ended));
        return;
    }
    // Kept by the coroutine too, which looks at it as long as it runs.
    auto const cancellation = std::make_shared<asio::cancellation_signal>();
    auto& running = extras().cancellations;
    running.push_back(cancellation);
    asio::co_spawn(executor_, std::move(handler),
                   asio::bind_cancellation_slot(
                       cancellation->slot(), [weak = self_, cancellation, ended = std::move(ended)](
                                                 std::exception_ptr failure) {
                           if (auto const self = weak.lock())
                               std::erase(self->extras().cancellations, cancellation);
                           ended(std::move(failure));
                       }));
    // An earlier handler of the same event may have disconnected it.
    if (client_ == nullptr)
        cancel_handlers();
}

void socket_core::cancel_handlers() {
    if (!extras_)
        return;
    // Moved out first: who is cancelled may end at once and take itself out.
    for (auto const& each : std::exchange(extras_->cancellations, {}))
        each->emit(asio::cancellation_type::terminal);
}

template <class F>
void socket_core::on_shard(F work) {
    auto const home = nsp_->home().lock();
    if (!home)
        return;
    if (executor_.running_in_this_thread()) {
        work(*this);
        return;
    }
    asio::post(executor_, [weak = self_, work = std::move(work)] {
        if (auto const self = weak.lock())
            work(*self);
    });
}

void socket_core::disconnect(bool close) {
    on_shard([close](socket_core& self) { self.disconnect_here(close); });
}

void socket_core::disconnect_here(bool close_connection) {
    if (client_ == nullptr)
        return;
    if (close_connection) {
        client_->disconnect_all();
        return;
    }
    if (stage_.load(std::memory_order_relaxed) != stage::connected)
        return;
    client_->session().send(nsp_->around().encoder.disconnect(nsp_->name()));
    client_->end(*this, disconnect_reason::server_namespace_disconnect);
}

void socket_core::join(std::vector<std::string> rooms) {
    on_shard([rooms = std::move(rooms)](socket_core& self) { self.join_here(rooms); });
}

void socket_core::leave(std::vector<std::string> rooms) {
    on_shard([rooms = std::move(rooms)](socket_core& self) { self.leave_here(rooms); });
}

void socket_core::join_here(std::vector<std::string> const& rooms) {
    // Also in a middleware, before it is connected; after it has disconnected nobody could ever
    // take it out of the room again. Each time: who hears of a room may disconnect it.
    for (std::string const& room : rooms)
        if (client_ != nullptr && may_join(room))
            nsp_->rooms().join(*this, room);
}

bool socket_core::may_join(std::string const& room) {
    surroundings const& around = nsp_->around();
    std::size_t const most = around.options.max_rooms;
    std::size_t const most_octets = around.options.max_room_bytes;
    bool const is_few = most == 0 || room_count() < most;
    bool const is_small =
        most_octets == 0 || client_->cost_of_rooms() + cost_of_room(room) <= most_octets;
    if ((is_few && is_small) || nsp_->rooms().contains(*this, room))
        return true;
    around.count(metric::too_many_rooms);
    report(std::make_exception_ptr(
        boost::system::system_error(make_error_code(error::too_many_rooms))));
    return false;
}

void socket_core::leave_here(std::vector<std::string> const& rooms) {
    for (std::string const& room : rooms)
        if (client_ != nullptr)
            nsp_->rooms().leave(*this, room);
}

std::vector<std::string> socket_core::rooms() const {
    return client_ == nullptr ? std::vector<std::string>() : nsp_->rooms().rooms_of(*this);
}

} // namespace socketiota::hub
