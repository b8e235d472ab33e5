// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <base/output_buffer.hpp>
#include <base/utf8.hpp>
#include <websocket/connection.hpp>
#include <websocket/unit_frames.hpp>

namespace socketiota::websocket {
namespace {

constexpr failure lost{failure::kind::lost, metric::connection_lost};
constexpr failure write_failed{failure::kind::write_failed, metric::write_failed};
constexpr failure slow_consumer{failure::kind::slow_consumer, metric::slow_consumer,
                                wire::close_code::policy_violation, "slow consumer"};
constexpr failure out_of_memory{failure::kind::out_of_memory, metric::out_of_memory,
                                wire::close_code::internal_error};

failure broken_rule(wire::frame_event const& event) {
    metric counts = metric::bad_frame;
    if (event.code == wire::close_code::too_big)
        counts = metric::payload_too_large;
    else if (event.code == wire::close_code::policy_violation)
        counts = metric::too_many_fragments;
    return {failure::kind::rule_broken, counts, event.code, event.sentence};
}

// What a compressed text or binary is, now that it was inflated.
wire::frame_event inflated_event(wire::frame_event const& event, wire::inflated state,
                                 base::output_buffer& content) {
    wire::frame_event became{.type = wire::frame_event::kind::error};
    if (state == wire::inflated::too_big) {
        became.code = wire::close_code::too_big;
        became.sentence = "a text or binary inflates to more than the limit";
    } else if (state == wire::inflated::broken) {
        became.code = wire::close_code::invalid_text; // as the official server
        became.sentence = "a text or binary cannot be inflated";
    } else if (event.type == wire::frame_event::kind::text &&
               !base::is_valid_utf8(content.view())) {
        became.code = wire::close_code::invalid_text;
        became.sentence = "a text is not UTF-8";
    } else {
        became.type = event.type;
        became.content = std::as_writable_bytes(std::span(content.data(), content.size()));
    }
    return became;
}

std::unique_ptr<coding> make_coding(connection_kind const& kind) {
    if (kind.form == nullptr && !kind.deflate && kind.role == wire::websocket_role::server)
        return nullptr;
    return std::make_unique<coding>(kind.role, kind.form, kind.deflate);
}

} // namespace

connection::connection(loop::shard& home, std::unique_ptr<loop::channel> channel,
                       std::string opening, connection_kind const& kind)
    : home_(home),
      channel_(std::move(channel)),
      coding_(make_coding(kind)),
      reader_(kind.role, kind.limits, kind.deflate.has_value()),
      control_(std::move(opening)) {}

void connection::start(connection_owner& owner, base::outbox* source,
                       std::span<std::byte> already_read) {
    owner_ = &owner;
    source_ = source;
    channel_->set_owner(*this);
    output_ready();
    if (!already_read.empty())
        on_data(already_read);
}

void connection::set_owner(connection_owner& owner, base::outbox& source) {
    owner_ = &owner;
    source_ = &source;
}

void connection::output_ready() {
    // Over its limit the peer is asked again before it is judged.
    if (channel_ && (!blocked_ || (source_ != nullptr && source_->over_limit())))
        home_.mark(*this);
}

bool connection::comes_on(base::progress& seen) noexcept {
    std::size_t const here = reader_.unfinished_size();
    if (std::exchange(message_ended_, false) || here == 0)
        seen.reset();
    // How much is to come is not known; it becomes less by what has come.
    return here == 0 || seen.goes_on(home_.now(), longest - here);
}

connection::owed_frames& connection::owed() {
    if (!owed_)
        owed_ = std::make_unique<owed_frames>();
    return *owed_;
}

void connection::send_aside(std::string_view text) {
    owed_frames& to = owed();
    if (to.count_of_asides == most_asides)
        return;
    append_frame_of(reader_.role(), to.asides, wire::opcode::text, text);
    ++to.count_of_asides;
    output_ready();
}

void connection::send_ping() {
    ping_due_ = true;
    awaits_pong_ = true;
    output_ready();
}

void connection::say_close(wire::close_frame const& farewell) {
    append_close_frame_of(reader_.role(), control_, farewell);
    has_said_close_ = true;
    source_ = nullptr;
    output_ready();
}

void connection::pause_reading() {
    if (channel_)
        channel_->pause_reading();
}

void connection::resume_reading() {
    if (channel_)
        channel_->resume_reading();
}

template <class F>
void connection::contain(F const& work) noexcept {
    try {
        work();
    } catch (...) {
        if (!channel_)
            return; // ended by its owner, before that failed
        farewell_.code = wire::close_code::internal_error;
        owner_->on_websocket_failed(out_of_memory);
    }
}

void connection::close(closing_connections& closing) noexcept {
    home_.unmark(*this);
    try {
        say_farewell(closing);
    } catch (...) {
        abort(); // there is no memory for a farewell
    }
}

void connection::say_farewell(closing_connections& closing) {
    if (!channel_)
        return;
    offer_rest();
    if (!channel_)
        return;
    if (sent_of_first_ > 0) {
        abort();
        return;
    }
    control_.erase(0, sent_control_);
    if (!has_said_close_)
        append_close_frame_of(reader_.role(), control_, farewell_);
    // Behind a close frame comes no data (RFC 6455 section 5.5.1), only the pong to a ping that
    // crossed it and the end that TLS has of its own: without these there is nothing to wait for.
    bool const nothing_comes = reader_.role() == wire::websocket_role::server && peer_has_closed_ &&
                               !awaits_pong_ && !channel_->secure();
    closing.add(std::move(channel_), std::move(control_),
                nothing_comes ? after_rest::end : after_rest::wait_for_peer);
}

void connection::close(closing_connections& closing, wire::close_frame const& farewell) noexcept {
    if (!farewell_.code)
        farewell_ = farewell;
    close(closing);
}

void connection::abort() noexcept {
    home_.unmark(*this);
    if (channel_)
        std::exchange(channel_, nullptr)->close();
}

void connection::on_data(std::span<std::byte> data) {
    contain([&] {
        heard_ = true;
        for (;;) {
            wire::frame_event const event = reader_.next(data);
            if (event.type == wire::frame_event::kind::need_more)
                return;
            handle(event);
            if (!channel_)
                return;
        }
    });
}

void connection::handle(wire::frame_event const& event) {
    switch (event.type) {
    case wire::frame_event::kind::text:
        message_ended_ = true;
        if (event.is_compressed)
            return inflate(event);
        owner_->on_websocket_text(
            {reinterpret_cast<char*>(event.content.data()), event.content.size()});
        return;
    case wire::frame_event::kind::binary:
        message_ended_ = true;
        if (event.is_compressed)
            return inflate(event);
        owner_->on_websocket_binary(event.content);
        return;
    case wire::frame_event::kind::ping:
        if (has_said_close_)
            return;
        keep_pong(event.text());
        output_ready();
        return;
    case wire::frame_event::kind::close:
        // The same code goes back (RFC 6455 section 5.5.1).
        if (event.code != wire::close_code::none)
            farewell_.code = event.code;
        peer_has_closed_ = true;
        owner_->on_websocket_failed(
            {failure::kind::closed_by_peer, metric::closed_by_client, event.code, event.text()});
        return;
    case wire::frame_event::kind::error:
        farewell_.code = event.code;
        owner_->on_websocket_failed(broken_rule(event));
        return;
    case wire::frame_event::kind::pong:
        awaits_pong_ = false;
        return;
    case wire::frame_event::kind::need_more:
        return;
    }
}

void connection::inflate(wire::frame_event const& event) {
    // Whoever is given the content may end everything, or have another one inflated.
    auto const shared = coding_->shared();
    base::output_buffer content = shared->take_buffer();
    auto const state = coding_->inflate(event.content, reader_.max_payload_size(), content);
    handle(inflated_event(event, state, content));
    shared->give_buffer(std::move(content));
}

void connection::on_end() {
    // Without a close frame: nobody is there who would read ours.
    abort();
    owner_->on_websocket_failed(lost);
}

void connection::on_broken(loop::error_code) {
    abort();
    owner_->on_websocket_failed(lost);
}

void connection::on_writable() {
    contain([&] {
        blocked_ = false;
        flush();
    });
}

void connection::flush() {
    contain([&] {
        if (source_ != nullptr && source_->over_limit())
            blocked_ = false;
        while (write_once()) {
        }
        if (channel_ && source_ != nullptr && !source_->accepts(sent_of_first_))
            owner_->on_websocket_failed(slow_consumer);
    });
}

bool connection::write_once() {
    if (!channel_ || blocked_)
        return false;
    loop::error_code failure;
    std::size_t const left = write_gathered(failure);
    if (failure) {
        abort();
        owner_->on_websocket_failed(write_failed);
        return false;
    }
    if (left > 0) {
        blocked_ = true;
        owner_->on_websocket_blocked();
        return false;
    }
    if (has_more())
        return true;
    owner_->on_websocket_drained();
    return false;
}

std::size_t connection::write_gathered(loop::error_code& failure) {
    if (owed_ || ping_due_) [[unlikely]]
        prepare_control();
    gathered_write write(home_.gather_buffer());
    std::size_t const units = gather(write);
    if (write.size() == 0)
        return 0;
    std::size_t const written = channel_->write(write.buffers(), failure);
    if (written == write.size())
        account_whole(units);
    else
        account(written);
    return write.size() - written;
}

// What was sent before the end was told to be queued. The peer may be gone, or take nothing more:
// then it ends without.
void connection::offer_rest() {
    if (blocked_ || (sent_of_first_ > 0 && (source_ == nullptr || source_->empty())))
        return;
    while ((owed_ && !owed_->pongs.empty()) || (source_ != nullptr && !source_->empty())) {
        loop::error_code failure;
        if (write_gathered(failure) > 0)
            return;
        if (failure) {
            abort();
            return;
        }
    }
}

bool connection::has_more() const noexcept {
    return (source_ != nullptr && !source_->empty()) || owed_ || ping_due_;
}

void connection::keep_pong(std::string_view content) {
    owed_frames& to = owed();
    if (to.pongs.size() > most_pongs)
        to.pongs.resize(to.latest_pong);
    to.latest_pong = to.pongs.size();
    append_frame_of(reader_.role(), to.pongs, wire::opcode::pong, content);
}

void connection::prepare_control() {
    // One batch at a time: a peer that asks without reading gets no more memory than that.
    if (!control_.empty())
        return;
    auto const owed = std::exchange(owed_, nullptr);
    if (owed)
        control_ = std::move(owed->asides);
    if (std::exchange(ping_due_, false))
        append_frame_of(reader_.role(), control_, wire::opcode::ping, {});
    if (owed)
        control_ += owed->pongs;
}

std::size_t connection::gather(gathered_write& write) {
    std::span<base::outgoing_ptr const> units;
    if (source_ != nullptr)
        units = source_->units();
    std::size_t next = 0;
    if (sent_of_first_ > 0)
        add_unit(*units[next++], 0, sent_of_first_, write);
    if (!control_.empty()) [[unlikely]]
        write.add(std::string_view(control_).substr(sent_control_));
    for (; next < units.size() && !write.enough(); ++next)
        add_unit(*units[next], next, 0, write);
    return next;
}

void connection::add_unit(base::outgoing& unit, std::size_t place, std::size_t skipped,
                          gathered_write& write) {
    if (coding_) [[unlikely]]
        return add_coded_unit(unit, place, skipped, write);
    add_frames(unit, skipped, write);
}

// Apart, so that the plain one stays small enough for the compiler to have it where it is called.
void connection::add_coded_unit(base::outgoing& unit, std::size_t place, std::size_t skipped,
                                gathered_write& write) {
    if (auto const frames = coding_->frames(unit, place, home_.mask_octets()))
        write.add(frames->substr(skipped));
    else
        add_frames(unit, skipped, write);
}

std::size_t connection::size_of_unit(base::outgoing& unit, std::size_t place) {
    if (coding_)
        if (auto const frames = coding_->frames(unit, place, home_.mask_octets()))
            return frames->size();
    return size_of_frames(unit);
}

void connection::pop(std::size_t units) {
    source_->pop(units);
    if (coding_)
        coding_->forget(units);
}

void connection::account_whole(std::size_t units) {
    if (!control_.empty()) [[unlikely]]
        forget_control();
    sent_of_first_ = 0;
    if (units > 0)
        pop(units);
}

void connection::forget_control() noexcept {
    std::string().swap(control_); // an idle session keeps no memory
    sent_control_ = 0;
}

// Goes through the same order as `gather`.
void connection::account(std::size_t written) {
    std::size_t done = 0;
    auto const finish_unit = [this, &written, &done] {
        std::size_t const rest = size_of_unit(*source_->units()[done], done) - sent_of_first_;
        if (written < rest) {
            sent_of_first_ += written;
            written = 0;
            return;
        }
        written -= rest;
        sent_of_first_ = 0;
        ++done;
    };
    if (sent_of_first_ > 0)
        finish_unit();
    std::size_t const of_control = std::min(written, control_.size() - sent_control_);
    sent_control_ += of_control;
    written -= of_control;
    if (sent_control_ == control_.size())
        forget_control();
    while (written > 0)
        finish_unit();
    if (done > 0)
        pop(done);
}

} // namespace socketiota::websocket
