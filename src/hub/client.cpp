// SPDX-License-Identifier: MIT
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cassert>
#include <string>
#include <utility>

#include <hub/client.hpp>
#include <hub/connect_attempt.hpp>
#include <hub/nsp_core.hpp>
#include <hub/nsp_table.hpp>
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

} // namespace

client::client(surroundings& around, nsp_table const& nsps, engine::session& session)
    : around_(around), nsps_(nsps), session_(session), decoder_(around.options.packet) {
    watch_time();
}

client::~client() {
    // Once closed it is marked no more, and may outlive the hub and its shard.
    if (!closed_)
        around_.shard().unmark(*this);
}

// ---- what comes in ----

void client::on_text(std::span<char> text) {
    if (closed_ || broken_)
        return;
    packet::incoming_packet packet;
    bool const was_incomplete = decoder_.incomplete();
    handle(decoder_.on_text({text.data(), text.size()}, packet), packet);
    if (decoder_.incomplete() != was_incomplete)
        watch_time();
}

void client::on_binary(std::span<std::byte const> octets) {
    if (closed_ || broken_)
        return;
    packet::incoming_packet packet;
    handle(decoder_.on_binary(octets, packet), packet);
    decoder_.forget_complete();
    if (!decoder_.incomplete())
        watch_time();
}

void client::handle(packet::decoder::outcome outcome, packet::incoming_packet const& packet) {
    switch (outcome) {
    case packet::decoder::outcome::packet:
        on_packet(packet);
        break;
    case packet::decoder::outcome::incomplete:
        break;
    case packet::decoder::outcome::error:
        // Sockets hear `forced close` when the session has ended, as in Node.
        broken_ = true;
        around_.count(decoder_.error() == packet::packet_error::too_large ? metric::event_too_large
                                                                          : metric::invalid_packet);
        session_.close(engine::close_mode::after_sending);
        break;
    }
}

void client::on_packet(packet::incoming_packet const& packet) {
    if (packet.type == packet::packet_type::connect) {
        on_connect(packet);
        return;
    }
    socket_core* const receiver = find(packet.nsp);
    if (receiver == nullptr || packet.type == packet::packet_type::connect_error) {
        around_.count(metric::protocol_violation);
        close(disconnect_reason::forced_server_close);
        return;
    }
    switch (packet.type) {
    case packet::packet_type::event:
        if (inbox_) [[unlikely]]
            hold(*receiver, packet);
        else
            receiver->on_event(packet);
        break;
    case packet::packet_type::ack:
        receiver->on_ack(packet);
        break;
    default:
        end(*receiver, disconnect_reason::client_namespace_disconnect);
        break;
    }
}

void client::on_connect(packet::incoming_packet const& packet) {
    // The official client asks a second time if its program calls `connect()` before the answer
    // has come. Node makes a second socket then; here there is one socket and one answer.
    joined_nsp const* const joined = find_joined(packet.nsp);
    if (is_connecting(packet.nsp) || (joined != nullptr && !joined->answer_has_left))
        return;
    if (joined != nullptr) {
        around_.count(metric::protocol_violation);
        close(disconnect_reason::forced_server_close);
        return;
    }
    nsp_core* const nsp = nsps_.find(packet.nsp);
    if (nsp == nullptr) {
        around_.count(metric::unknown_namespace);
        refuse(packet.nsp, "Invalid namespace", {});
        return;
    }
    if (joined_.size() + connecting_.size() >= around_.options.max_namespaces) {
        around_.count(metric::too_many_namespaces);
        refuse(packet.nsp, "Too many namespaces", {});
        return;
    }
    // Who joins is not held back, and joining and leaving may start handlers.
    if (running_handlers_ / 2 >= around_.options.max_running_handlers) {
        around_.count(metric::too_many_handlers);
        refuse(packet.nsp, "Too many handlers are running", {});
        return;
    }
    std::size_t const most_auth = around_.options.max_auth_bytes;
    if (most_auth != 0 && auth_size() + packet.payload.size() > most_auth) {
        around_.count(metric::too_much_auth);
        refuse(packet.nsp, "Too much auth data", {});
        return;
    }
    std::shared_ptr<std::string const> auth;
    if (!packet.payload.empty())
        auth = std::make_shared<std::string const>(packet.payload);
    auto const attempt = std::make_shared<connect_attempt>(
        *this, socket_core::make(*this, *nsp,
                                 socketiota::handshake(session_.handshake(), std::move(auth))));
    connecting_.push_back(attempt);
    attempt->start();
}

void client::on_accepted(connect_attempt& attempt) {
    std::shared_ptr<connect_attempt> const keep = attempt.shared_from_this();
    forget(attempt);
    std::shared_ptr<socket_core> const socket = attempt.socket();
    ever_joined_ = true;
    watch_time();
    joined_.push_back({socket->nsp().get(), socket});
    around_.shard().mark(*this);
    socket->connect();
}

void client::on_refused(connect_attempt& attempt, std::string_view message, value const& data) {
    std::shared_ptr<connect_attempt> const keep = attempt.shared_from_this();
    forget(attempt);
    around_.count(metric::connection_refused);
    keep->socket()->refuse();
    refuse(keep->socket()->nsp()->name(), message, data);
}

void client::refuse(std::string_view nsp, std::string_view message, value const& data) {
    auto unit = around_.encoder.connect_error(nsp, message, data);
    // Data that cannot be encoded (nested too deep) must not keep the client waiting for an answer.
    if (!unit)
        unit = around_.encoder.connect_error(nsp, message, {});
    if (unit)
        session_.send(*std::move(unit));
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

std::size_t client::auth_size() const {
    return sum_of_sockets(
        [](socket_core const& each) { return each.request().auth_text().size(); });
}

std::size_t client::cost_of_rooms() const {
    return sum_of_sockets([](socket_core const& each) { return each.cost_of_rooms(); });
}

std::size_t client::pending_acks() const {
    return sum_of_sockets([](socket_core const& each) { return each.pending_acks(); });
}

// ---- the end ----

void client::on_closed(engine::close_reason reason, std::string_view) {
    if (!closed_)
        close_sockets(to_disconnect_reason(reason));
}

void client::close(disconnect_reason reason) {
    if (closed_)
        return;
    session_.close(engine::close_mode::after_sending);
    close_sockets(reason);
}

void client::close_sockets(disconnect_reason reason) {
    closed_ = true;
    inbox_.reset();
    cancel();
    around_.shard().unmark(*this);
    // One by one: what hears of the end of one may end another.
    while (!connecting_.empty()) {
        std::shared_ptr<connect_attempt> const next = connecting_.front();
        forget(*next);
        next->abandon();
    }
    while (!joined_.empty())
        end(*joined_.front().socket, reason);
}

void client::end(socket_core& which, disconnect_reason reason) {
    auto const found =
        std::find_if(joined_.begin(), joined_.end(),
                     [&which](joined_nsp const& each) { return each.socket.get() == &which; });
    assert(found != joined_.end());
    std::shared_ptr<socket_core> const ending = std::move(found->socket);
    joined_.erase(found);
    ending->close(reason);
}

void client::forget(connect_attempt& attempt) {
    connecting_.erase(
        std::find_if(connecting_.begin(), connecting_.end(),
                     [&attempt](auto const& each) { return each.get() == &attempt; }));
}

void client::disconnect_all() {
    if (closed_)
        return;
    for (joined_nsp const& each : joined_)
        session_.send(around_.encoder.disconnect(each.nsp->name()));
    session_.close(engine::close_mode::after_sending);
    close_sockets(disconnect_reason::server_namespace_disconnect);
}

void client::watch_time() {
    if (closed_)
        return;
    auto const& options = around_.options;
    if (decoder_.incomplete() && !reading_paused_)
        around_.shard().set_deadline(*this, options.attachments_timeout);
    else if (!ever_joined_ && options.connect_timeout.count() > 0)
        around_.shard().set_deadline(*this, options.connect_timeout);
    else
        cancel();
}

void client::on_deadline() {
    around_.count(decoder_.incomplete() ? metric::attachments_timeout : metric::connect_timeout);
    close(disconnect_reason::forced_server_close);
}

// ---- back pressure ----

void client::on_handler_started() {
    running_handlers_ += 1;
    if (running_handlers_ >= around_.options.max_running_handlers && !inbox_ && !closed_)
        inbox_ = std::make_unique<inbox>();
}

void client::on_handler_ended() {
    running_handlers_ -= 1;
    if (!inbox_ || start_posted_)
        return;
    // Not at once: it may have ended inside the call that started it.
    start_posted_ = true;
    boost::asio::post(session_.shard().get_executor(), [weak = weak()] {
        if (auto const self = weak.lock())
            self->start_held();
    });
}

// Answers still go through, so that handlers that wait for them can end; so reading goes on as long
// as possible.
void client::hold(socket_core& receiver, packet::incoming_packet const& event) {
    inbox_->push(receiver.shared(), event);
    if (reading_paused_ || inbox_->size() <= around_.options.max_inbox_bytes)
        return;
    reading_paused_ = true;
    around_.count(metric::reading_paused);
    session_.pause_reading();
}

void client::start_held() {
    start_posted_ = false;
    auto const& options = around_.options;
    while (inbox_ && !inbox_->empty() && running_handlers_ < options.max_running_handlers) {
        inbox::entry const first = inbox_->pop();
        auto const receiver = first.receiver.lock();
        if (!receiver || !receiver->connected())
            continue; // it has left, and its events with it
        packet::incoming_packet event;
        first.event.open(options.packet, event);
        receiver->on_event(event);
    }
    if (!inbox_)
        return; // a handler has ended everything
    // At half, not just below: one event more or less must not switch reading each time.
    bool const resume = reading_paused_ && inbox_->size() <= options.max_inbox_bytes / 2;
    if (inbox_->empty() && running_handlers_ < options.max_running_handlers)
        inbox_.reset();
    if (!resume)
        return;
    reading_paused_ = false;
    watch_time();
    session_.resume_reading(); // may bring the next packets at once
}

void client::flush() {
    for (joined_nsp& each : joined_)
        each.answer_has_left = true;
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

bool client::is_connecting(std::string_view nsp) const {
    return std::any_of(connecting_.begin(), connecting_.end(),
                       [nsp](auto const& each) { return each->socket()->nsp()->name() == nsp; });
}

} // namespace socketiota::hub
