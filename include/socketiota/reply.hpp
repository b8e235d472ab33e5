// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec.hpp>
#include <socketiota/detail/argument_list.hpp>
#include <socketiota/detail/late_answer.hpp>

#include <atomic>
#include <memory>
#include <string_view>
#include <utility>

namespace socketiota {
namespace detail {

struct reply_access;

/// What all copies of one reply share.
class SOCKETIOTA_EXPORT reply_state {
public:
    explicit reply_state(late_answer answer) noexcept : answer_(std::move(answer)) {}

    [[nodiscard]] bool wanted() const noexcept { return !taken_.load(std::memory_order_relaxed); }

    /// Answers with `results`, unless a copy has answered already.
    void acknowledge(argument_list const& results);

    /// The same with `{"error": sentence}`.
    void acknowledge_error(std::string_view sentence);

private:
    late_answer answer_;
    std::atomic<bool> taken_{false};
};

} // namespace detail

/// Answers one event later: the last parameter of a handler, instead of a returned value.
///
///     socket.on("load", [&store](std::string key, socketiota::reply<std::string> done) {
///         store.fetch(key, [done](std::string text) { done(text); });
///     });
///
/// `reply<A, B>` answers with two values, `reply<>` with none. Copies answer the same event, so
/// that it can be kept in a `std::function`: the first answer counts, later ones do nothing. If all
/// copies are dropped without an answer, none is sent, as in JavaScript when the callback is never
/// called. It keeps no connection alive: after the socket has disconnected or the server is gone,
/// answering does nothing.
///
/// Thread safety: may be copied and answered from any thread, also from several at once.
template <class... Result>
class reply {
public:
    /// Answers nothing.
    reply() noexcept = default;

    /// Whether the other side asked for an answer and none was given yet; if not, the work for it
    /// can be spared.
    [[nodiscard]] bool wanted() const noexcept { return state_ != nullptr && state_->wanted(); }

    /// Answers. Throws only what a codec of yours throws while it encodes `results`.
    void operator()(Result const&... results) const {
        constexpr bool right = (encodable<Result> && ...);
        static_assert(right, "a value of this reply cannot be sent: use types that have a "
                             "socketiota::codec");
        if constexpr (right)
            if (wanted())
                state_->acknowledge(
                    detail::argument_list{detail::argument_ref(detail::borrow(results))...});
    }

private:
    friend struct detail::reply_access;

    explicit reply(std::shared_ptr<detail::reply_state> state) noexcept
        : state_(std::move(state)) {}

    std::shared_ptr<detail::reply_state> state_;
};

namespace detail {

/// How the library makes replies and answers for a handler that failed.
struct reply_access {
    /// A reply to the event whose ack is `answer`; no memory is allocated if nobody wants it.
    template <class Reply>
    [[nodiscard]] static Reply make(late_answer answer) {
        return answer.wants_ack() ? Reply(std::make_shared<reply_state>(std::move(answer)))
                                  : Reply();
    }

    template <class Reply>
    static void refuse(Reply const& unanswered, std::string_view sentence) {
        if (unanswered.wanted())
            unanswered.state_->acknowledge_error(sentence);
    }
};

} // namespace detail
} // namespace socketiota
