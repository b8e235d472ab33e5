// SPDX-License-Identifier: MIT
#include <boost/system/errc.hpp>

#include <algorithm>
#include <random>
#include <stdexcept>
#include <utility>

#include <client/at_home.hpp>
#include <client/failure_at.hpp>
#include <client/manager.hpp>
#include <client/socket_core.hpp>
#include <client/value_of.hpp>

namespace socketiota::clients {

namespace {

using in = manager_machine::input_type;
using stage = manager_machine::state_type;

std::uint64_t seed_of(client_options const& options) {
    if (options.seed)
        return *options.seed;
    std::random_device source;
    return (std::uint64_t{source()} << 32U) | source();
}

/// What is said of an attempt that was given up there.
std::string_view lateness_at(connect_stage where) noexcept {
    return where == connect_stage::proxy ? "the proxy did not lead to the server in time"
                                         : "the server did not open a session in time";
}

} // namespace

manager::manager(std::shared_ptr<client_loop> on, client_settings settings,
                 std::shared_ptr<loop::dialler> dialler)
    : loop_(std::move(on)),
      backoff_(settings.options.reconnection_delay, settings.options.reconnection_delay_max,
               settings.options.randomization_factor, seed_of(settings.options),
               settings.options.full_jitter),
      terms_(std::make_shared<session_terms const>(
          session_terms{std::move(settings.engine), std::move(settings.default_nsp),
                        lasting_options(std::move(settings.options)), std::move(dialler)})),
      limits_({.max_packet_size = options().max_message_size,
               .any_refusal = speaks_protocol4(),
               .custom = options().parser}) {
    if (limits_.custom)
        encoder_ =
            std::make_unique<packet::custom_encoder>(loop_->shard()->units(), limits_.custom);
}

manager::~manager() { drop(); }

// ---- sockets ----

std::shared_ptr<socket_core> manager::socket(std::string_view nsp, client_auth auth) {
    std::string name(nsp);
    if (!name.starts_with('/'))
        name.insert(0, 1, '/');
    auto const [core, is_new] = sockets_.find_or_make(std::move(name), [this](std::string its) {
        return socket_core::make(*this, std::move(its));
    });
    if (auth)
        core->set_auth(std::move(auth));
    if (is_new && options().auto_connect)
        core->connect();
    return core;
}

template <class Each>
void manager::for_each_socket(Each const& each) {
    std::size_t const count = sockets_.size(); // those made meanwhile are not meant
    for (std::size_t place = 0; place != count && !dropped_; ++place)
        if (auto const core = sockets_.at(place))
            each(*core);
}

packet::encoder& manager::encoder() noexcept { return encoder_ ? *encoder_ : loop_->encoder(); }

clients::session* manager::open_session() const noexcept {
    return machine_.state() == stage::open ? session_.get() : nullptr;
}

void manager::need_session() { step(in::connect); }

void manager::note_inactive() {
    bool is_wanted = false;
    for_each_socket([&is_wanted](socket_core& each) { is_wanted = is_wanted || each.active(); });
    if (!is_wanted && !dropped_)
        step(in::close);
}

// ---- what the program asks ----

void manager::connect() {
    run_home(*this, [](manager& self) {
        self.for_each_socket([](socket_core& each) { each.connect_here(); });
        self.step(in::connect);
    });
}

void manager::close() {
    run_home(*this, [](manager& self) { self.close_here(); });
}

void manager::close_here() {
    auto const keep = shared_from_this();
    for_each_socket([](socket_core& each) { each.disconnect_here(); });
    step(in::close);
}

void manager::drop() noexcept {
    dropped_ = true;
    told_ = {};
    for (auto const& core : sockets_.take_all())
        core->forget_owner();
    step(in::close);
}

std::optional<transport> manager::carried_by() const noexcept {
    int const now = carried_by_.load(std::memory_order_relaxed);
    return now == 0 ? std::nullopt : std::optional(static_cast<transport>(now));
}

template <class Function, class... About>
void manager::tell(Function const& function, About const&... about) noexcept {
    if (!function || dropped_)
        return;
    try {
        Function const kept = function; // it may be replaced, or the client destroyed, inside
        kept(about...);
    } catch (...) {
        report(std::current_exception());
    }
}

bool manager::may_run_handler() {
    if (running_handlers_ < options().max_running_handlers)
        return true;
    constexpr char const* too_many = "the server sends events faster than their handlers end, of "
                                     "which client_options.max_running_handlers run";
    if (auto* const now = open_session()) {
        report(std::make_exception_ptr(std::length_error(too_many)));
        now->refuse(disconnect_reason::transport_error, too_many);
    }
    return false;
}

void manager::report(std::exception_ptr failure) noexcept {
    if (!told_.error)
        return;
    try {
        auto const kept = told_.error;
        kept(std::move(failure));
    } catch (...) {
        return; // what tells of failures has failed: there is nobody left to tell
    }
}

// ---- what the session tells ----

void manager::on_session_open() {
    auto const keep = shared_from_this();
    step(in::session_open);
}

void manager::on_upgraded() {
    auto const keep = shared_from_this();
    note_carrier();
    tell(told_.upgrade, transport::websocket);
}

void manager::on_text(std::string_view text) {
    auto const by = decoder_; // the next session, begun inside, has another
    packet::incoming_packet packet;
    receive(*by, by->on_text(text, packet), packet);
}

void manager::on_binary(std::span<std::byte const> octets) {
    auto const by = decoder_;
    packet::incoming_packet packet;
    receive(*by, by->on_binary(octets, packet), packet);
}

void manager::receive(packet::decoder& by, packet::decoder::outcome found,
                      packet::incoming_packet const& packet) {
    auto const keep = shared_from_this();
    if (found == packet::decoder::outcome::incomplete)
        return;
    if (found == packet::decoder::outcome::error) {
        session_->refuse(disconnect_reason::parse_error,
                         "the server sent what is no packet of Socket.IO");
        return;
    }
    bool const is_first = root_ == root_nsp::awaited;
    if (packet.nsp == "/")
        note_root(packet.type);
    if (auto const whose = sockets_.find(packet.nsp)) // else nobody has joined it
        whose->on_packet(packet);
    if (speaks_protocol4() && is_first)
        go_on_behind_root(packet);
    by.forget_complete();
}

void manager::note_root(packet::packet_type told) noexcept {
    if (told == packet::packet_type::connect)
        root_ = root_nsp::joined;
    else if (told == packet::packet_type::disconnect ||
             (told == packet::packet_type::connect_error && root_ == root_nsp::awaited))
        root_ = root_nsp::left;
}

/// The other namespaces, that have waited for what the server would say of `/`.
void manager::go_on_behind_root(packet::incoming_packet const& told) {
    if (root_ == root_nsp::awaited)
        return;
    if (told.type != packet::packet_type::connect_error)
        return for_each_socket([](socket_core& each) { each.join(); });
    value const said = value_of(told);
    for_each_socket([&said](socket_core& each) { each.on_root_refused(said); });
}

void manager::on_session_ended(session_end const& how) noexcept {
    auto const keep = weak_from_this().lock();
    loop_->shard()->dispose(std::move(session_));
    note_carrier();
    ended_ = &how;
    step(tries_again() ? in::session_ended : in::ended_for_good);
    ended_ = nullptr;
}

bool manager::tries_again() const noexcept {
    return options().reconnection && backoff_.attempts() < options().reconnection_attempts;
}

void manager::on_deadline() {
    auto const keep = shared_from_this();
    step(in::deadline);
}

// ---- steps ----

void manager::step(manager_machine::input_type what) noexcept {
    bool const was_idle = machine_.state() == stage::idle;
    auto const todo = machine_.step(what);
    bool const is_idle = machine_.state() == stage::idle;
    if (was_idle && !is_idle) {
        backoff_.reset();
        loop_->begin();
    }
    for (auto const each : todo)
        perform(each);
    if (!was_idle && is_idle)
        loop_->rest();
}

void manager::perform(manager_machine::action_type what) noexcept {
    using action = manager_machine::action_type;
    switch (what) {
    case action::begin:
        return begin();
    case action::greet:
        return greet();
    case action::schedule:
        return schedule();
    case action::tell_failed:
        return tell_failed();
    case action::tell_lost:
        return tell_lost();
    case action::tell_attempt:
        return tell(told_.reconnect_attempt, backoff_.attempts());
    case action::give_up:
        return give_up();
    case action::abort_session:
        return abort_session();
    case action::close_session:
        return close_session();
    case action::disarm:
        return cancel();
    }
}

std::size_t manager::first_transport() const noexcept {
    auto const& all = terms_->engine.transports;
    if (!had_websocket_ || !options().remember_upgrade)
        return 0;
    auto const found = std::ranges::find(all, transport::websocket);
    return found == all.end() ? 0 : static_cast<std::size_t>(found - all.begin());
}

void manager::begin() noexcept {
    if (machine_.state() != stage::opening)
        return; // who was told of the attempt has closed it
    is_late_ = false;
    root_ = root_nsp::awaited;
    ++session_number_;
    if (!make_session())
        return shard().set_deadline(*this, {}); // which finds that there is none
    if (options().timeout.count() > 0)
        shard().set_deadline(*this, options().timeout);
    session_->start();
}

bool manager::make_session() noexcept {
    session_surroundings const around{shard(), *terms_->dialler, terms_->engine, loop_->closing()};
    session_owner& owner = *this;
    try {
        decoder_ = std::make_shared<packet::decoder>(limits_);
        session_ = std::make_shared<clients::session>(around, owner, first_transport());
        return true;
    } catch (...) {
        return false;
    }
}

void manager::greet() noexcept {
    std::size_t const attempts = backoff_.attempts();
    note_carrier();
    for_each_socket([](socket_core& each) { each.join(); });
    if (attempts != 0)
        tell(told_.reconnect, attempts);
}

void manager::note_carrier() noexcept {
    auto const* const now = open_session();
    carried_by_.store(now == nullptr ? 0 : static_cast<int>(now->kind()),
                      std::memory_order_relaxed);
    had_websocket_ = had_websocket_ || (now != nullptr && now->kind() == transport::websocket);
}

void manager::schedule() noexcept { shard().set_deadline(*this, backoff_.next()); }

connect_error manager::error_of(session_end const& how) const noexcept {
    connect_error made;
    made.stage = static_cast<connect_stage>(how.why.stage);
    made.http_status = how.why.status;
    made.code = is_late_ ? make_error_code(error::operation_has_timed_out) : how.why.reason;
    say(made, is_late_ ? lateness_at(made.stage) : std::string_view(how.why.words));
    return made;
}

void manager::tell_failed() noexcept {
    connect_error const why = error_of(*ended_);
    for_each_socket([&why](socket_core& each) { each.on_no_session(why); });
}

void manager::tell_lost() noexcept {
    disconnect_reason const reason = ended_->reason;
    connect_error why = error_of(*ended_);
    disconnect_details details{why.code, why.http_status, ended_->why.close_code};
    say(details, why.message);
    if (why.message.empty())
        say(why, "the session has ended before the namespace was joined");
    for_each_socket([&](socket_core& each) { each.on_session_lost(reason, details, why); });
}

void manager::give_up() noexcept {
    if (options().reconnection)
        tell(told_.reconnect_failed);
}

void manager::abort_session() noexcept {
    bool const opens = machine_.state() == stage::opening;
    if (!session_) { // there was no memory for it
        if (opens)
            on_session_ended(
                {disconnect_reason::transport_error, out_of_memory(connection_stage::engine)});
        return;
    }
    is_late_ = opens;
    session_->abort();
}

void manager::close_session() noexcept {
    auto const leaving = std::move(session_);
    note_carrier();
    loop_->farewells().add(leaving, terms_);
}

} // namespace socketiota::clients
