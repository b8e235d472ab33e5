// SPDX-License-Identifier: MIT
#include <boost/system/errc.hpp>

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

#include <client/manager.hpp>
#include <client/socket_core.hpp>

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

} // namespace

manager::manager(std::shared_ptr<client_loop> on, session_terms terms)
    : loop_(std::move(on)),
      home_(loop_->shard()),
      terms_(std::make_shared<session_terms const>(std::move(terms))),
      backoff_(options().reconnection_delay, options().reconnection_delay_max,
               options().randomization_factor, seed_of(options())),
      limits_({.max_packet_size = options().max_message_size, .custom = options().parser}),
      encoders_(loop_->shard()->units(), limits_.max_attachments, limits_.custom) {}

manager::~manager() { drop(); }

// ---- sockets ----

std::shared_ptr<socket_core> manager::socket(std::string_view nsp) {
    std::string name(nsp);
    if (!name.starts_with('/'))
        name.insert(0, 1, '/');
    auto const found = sockets_.find(name);
    if (found != sockets_.end())
        return found->second;
    auto const made = socket_core::make(*this, name);
    sockets_.emplace(std::move(name), made);
    if (options().auto_connect)
        made->connect();
    return made;
}

template <class Each>
void manager::for_each_socket(Each const& each) {
    std::vector<std::shared_ptr<socket_core>> all;
    for (auto const& [name, core] : sockets_)
        all.push_back(core);
    for (auto const& core : all)
        if (!dropped_)
            each(*core);
}

packet::encoder& manager::encoder() noexcept {
    return encoders_.of(limits_.custom ? packet::parser_kind::custom : packet::parser_kind::json);
}

clients::session* manager::open_session() const noexcept {
    return machine_.state() == stage::open ? session_.get() : nullptr;
}

void manager::need_session() { step(in::connect); }

void manager::note_inactive() {
    bool const is_wanted =
        std::ranges::any_of(sockets_, [](auto const& each) { return each.second->active(); });
    if (!is_wanted)
        step(in::close);
}

// ---- what the program asks ----

void manager::connect() {
    home_.run(*this, weak_from_this(), [](manager& self) {
        self.for_each_socket([](socket_core& each) { each.connect_here(); });
        self.step(in::connect);
    });
}

void manager::close() {
    home_.run(*this, weak_from_this(), [](manager& self) { self.close_here(); });
}

void manager::close_here() {
    auto const keep = shared_from_this();
    for_each_socket([](socket_core& each) { each.disconnect_here(); });
    step(in::close);
}

void manager::drop() noexcept {
    dropped_ = true;
    told_ = {};
    for (auto const& [name, core] : sockets_)
        core->forget_owner();
    sockets_.clear();
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
        session_->refuse("the server sent what is no packet of Socket.IO");
        return;
    }
    auto const whose = sockets_.find(packet.nsp);
    if (whose == sockets_.end())
        return; // nobody has joined it
    auto const core = whose->second;
    core->on_packet(packet);
    by.forget_complete();
}

void manager::on_session_ended(session_end const& how) noexcept {
    auto const keep = weak_from_this().lock();
    loop_->shard()->dispose(std::move(session_));
    note_carrier();
    ended_ = how;
    step(tries_again() ? in::session_ended : in::ended_for_good);
}

bool manager::tries_again() const noexcept {
    return options().reconnection && backoff_.attempts() < options().reconnection_attempts;
}

void manager::on_deadline() {
    auto const keep = shared_from_this();
    step(in::deadline);
}

// ---- steps ----

void manager::step(manager_machine::input_type what) {
    bool const was_idle = machine_.state() == stage::idle;
    auto const todo = machine_.step(what);
    bool const is_idle = machine_.state() == stage::idle;
    if (was_idle && !is_idle)
        loop_->begin();
    for (auto const each : todo)
        perform(each);
    if (!was_idle && is_idle)
        loop_->rest();
}

void manager::perform(manager_machine::action_type what) {
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
    auto const& all = options().transports;
    if (!had_websocket_ || !options().remember_upgrade)
        return 0;
    auto const found = std::ranges::find(all, transport::websocket);
    return found == all.end() ? 0 : static_cast<std::size_t>(found - all.begin());
}

void manager::begin() {
    if (machine_.state() != stage::opening)
        return; // who was told of the attempt has closed it
    is_late_ = false;
    ++session_number_;
    decoder_ = std::make_shared<packet::decoder>(limits_);
    session_surroundings const around{shard(), *terms_->dialler, terms_->settings.engine,
                                      loop_->closing()};
    session_owner& owner = *this;
    session_ = std::make_shared<clients::session>(around, owner, first_transport());
    if (options().timeout.count() > 0)
        shard().set_deadline(*this, options().timeout);
    session_->start();
}

void manager::greet() {
    std::size_t const attempts = backoff_.attempts();
    backoff_.reset();
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

void manager::schedule() { shard().set_deadline(*this, backoff_.next()); }

connect_error manager::error_of(session_end const& how) const {
    connect_error made;
    made.stage = static_cast<connect_stage>(how.why.stage);
    made.code = how.why.reason;
    made.http_status = how.why.status;
    made.message = how.why.words;
    if (is_late_) {
        made.code = make_error_code(error::operation_has_timed_out);
        made.message = "the server did not open a session in time";
    }
    return made;
}

void manager::tell_failed() {
    connect_error const why = error_of(*ended_);
    for_each_socket([&why](socket_core& each) { each.on_no_session(why); });
}

void manager::tell_lost() {
    disconnect_reason const reason = ended_->reason;
    for_each_socket([reason](socket_core& each) { each.on_session_lost(reason); });
}

void manager::give_up() {
    backoff_.reset();
    if (options().reconnection)
        tell(told_.reconnect_failed);
}

void manager::abort_session() {
    if (!session_)
        return;
    is_late_ = machine_.state() == stage::opening;
    session_->abort();
}

void manager::close_session() {
    auto leaving = std::move(session_);
    note_carrier();
    loop_->farewells().add(std::move(leaving), terms_);
}

} // namespace socketiota::clients
