// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cassert>
#include <string>
#include <utility>

#include <hub/client.hpp>
#include <hub/connect_attempt.hpp>
#include <hub/nsp_part.hpp>
#include <hub/nsp_question.hpp>
#include <hub/socket_core.hpp>
#include <hub/surroundings.hpp>

namespace socketiota::hub {
namespace {

disconnect_reason to_disconnect_reason(engine::close_reason reason) noexcept {
    switch (reason) {
    case engine::close_reason::transport_error:
        return disconnect_reason::transport_error;
    case engine::close_reason::transport_close:
        return disconnect_reason::transport_close;
    case engine::close_reason::forced_close:
        return disconnect_reason::forced_close;
    case engine::close_reason::ping_timeout:
        return disconnect_reason::ping_timeout;
    case engine::close_reason::parse_error:
        return disconnect_reason::parse_error;
    }
    return disconnect_reason::transport_error;
}

/// A client is being served as long as this lives.
class serving {
public:
    explicit serving(surroundings& around) noexcept
        : around_(around), before_(std::exchange(around.serving_client, true)) {}

    serving(serving const&) = delete;
    serving& operator=(serving const&) = delete;

    ~serving() { around_.serving_client = before_; }

private:
    surroundings& around_;
    bool const before_;
};

} // namespace

client::client(surroundings& around, nsp_directory& nsps, engine::session& session)
    : around_(around),
      nsps_(nsps),
      session_(session),
      decoder_(around.options.packet),
      speaks_protocol4_(session.protocol() == wire::engine_revision::three) {
    around_.shard().set_deadline(*this, around_.options.connect_timeout);
}

client::~client() = default;

void client::begin() {
    if (!speaks_protocol4_)
        return;
    serving const inside(around_);
    join("/", {});
}

void client::end_for_want_of_memory() noexcept {
    // Half of what was to be done is: nobody could say what its client knows of.
    if (life_.state() == client_machine::state_type::closed)
        return;
    around_.count(metric::out_of_memory);
    session_.close(engine::close_mode::at_once);
}

// ---- what the machines say ----

void client::step(client_machine::input_type what, disconnect_reason reason) noexcept {
    for (client_machine::action_type const each : life_.step(what)) {
        switch (each) {
        case client_machine::action_type::stop_waiting:
            step(patience_machine::input_type::end);
            break;
        case client_machine::action_type::send_disconnects:
            for (std::size_t index = 0; index < joined_.size(); ++index) // one may end them all
                say_disconnect(*joined_[index].nsp);
            break;
        case client_machine::action_type::close_session:
            session_.close(engine::close_mode::after_sending);
            break;
        case client_machine::action_type::end_sockets:
            end_sockets(reason);
            break;
        }
    }
}

void client::step(patience_machine::input_type what) {
    for (patience_machine::action_type const each : patience_.step(what)) {
        switch (each) {
        case patience_machine::action_type::expect_attachments:
            around_.shard().set_deadline(*this, around_.options.attachments_timeout);
            break;
        case patience_machine::action_type::expect_nothing:
            cancel();
            break;
        case patience_machine::action_type::end_unjoined:
            violate(metric::connect_timeout);
            break;
        case patience_machine::action_type::end_incomplete:
            violate(metric::attachments_timeout);
            break;
        }
    }
}

void client::step(intake_machine::input_type what) {
    for (intake_machine::action_type const each : intake_.step(what)) {
        switch (each) {
        case intake_machine::action_type::close_inbox:
            waiting_.reset();
            break;
        case intake_machine::action_type::post_start:
            start_due_ = true;
            around_.shard().mark(*this);
            break;
        case intake_machine::action_type::start_held:
            start_held();
            break;
        case intake_machine::action_type::pause_reading:
            around_.count(metric::reading_paused);
            step(patience_machine::input_type::pause);
            session_.pause_reading();
            break;
        case intake_machine::action_type::resume_reading:
            step(patience_machine::input_type::resume);
            session_.resume_reading();
            break;
        }
    }
}

// ---- what comes in ----

void client::on_text(std::span<char> text) {
    if (life_.state() != client_machine::state_type::open)
        return;
    serving const inside(around_);
    packet::incoming_packet packet;
    switch (decoder_.on_text({text.data(), text.size()}, packet)) {
    case packet::decoder::outcome::packet:
        if (parser() == packet::default_parser) [[likely]] {
            on_packet(packet);
            break;
        }
        // Text may end what began with another message, unlike in the default parser.
        step(patience_machine::input_type::completed);
        on_packet(packet);
        decoder_.forget_complete();
        break;
    case packet::decoder::outcome::incomplete:
        step(patience_machine::input_type::announced);
        break;
    case packet::decoder::outcome::error:
        on_invalid();
        break;
    }
}

void client::on_binary(std::span<std::byte const> octets) {
    if (life_.state() != client_machine::state_type::open)
        return;
    serving const inside(around_);
    packet::incoming_packet packet;
    packet::parser_kind const spoken = parser();
    packet::decoder::outcome const outcome = decoder_.on_binary(octets, packet);
    if (parser() != spoken)
        around_.speakers.add(parser());
    switch (outcome) {
    case packet::decoder::outcome::packet:
        step(patience_machine::input_type::completed);
        on_packet(packet);
        decoder_.forget_complete();
        break;
    case packet::decoder::outcome::incomplete:
        step(patience_machine::input_type::announced); // unless it waits already
        break;
    case packet::decoder::outcome::error:
        on_invalid();
        break;
    }
}

void client::on_invalid() {
    around_.count(decoder_.error() == packet::packet_error::too_large ? metric::event_too_large
                                                                      : metric::invalid_packet);
    step(client_machine::input_type::invalid_packet, disconnect_reason::forced_close);
}

void client::violate(metric counts) {
    around_.count(counts);
    step(client_machine::input_type::violation, disconnect_reason::forced_server_close);
}

void client::on_packet(packet::incoming_packet const& packet) {
    if (packet.type == packet::packet_type::connect) {
        on_connect(packet);
        return;
    }
    socket_core* const receiver = find(nsp_of(packet));
    if (receiver == nullptr || packet.type == packet::packet_type::connect_error) {
        violate(metric::protocol_violation);
        return;
    }
    switch (packet.type) {
    case packet::packet_type::event:
        if (intake_.state() == intake_machine::state_type::flowing && is_too_much()) [[unlikely]]
            step(intake_machine::input_type::busy);
        if (intake_.state() != intake_machine::state_type::flowing) [[unlikely]]
            hold(*receiver, packet);
        else
            receiver->on_event(packet);
        break;
    case packet::packet_type::ack:
        receiver->output().on_ack(packet);
        break;
    default:
        end(*receiver, disconnect_reason::client_namespace_disconnect);
        break;
    }
}

void client::on_accepted(connect_attempt& attempt) noexcept {
    std::shared_ptr<connect_attempt> const keep = attempt.shared_from_this();
    forget(attempt);
    contain([&] {
        std::shared_ptr<socket_core> const& socket = attempt.socket(); // which `keep` keeps
        joined_.push_back({socket->nsp().get(), socket});
        step(patience_machine::input_type::joined);
        around_.shard().mark(*this);
        try {
            socket->connect();
        } catch (...) {
            joined_.erase(std::find_if(joined_.begin(), joined_.end(),
                                       [&](auto const& each) { return each.socket == socket; }));
            socket->refuse();
            throw;
        }
    });
}

void client::on_refused(connect_attempt& attempt, std::string_view message,
                        value const& data) noexcept {
    std::shared_ptr<connect_attempt> const keep = attempt.shared_from_this();
    forget(attempt);
    around_.count(metric::connection_refused);
    keep->socket()->refuse();
    contain([&] { refuse(keep->socket()->nsp()->name(), message, data); });
}

template <class Size>
std::size_t client::sum_of_sockets(Size size_of) const {
    std::size_t sum = 0;
    for (joined_nsp const& each : joined_)
        sum += size_of(*each.socket);
    for (auto const& each : connecting_)
        sum += size_of(*each->socket());
    return sum;
}

std::size_t client::cost_of_rooms() const {
    return sum_of_sockets([](socket_core const& each) { return each.cost_of_rooms(); });
}

std::size_t client::pending_acks() const {
    return sum_of_sockets([](socket_core& each) { return each.output().pending_acks(); });
}

// ---- the end ----

void client::on_upgraded() {
    serving const inside(around_);
    contain([this] {
        boost::container::small_vector<std::shared_ptr<socket_core>, 4>
            all; // who hears may end some
        for (joined_nsp const& each : joined_)
            all.push_back(each.socket);
        for (auto const& each : all)
            each->on_upgraded();
    });
}

void client::on_going_away() { end_all(disconnect_reason::server_shutting_down); }

void client::on_closed(engine::close_reason reason, std::string_view) {
    serving const inside(around_);
    step(client_machine::input_type::end, to_disconnect_reason(reason));
}

void client::say_disconnect(nsp_part const& nsp) noexcept {
    contain([&] { session_.send(around_.encoders.of(parser()).disconnect(nsp.name())); });
}

void client::end_all(disconnect_reason reason) noexcept {
    step(client_machine::input_type::end, reason);
}

void client::give_way() noexcept {
    end_all(disconnect_reason::transport_close);
    session_.close(engine::close_mode::at_once);
}

void client::disconnect_all() noexcept {
    step(client_machine::input_type::disconnect, disconnect_reason::server_namespace_disconnect);
}

void client::end_sockets(disconnect_reason reason) noexcept {
    step(intake_machine::input_type::end);
    step(patience_machine::input_type::end);
    around_.shard().unmark(*this);
    around_.speakers.remove(parser());
    // One by one: what hears of the end of one may end another.
    while (asked_ && !asked_->open.empty()) {
        std::shared_ptr<nsp_question> const next = asked_->open.front();
        forget(*next);
        next->abandon();
    }
    while (!connecting_.empty()) {
        std::shared_ptr<connect_attempt> const next = connecting_.front();
        forget(*next);
        next->abandon();
    }
    while (!joined_.empty())
        end(*joined_.front().socket, reason);
}

void client::end(socket_core& which, disconnect_reason reason) noexcept {
    auto const found =
        std::find_if(joined_.begin(), joined_.end(),
                     [&which](joined_nsp const& each) { return each.socket.get() == &which; });
    assert(found != joined_.end());
    std::shared_ptr<socket_core> const ending = std::move(found->socket);
    joined_.erase(found);
    ending->close(reason);
}

void client::forget(connect_attempt& attempt) noexcept {
    connecting_.erase(
        std::find_if(connecting_.begin(), connecting_.end(),
                     [&attempt](auto const& each) { return each.get() == &attempt; }));
}

void client::on_deadline() {
    contain([this] { step(patience_machine::input_type::deadline); });
}

// ---- back pressure ----

client::running_handler::running_handler(std::shared_ptr<client> const& of, base::work_limit& all)
    : client_(of),
      slot_(of && of->waiting_ && of->waiting_->granted
                ? *std::exchange(of->waiting_->granted, std::nullopt)
                : all.take()) {
    if (of)
        of->on_handler_started();
}

client::running_handler::~running_handler() {
    if (auto const of = client_.lock())
        of->on_handler_ended();
}

void client::on_room() noexcept {
    start_due_ = true;
    around_.shard().mark(*this);
}

/// Whether events must wait for what others have to do; counts it if so.
bool client::is_too_much() {
    bool const is_busy = around_.options.work->full();
    if (is_busy)
        around_.count(metric::server_busy);
    if (!around_.others_are_full())
        return is_busy;
    around_.count(metric::shard_busy);
    return true;
}

void client::on_room_elsewhere() noexcept {
    if (waiting_)
        on_room();
}

bool client::may_run_more() const noexcept {
    return running_handlers_ < around_.options.max_running_handlers;
}

void client::on_handler_started() {
    running_handlers_ += 1;
    if (running_handlers_ >= around_.options.max_running_handlers)
        step(intake_machine::input_type::busy);
}

void client::on_handler_ended() noexcept {
    running_handlers_ -= 1;
    step(intake_machine::input_type::handler_ended);
}

// Answers still go through, so that handlers that wait for them can end; so reading goes on as long
// as possible.
void client::hold(socket_core& receiver, packet::incoming_packet const& event) {
    if (!waiting_)
        waiting_ = std::make_unique<waiting_events>(*this);
    waiting_->events.push(receiver.shared(), event);
    if (may_run_more()) // then it waits for others to end, and not for its own
        around_.options.work->wait(*waiting_);
    if (waiting_->events.size() > around_.options.max_inbox_bytes)
        step(intake_machine::input_type::full);
}

void client::start_held() {
    serving const inside(around_);
    auto const& options = around_.options;
    base::work_limit& work = *options.work;
    while (waiting_ && !waiting_->events.empty() && may_run_more() &&
           (waiting_->granted || !work.full()) && !around_.others_are_full()) {
        inbox::entry const first = waiting_->events.pop();
        auto const receiver = first.receiver.lock();
        if (!receiver || !receiver->connected())
            continue; // it has left, and its events with it
        packet::incoming_packet event;
        first.event.open(options.packet, event);
        receiver->on_event(event);
    }
    if (waiting_)
        waiting_->granted.reset(); // what it did not need goes to the next
    // None if a handler has ended everything.
    std::size_t const waiting = waiting_ ? waiting_->events.size() : 0;
    if (waiting == 0 && may_run_more()) {
        step(intake_machine::input_type::drained);
        return;
    }
    if (may_run_more())
        work.wait(*waiting_); // behind the others
    // At half, not just below: one event more or less must not switch reading each time.
    if (waiting <= options.max_inbox_bytes / 2)
        step(intake_machine::input_type::half);
}

void client::flush() {
    for (joined_nsp const& each : joined_)
        each.socket->note_answer_left();
    bool const is_due = start_due_;
    start_due_ = false;
    if (is_due)
        contain([this] { step(intake_machine::input_type::start); });
}

client::joined_nsp const* client::find_joined(std::string_view nsp) const {
    for (joined_nsp const& each : joined_)
        if (each.nsp->name() == nsp)
            return &each;
    return nullptr;
}

socket_core* client::find(std::string_view nsp) const {
    joined_nsp const* const found = find_joined(nsp);
    return found == nullptr ? nullptr : found->socket.get();
}

} // namespace socketiota::hub
