// SPDX-License-Identifier: MIT
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

#include <new>
#include <utility>
#include <variant>

#include <client/at_home.hpp>
#include <client/event_call.hpp>
#include <client/failure_at.hpp>
#include <client/manager.hpp>
#include <client/running_handler.hpp>
#include <client/socket_core.hpp>
#include <client/value_of.hpp>
#include <loop/cancel_soon.hpp>
#include <packet/arguments_reader.hpp>

namespace socketiota::clients {

namespace asio = boost::asio;

namespace {

connect_error refusal_of(value const& said) {
    connect_error made{.stage = connect_stage::nsp, .data = said["data"]};
    made.message = said.is_string() ? said.value_or("") : said["message"].value_or("");
    return made;
}

} // namespace

std::shared_ptr<socket_core> socket_core::make(manager& owner, std::string nsp) {
    return std::shared_ptr<socket_core>(new socket_core(owner, std::move(nsp)));
}

socket_core::socket_core(manager& owner, std::string nsp)
    : owner_(&owner), home_(owner.shared_home()), nsp_(std::move(nsp)) {}

socket_core::~socket_core() = default;

std::string socket_core::id() const {
    std::scoped_lock const lock(id_mutex_);
    return id_;
}

void socket_core::off(registration const& which) {
    static_cast<void>(listeners_.remove(which) || lists_.connect.remove(which) ||
                      lists_.disconnect.remove(which) || lists_.connect_error.remove(which) ||
                      lists_.any.remove(which) || lists_.any_outgoing.remove(which));
}

void socket_core::set_auth(client_auth auth) {
    run_home(*this,
             [auth = std::move(auth)](socket_core& self) mutable { self.auth_ = std::move(auth); });
}

void socket_core::set_id(std::string id) noexcept {
    std::scoped_lock const lock(id_mutex_);
    id_ = std::move(id);
}

// ---- its life ----

void socket_core::connect() {
    run_home(*this, [](socket_core& self) { self.connect_here(); });
}

void socket_core::disconnect() {
    run_home(*this, [](socket_core& self) { self.disconnect_here(); });
}

void socket_core::connect_here() {
    if (owner_ == nullptr || (active_ && !owner_->is_idle()))
        return;
    active_ = true;
    if (owner_->open_session() != nullptr)
        join();
    else
        owner_->need_session();
}

void socket_core::disconnect_here() {
    if (owner_ == nullptr || !active_)
        return;
    auto const keep = shared_from_this();
    active_ = false;
    private_id_.clear(); // nothing to go on with
    if (auto* const session = owner_->open_session(); session != nullptr && connected()) {
        try {
            session->send(owner_->encoder().disconnect(nsp_));
        } catch (...) {
            end_session(); // so the server hears of it too
        }
        if (nsp_ == "/" && owner_ != nullptr)
            owner_->leave_root();
    }
    end(disconnect_reason::io_client_disconnect);
    if (owner_ != nullptr)
        owner_->note_inactive();
}

void socket_core::join() noexcept {
    if (!active_ || connected())
        return;
    try {
        if (owner_->speaks_protocol4())
            join_protocol4();
        else
            ask_auth();
    } catch (std::bad_alloc const&) {
        end_session();
    } catch (...) {
        refuse_auth(std::current_exception());
    }
}

void socket_core::ask_auth() {
    client_auth const auth = auth_ ? auth_ : owner_->options().auth; // which it may replace
    if (!auth)
        return send_join({});
    auto outcome = auth();
    if (owner_ == nullptr)
        return; // it has destroyed the client
    if (auto* const said = std::get_if<value>(&outcome))
        return send_join(*said);
    asio::co_spawn(home_->executor(), std::get<asio::awaitable<value>>(std::move(outcome)),
                   [weak = weak_from_this(),
                    number = owner_->session_number()](std::exception_ptr failure, value said) {
                       auto const self = weak.lock();
                       if (!self || self->owner_ == nullptr ||
                           self->owner_->session_number() != number)
                           return; // the next session asks again
                       if (failure)
                           self->refuse_auth(std::move(failure));
                       else
                           self->send_join(said);
                   });
}

void socket_core::refuse_auth(std::exception_ptr failure) noexcept {
    active_ = false;
    report(std::move(failure));
    tell_connect_error(
        failure_at(connect_stage::nsp, "the function that gives client_options.auth has failed"));
}

void socket_core::send_join(value const& auth) noexcept {
    auto* const session = owner_->open_session();
    if (!active_ || session == nullptr)
        return;
    try {
        value said = auth;
        if (!private_id_.empty()) { // first, so that the program may say otherwise, as in Node
            said = value::empty_object();
            said.set("pid", private_id_);
            if (last_offset_)
                said.set("offset", *last_offset_);
            for (auto const& [name, each] : auth.members())
                said.set(name, each);
        }
        auto const unit = owner_->encoder().join(nsp_, said);
        if (unit)
            session->send(*unit);
        else
            refuse_auth(std::make_exception_ptr(boost::system::system_error(unit.error())));
    } catch (...) {
        end_session();
    }
}

/// For want of memory: else the server would not know what this socket does not do.
void socket_core::end_session() noexcept {
    if (auto* const session = owner_ == nullptr ? nullptr : owner_->open_session())
        session->end_for_want_of_memory();
}

void socket_core::forget_owner() noexcept {
    owner_ = nullptr;
    active_ = false;
    connected_.store(false, std::memory_order_release);
    acks_.fail_all(make_error_code(error::socket_disconnected));
    buffer_ = {};
    auth_ = {};
    clear_queue();
    early_.clear();
    cancel_handlers();
    listeners_.clear();
    lists_ = {};
}

void socket_core::end(disconnect_reason reason, disconnect_details const& details) noexcept {
    early_.clear();
    early_octets_ = 0;
    if (!connected_.exchange(false, std::memory_order_acq_rel))
        return;
    set_id({});
    acks_.fail_before(buffer_.first_asked(next_ack_), make_error_code(error::socket_disconnected));
    cancel_handlers();
    tell(lists_.disconnect, reason, details);
}

void socket_core::on_session_lost(disconnect_reason reason, disconnect_details const& details,
                                  connect_error const& why) noexcept {
    auto const keep = shared_from_this();
    bool const was_joining = !connected();
    end(reason, details);
    if (was_joining) // as behind a proxy that spreads the requests of one session over servers
        on_no_session(why);
}

void socket_core::on_no_session(connect_error const& why) noexcept {
    if (active_)
        tell_connect_error(why);
}

void socket_core::tell_connect_error(connect_error const& why) noexcept {
    auto const keep = shared_from_this();
    tell(lists_.connect_error, why);
}

// ---- what comes ----

void socket_core::on_packet(packet::incoming_packet const& packet) {
    auto const keep = shared_from_this();
    switch (packet.type) {
    case packet::packet_type::connect:
        return on_connected(packet);
    case packet::packet_type::connect_error:
        return on_refused(packet);
    case packet::packet_type::disconnect:
        active_ = false;
        private_id_.clear();
        end(disconnect_reason::io_server_disconnect);
        if (owner_ != nullptr)
            owner_->note_inactive();
        return;
    case packet::packet_type::ack:
        if (packet.id) {
            packet::arguments_reader from;
            acks_.resolve(*packet.id, from.open(packet)); // if anybody waits
        }
        return;
    default:
        return on_event(packet);
    }
}

void socket_core::on_connected(packet::incoming_packet const& packet) {
    if (!active_ || connected())
        return;
    if (owner_->speaks_protocol4())
        return become_connected(id_of_protocol4(), {});
    value const said = value_of(packet);
    if (!said["sid"].is_string()) {
        active_ = false;
        return tell_connect_error(
            failure_at(connect_stage::engine,
                       "the server speaks Socket.IO 2: say so in client_options.revision"));
    }
    become_connected(said["sid"].value_or(""), said["pid"].value_or(""));
}

void socket_core::become_connected(std::string id, std::string private_id) {
    set_id(std::move(id));
    recovered_ = !private_id.empty() && private_id == private_id_;
    private_id_ = std::move(private_id);
    if (!recovered_)
        last_offset_.reset(); // which was of another session
    connected_.store(true, std::memory_order_release);
    owner_->note_joined();
    bool lacks_memory = false;
    try {
        take_early();
        sift_queue();
        send_buffered();
    } catch (std::bad_alloc const&) {
        lacks_memory = true;
    }
    drain_queue(true);
    tell(lists_.connect); // in any case, as its end will be told
    if (lacks_memory)
        end_session();
}

void socket_core::on_refused(packet::incoming_packet const& packet) {
    value const said = value_of(packet);
    bool const is_protocol4 = owner_->speaks_protocol4();
    if (is_protocol4 && connected())
        return on_error_packet(said);
    if (!active_ || connected())
        return;
    active_ = false;
    tell_connect_error(is_protocol4 ? refusal_of_protocol4(said) : refusal_of(said));
    if (owner_ != nullptr)
        owner_->note_inactive();
}

/// A server of Node sends what was missed before it says that the socket is connected.
void socket_core::keep_early(packet::incoming_packet const& packet) {
    packet::kept_event kept(packet);
    early_octets_ += kept.size();
    if (active_ && early_octets_ <= owner_->options().max_message_size)
        early_.push_back(std::move(kept));
}

void socket_core::take_early() {
    early_octets_ = 0;
    for (packet::kept_event const& each : std::exchange(early_, {})) {
        if (!connected())
            return; // an earlier one has disconnected it
        packet::incoming_packet packet;
        each.open(owner_->limits(), packet);
        on_event(packet);
    }
}

void socket_core::on_event(packet::incoming_packet const& packet) {
    if (!connected())
        return keep_early(packet);
    client_socket const self = handle();
    event_call call(*this, packet);
    if (!lists_.any.empty())
        tell(lists_.any, call.decoded());
    if (listeners_.dispatch(packet.event_name, call, self))
        call.finish();
    if (!private_id_.empty() && connected()) // else it was not taken: it is missed
        note_offset(packet);
}

/// The last argument, which servers that keep sessions add.
void socket_core::note_offset(packet::incoming_packet const& packet) {
    packet::arguments_reader reading;
    reader& from = reading.open(packet);
    value last;
    while (from.next_element())
        if (!decode(from, last))
            return;
    if (last.is_string())
        last_offset_ = last.value_or("");
}

// ---- functions of the program ----

void socket_core::report(std::exception_ptr failure) {
    run_home(*this, [failure = std::move(failure)](socket_core& self) noexcept {
        if (self.owner_ != nullptr)
            self.owner_->report(failure);
    });
}

void socket_core::spawn(asio::awaitable<void> work, detail::when_disconnected then) {
    auto ended = [weak = weak_from_this(),
                  counted = running_handler(*this)](std::exception_ptr failure) {
        auto const self = weak.lock();
        if (self && failure)
            self->report(std::move(failure));
    };
    if (then == detail::when_disconnected::goes_on)
        return asio::co_spawn(home_->executor(), std::move(work), std::move(ended));
    // Kept by the coroutine too, which looks at it as long as it runs.
    auto const cancellation = std::make_shared<asio::cancellation_signal>();
    cancellations_.push_back(cancellation);
    asio::co_spawn(
        home_->executor(), std::move(work),
        asio::bind_cancellation_slot(cancellation->slot(),
                                     [weak = weak_from_this(), cancellation,
                                      ended = std::move(ended)](std::exception_ptr failure) {
                                         if (auto const self = weak.lock())
                                             std::erase(self->cancellations_, cancellation);
                                         ended(std::move(failure));
                                     }));
    if (!connected()) // an earlier handler of the same event has disconnected it
        cancel_handlers();
}

void socket_core::cancel_handlers() noexcept {
    for (auto const& each : std::exchange(cancellations_, {}))
        loop::cancel_soon(std::weak_ptr(each), home_->executor());
}

} // namespace socketiota::clients
