// SPDX-License-Identifier: MIT
#include <boost/system/errc.hpp>

#include <string>
#include <utility>

#include <client/manager.hpp>
#include <client/socket_core.hpp>

namespace socketiota::clients {

/// Waits for the answer to one try of the first event of the queue.
class socket_core::attempt final : public detail::pending_answer {
public:
    attempt(std::weak_ptr<socket_core> of, std::uint64_t number) noexcept
        : of_(std::move(of)), number_(number) {}

    void on_answer(reader& arguments) override {
        if (auto const core = of_.lock())
            core->on_queued_answer(number_, arguments);
    }

    void on_end(error_code reason) override {
        if (auto const core = of_.lock())
            core->on_queued_failure(number_, reason);
    }

private:
    std::weak_ptr<socket_core> of_;
    std::uint64_t number_; // of the event
};

emit_result socket_core::enqueue(std::string_view name, detail::argument_list const& arguments,
                                 detail::emit_flags const& flags,
                                 std::shared_ptr<detail::pending_answer> answer) {
    auto copied = events::posted_arguments::copy(arguments);
    if (!copied)
        return copied.error();
    retry_queue::entry made{.name = std::string(name),
                            .arguments = *std::move(copied),
                            .flags = flags,
                            .answer = std::move(answer),
                            .since = owner_->shard().now()};
    if (buffered() + retry_queue::size_of(made) > owner_->options().max_buffered)
        return make_error_code(error::too_much_unsent);
    queue_.push(std::move(made));
    drain_queue(false);
    return emit_status::queued;
}

/// Sends the first of the queue, unless it is on its way; `again`: also then.
void socket_core::drain_queue(bool again) noexcept {
    if (std::exchange(is_draining_, true))
        return; // what cannot be sent at all comes back here
    while (connected() && !queue_.empty() && (again || !queue_.front().pending)) {
        again = false;
        std::uint64_t const number = queue_.front().number;
        try {
            try_first();
        } catch (...) { // it goes without, and the rest goes on
            if (queue_.begins_with(number))
                give_up_first(make_error_code(boost::system::errc::not_enough_memory));
        }
    }
    is_draining_ = false;
}

void socket_core::try_first() {
    retry_queue::entry& first = queue_.front();
    first.pending = true;
    ++first.tries;
    std::uint64_t const number = first.number;
    std::uint64_t const id = next_ack_++;
    auto unit = owner_->encoder().event(
        nsp_, id, first.name, first.arguments.list(),
        {.is_volatile = false, .compress = first.flags.compress.value_or(true)});
    if (!unit)
        return give_up_first(unit.error());
    base::deadline& limit = acks_.add(id, std::make_shared<attempt>(weak_from_this(), number));
    owner_->shard().set_deadline(limit,
                                 first.flags.timeout.value_or(owner_->options().ack_timeout));
    std::string const name = first.name; // who is told may clear the queue
    tell_outgoing(name, first.arguments.list());
    auto const sent = send(*std::move(unit), id, name);
    if (sent.reason() == error::too_large_for_server && queue_.begins_with(number))
        give_up_first(sent.reason()); // and is too large the next time
    if (!sent)
        acks_.fail(id, sent.reason() ? sent.reason() : make_error_code(error::socket_disconnected));
}

void socket_core::give_up_first(error_code reason) noexcept {
    auto const first = queue_.pop();
    if (first.answer)
        first.answer->on_end(reason);
}

void socket_core::on_queued_answer(std::uint64_t number, reader& arguments) {
    if (!queue_.begins_with(number))
        return; // to an earlier try, whose event has been answered or given up
    auto const first = queue_.pop();
    if (first.answer)
        first.answer->on_answer(arguments);
    drain_queue(false);
}

void socket_core::on_queued_failure(std::uint64_t number, error_code reason) {
    if (owner_ == nullptr || !queue_.begins_with(number))
        return;
    if (queue_.front().tries > owner_->options().retries)
        give_up_first(reason);
    else
        queue_.front().pending = false;
    drain_queue(false);
}

void socket_core::clear_queue() noexcept {
    while (!queue_.empty())
        give_up_first(make_error_code(error::socket_disconnected));
}

} // namespace socketiota::clients
