// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/detail/late_answer.hpp>
#include <socketiota/error.hpp>
#include <socketiota/export.hpp>
#include <socketiota/reader.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

namespace socketiota::detail {

/// What becomes of a coroutine when its socket disconnects.
enum class when_disconnected { goes_on, is_cancelled };

/// An argument that a handler could not take.
struct bad_argument {
    /// Counted from 0, the event name not included.
    std::size_t index = 0;
    /// `argument_missing`, `number_out_of_range`, `arguments_do_not_fit`, or what a codec said.
    error_code reason{};
    /// What the other side is told: `argument 2 is a string, expected a whole number`.
    std::string_view sentence{};
    /// Where inside of the arguments, as `reader::error_path()` tells; for logs.
    std::string_view path{};
};

/// One event that came in, while its handlers run: the arguments, and the way back.
///
/// Implemented by whoever dispatches events; lives as long as the dispatch. Handlers that answer
/// later take the ack out of it.
///
/// An ack that was asked for is answered once: by the first handler that returns a value or fails,
/// or by the one that took it out (a handler with a `reply` and a coroutine do). If only handlers
/// without a result ran, `finish` answers with nothing.
///
/// Thread safety: none; belongs to the shard of the socket.
class SOCKETIOTA_EXPORT invocation {
public:
    invocation(invocation const&) = delete;
    invocation& operator=(invocation const&) = delete;

    /// A reader inside the array of arguments, before the first one after the event name. Each call
    /// begins anew, because an event may have several handlers: it invalidates the reader and the
    /// views of the call before. Dispatching another event meanwhile must not.
    [[nodiscard]] virtual reader& arguments() = 0;

    /// Whether an answer was asked for and is still to be given.
    [[nodiscard]] bool wants_ack() const noexcept { return wants_ack_; }

    /// Answers with `results`; if they cannot be encoded, with an error. Does nothing unless
    /// `wants_ack()`. Throws what a codec of the user throws; then nothing has been answered yet.
    void acknowledge(argument_list const& results);

    /// Answers with `{"error": sentence}`.
    void acknowledge_error(std::string_view sentence);

    /// Takes the ack out, to answer later; this invocation does not want one any more. If it did
    /// not before, what is returned can only report failures.
    [[nodiscard]] late_answer take_ack();

    /// Answers that an argument does not fit and tells the program. `reason` is what the reader
    /// says.
    ///
    /// `expected`: the kinds of values that the parameter takes; empty if its codec does not say.
    /// `came`: whether there was such an argument.
    void refuse_argument(std::size_t index, kind_set expected, bool came, reader const& from);

    /// Answers that the handler failed and reports `failure` to the program.
    void fail(std::exception_ptr failure);

    /// To be called when all handlers of the event have run: answers with nothing if nobody
    /// answered, because a handler without a result cannot do so later.
    void finish();

    /// Runs a coroutine handler on the socket's executor. It owns all it needs, never throws, and
    /// counts as one running handler of its client until it is done.
    virtual void spawn(boost::asio::awaitable<void> handler, when_disconnected then) = 0;

protected:
    explicit invocation(bool wants_ack) noexcept : wants_ack_(wants_ack) {}

    /// Nobody owns an invocation through this class.
    ~invocation() = default;

private:
    /// Sends the ack. Returns why `results` cannot be encoded; then nothing has been sent.
    virtual error_code send_ack(argument_list const& results) = 0;

    /// The way to answer this event when the invocation is gone; `wants_ack` says whether the ack
    /// goes with it.
    [[nodiscard]] virtual late_answer make_late_answer(bool wants_ack) = 0;

    /// Tells the program that an argument did not fit. Must not throw.
    virtual void on_bad_argument(bad_argument const& problem) = 0;

    /// Reports an exception that left a handler to the program's `on_error`. Must not throw.
    virtual void on_exception(std::exception_ptr failure) = 0;

    bool wants_ack_;
};

} // namespace socketiota::detail
