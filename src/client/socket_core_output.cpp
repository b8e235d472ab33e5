// SPDX-License-Identifier: MIT
#include <socketiota/detail/reserved_events.hpp>

#include <boost/system/errc.hpp>

#include <new>
#include <utility>

#include <client/at_home.hpp>
#include <client/manager.hpp>
#include <client/socket_core.hpp>
#include <event/posted_arguments.hpp>
#include <event/send_flags.hpp>

namespace socketiota::clients {

emit_result socket_core::emit(std::string_view name, detail::argument_list const& arguments,
                              detail::emit_flags const& flags) {
    if (detail::is_reserved_event(name))
        return make_error_code(error::reserved_event_name);
    auto const there = home_->lock();
    if (!there)
        return emit_status::not_connected;
    if (home_->is_here())
        return emit_here(name, arguments, flags);
    auto copied = events::posted_arguments::copy(arguments);
    if (!copied)
        return copied.error();
    post_home(*this,
              [kept = std::string(name), copied = *std::move(copied), flags](socket_core& self) {
                  static_cast<void>(self.emit_here(kept, copied.list(), flags));
              });
    return emit_status::queued;
}

emit_result socket_core::emit_here(std::string_view name, detail::argument_list const& arguments,
                                   detail::emit_flags const& flags) {
    if (owner_ == nullptr)
        return emit_status::not_connected;
    auto const keep = shared_from_this(); // who is told may drop the last handle
    if (owner_->options().retries != 0 && !flags.is_volatile)
        return enqueue(name, arguments, flags, nullptr);
    auto unit =
        owner_->encoder().event(nsp_, std::nullopt, name, arguments, events::send_flags_of(flags));
    if (!unit)
        return unit.error();
    tell_outgoing(name, arguments);
    return send(*std::move(unit), std::nullopt, name);
}

emit_result socket_core::send(base::outgoing_ptr unit, std::optional<std::uint64_t> asks,
                              std::string_view name, std::optional<base::time_point> since) {
    if (owner_ == nullptr)
        return emit_status::not_connected; // who was told of it has destroyed the client
    auto* const session = owner_->open_session();
    if (unit->flags().is_volatile && (session == nullptr || !session->sends_at_once()))
        return emit_status::dropped;
    if (session == nullptr || !connected())
        return buffer(
            {std::move(unit), asks, std::string(name), since.value_or(owner_->shard().now())});
    if (!session->takes(*unit))
        return make_error_code(error::too_large_for_server);
    if (session->unsent() + unit->size() > owner_->options().max_buffered)
        return make_error_code(error::too_much_unsent);
    if (!session->send(std::move(unit)))
        return make_error_code(error::too_much_unsent);
    return emit_status::queued;
}

emit_result socket_core::buffer(send_buffer::entry what) {
    if (buffer_.octets() + send_buffer::size_of(what) > owner_->options().max_buffered)
        return make_error_code(error::too_much_unsent);
    buffer_.push(std::move(what));
    return emit_status::queued;
}

void socket_core::clear_buffered() {
    send_buffer waiting = std::exchange(buffer_, {});
    while (!waiting.empty())
        if (auto const asks = waiting.pop().asks)
            acks_.fail(*asks, make_error_code(error::socket_disconnected));
    clear_queue();
}

void socket_core::request(std::string_view name, detail::argument_list const& arguments,
                          detail::emit_flags const& flags,
                          std::shared_ptr<detail::pending_answer> answer) {
    auto const there = home_->lock();
    if (!there)
        return answer->on_end(make_error_code(error::socket_disconnected));
    if (home_->is_here())
        return request_here(name, arguments, flags, answer);
    auto copied = events::posted_arguments::copy(arguments);
    if (!copied)
        return post_home(*this, [waiting = std::move(answer), why = copied.error()](socket_core&) {
            waiting->on_end(why);
        });
    // Dropped with the socket, it tells whoever waits that this has disconnected.
    post_home(*this, [kept = std::string(name), copied = *std::move(copied), flags,
                      waiting = std::move(answer)](socket_core& self) {
        self.request_here(kept, copied.list(), flags, waiting);
    });
}

void socket_core::request_here(std::string_view name, detail::argument_list const& arguments,
                               detail::emit_flags const& flags,
                               std::shared_ptr<detail::pending_answer> const& answer) {
    if (detail::is_reserved_event(name))
        return answer->on_end(make_error_code(error::reserved_event_name));
    if (owner_ == nullptr)
        return answer->on_end(make_error_code(error::socket_disconnected));
    auto const keep = shared_from_this(); // who is told may drop the last handle
    try {
        ask(name, arguments, flags, answer);
    } catch (std::bad_alloc const&) {
        answer->on_end(make_error_code(boost::system::errc::not_enough_memory));
    }
}

void socket_core::ask(std::string_view name, detail::argument_list const& arguments,
                      detail::emit_flags const& flags,
                      std::shared_ptr<detail::pending_answer> const& answer) {
    if (owner_->options().retries != 0 && !flags.is_volatile) {
        if (auto const queued = enqueue(name, arguments, flags, answer); !queued)
            answer->on_end(queued.reason());
        return;
    }
    std::uint64_t const id = next_ack_++;
    auto unit = owner_->encoder().event(nsp_, id, name, arguments, events::send_flags_of(flags));
    if (!unit)
        return answer->on_end(unit.error());
    base::deadline& limit = acks_.add(id, answer);
    auto const usual = owner_->options().ack_timeout;
    if (flags.timeout || usual.count() > 0)
        owner_->shard().set_deadline(limit, flags.timeout.value_or(usual));
    tell_outgoing(name, arguments);
    auto const sent = send(*std::move(unit), id, name);
    if (!sent)
        acks_.fail(id, sent.reason() ? sent.reason() : make_error_code(error::socket_disconnected));
}

void socket_core::tell_outgoing(std::string_view name, detail::argument_list const& arguments) {
    if (lists_.any_outgoing.empty())
        return;
    auto const copied = events::posted_arguments::copy(arguments);
    if (copied)
        tell(lists_.any_outgoing, incoming(name, copied->values(), false));
}

error_code socket_core::answer(std::uint64_t ack_id, detail::argument_list const& results) {
    auto const there = home_->lock();
    if (!there || !connected())
        return {}; // nobody waits any more
    if (!home_->is_here()) {
        auto copied = events::posted_arguments::copy(results);
        if (!copied)
            return copied.error();
        post_home(*this, [ack_id, copied = *std::move(copied)](socket_core& self) {
            static_cast<void>(self.answer(ack_id, copied.list()));
        });
        return {};
    }
    auto const unit = owner_->encoder().ack(nsp_, ack_id, results);
    if (!unit)
        return unit.error();
    auto* const session = owner_->open_session();
    if (session != nullptr && !session->takes(**unit))
        return make_error_code(error::too_large_for_server);
    if (session != nullptr && !session->send(*unit))
        return make_error_code(error::too_much_unsent);
    return {};
}

} // namespace socketiota::clients
