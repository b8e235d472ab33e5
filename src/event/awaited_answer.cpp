// SPDX-License-Identifier: MIT
#include <socketiota/detail/awaited_answer.hpp>

#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>

#include <utility>

namespace socketiota::detail {

awaited_answer::awaited_answer(answer_count count, decode_function decode, void* into,
                               boost::asio::any_io_executor executor)
    : decode_(decode), into_(into), executor_(std::move(executor)), count_(count) {}

awaited_answer::~awaited_answer() = default;

void awaited_answer::on_answer(reader& arguments) { take(arguments, delivery::posted); }

void awaited_answer::on_answer_here(reader& arguments) { take(arguments, delivery::here); }

void awaited_answer::take(reader& arguments, delivery how) {
    if (!waits_)
        return;
    if (decode_ != nullptr)
        decode_answer(arguments, decode_, into_, misfit_);
    if (count_ == answer_count::one)
        complete(misfit_, how);
}

void awaited_answer::on_end(error_code reason) {
    if (!waits_)
        return;
    if (!reason)
        reason = misfit_;
    // Whoever waits for one answer has got none.
    if (count_ == answer_count::one && !reason)
        reason = error::socket_disconnected;
    complete(reason, delivery::posted);
}

void awaited_answer::cancel() {
    if (!waits_)
        return;
    complete(boost::asio::error::operation_aborted, delivery::posted);
    leave_place();
}

void awaited_answer::complete(error_code outcome, delivery how) {
    // Before it is told: without memory to tell it, nobody waits any more either.
    waits_ = false;
    deliver(outcome, how == delivery::here ? &executor_ : nullptr);
}

void awaited_answer::canceller::operator()(boost::asio::cancellation_type type) const {
    // The event has been sent, so `total` (no side effects) cannot be granted.
    using enum boost::asio::cancellation_type;
    if ((type & (terminal | partial)) == none)
        return;
    // Who has completed may have outlived the context of the socket.
    auto const asked = answer_.lock();
    if (!asked)
        return;
    // The signal comes on the handler's executor, the answer belongs to the socket's.
    boost::asio::dispatch(asked->executor_, [which = answer_] {
        if (auto const pending = which.lock())
            pending->cancel();
    });
}

} // namespace socketiota::detail
