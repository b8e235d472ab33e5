// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec.hpp>
#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/detail/waiting_handler.hpp>
#include <socketiota/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>

#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace socketiota::detail {

/// Whether one answer comes or one from each recipient of a broadcast.
enum class answer_count { one, many };

/// How an operation completes that expects `Result` in each answer.
template <answer_count Count, class Result>
struct answer_signature {
    using type = void(error_code, std::vector<Result>);
};

template <class Result>
struct answer_signature<answer_count::one, Result> {
    using type = void(error_code, Result);
};

template <>
struct answer_signature<answer_count::one, void> {
    using type = void(error_code);
};

template <>
struct answer_signature<answer_count::many, void> {
    using type = void(error_code);
};

/// Decodes one answer: its first value, or as many as a tuple has elements.
template <class Result>
struct answer_decoder {
    static bool decode(reader& from, void* into) {
        return decode_arguments(from, *static_cast<Result*>(into));
    }
};

template <class... Result>
struct answer_decoder<std::tuple<Result...>> {
    static bool decode(reader& from, void* into) {
        return std::apply([&from](Result&... value) { return decode_arguments(from, value...); },
                          *static_cast<std::tuple<Result...>*>(into));
    }
};

/// What an operation has got so far.
template <answer_count Count, class Result>
class collected_answers {
public:
    void add(reader& from, error_code& misfit) noexcept {
        decode_answer(from, &answer_decoder<Result>::decode, &value_, misfit);
    }

    template <class Handler>
    void complete(waiting_handler<Handler>& waiting, error_code outcome) {
        waiting.complete(outcome, std::move(value_));
    }

private:
    Result value_{};
};

template <class Result>
    requires(!std::is_void_v<Result>)

class collected_answers<answer_count::many, Result> {
public:
    void add(reader& from, error_code& misfit) noexcept {
        decode_answer(from, &append, &values_, misfit);
    }

    template <class Handler>
    void complete(waiting_handler<Handler>& waiting, error_code outcome) {
        waiting.complete(outcome, std::move(values_));
    }

private:
    static bool append(reader& from, void* into) {
        Result value{};
        if (!answer_decoder<Result>::decode(from, &value))
            return false;
        static_cast<std::vector<Result>*>(into)->push_back(std::move(value));
        return true;
    }

    std::vector<Result> values_;
};

template <answer_count Count>
class collected_answers<Count, void> {
public:
    void add(reader&, error_code&) noexcept {}

    template <class Handler>
    void complete(waiting_handler<Handler>& waiting, error_code outcome) {
        waiting.complete(outcome);
    }
};

/// Who waits for an answer and can give up: what cancelling knows of it, whatever the handler.
class cancellable_answer : public pending_answer {
public:
    explicit cancellable_answer(boost::asio::any_io_executor executor)
        : executor_(std::move(executor)) {}

    /// Completes with `operation_aborted` and withdraws from the table of pending acks.
    virtual void cancel() = 0;

protected:
    /// What a cancellation slot calls, on whatever thread it is emitted.
    struct canceller {
        std::weak_ptr<cancellable_answer> weak;

        void operator()(boost::asio::cancellation_type type) const {
            // The event has been sent, so `total` (no side effects) cannot be granted.
            using enum boost::asio::cancellation_type;
            if ((type & (terminal | partial)) == none)
                return;
            // Who has completed may have outlived the context of the socket.
            auto const asked = weak.lock();
            if (!asked)
                return;
            // The signal comes on the handler's executor, the answer belongs to the socket's.
            boost::asio::dispatch(asked->executor_, [which = weak] {
                if (auto const pending = which.lock())
                    pending->cancel();
            });
        }
    };

private:
    boost::asio::any_io_executor executor_;
};

/// Waits for answers on behalf of one completion handler.
template <class Handler, answer_count Count, class Result>
class typed_answer final : public cancellable_answer {
public:
    typed_answer(Handler handler, boost::asio::any_io_executor const& executor)
        : cancellable_answer(executor), waiting_(std::move(handler), executor) {}

    typed_answer(typed_answer const&) = delete;
    typed_answer& operator=(typed_answer const&) = delete;

    /// A request on its way to a shard that has gone is dropped without a word: whoever waits on
    /// another executor hears of it here.
    ~typed_answer() override {
        waiting_.at_last([this] { complete(error::socket_disconnected); });
    }

    void on_answer(reader& arguments) override {
        if (!waiting_)
            return;
        answers_.add(arguments, misfit_);
        if constexpr (Count == answer_count::one)
            complete(misfit_);
    }

    void on_end(error_code reason) override {
        if (!waiting_)
            return;
        if (!reason)
            reason = misfit_;
        // Whoever waits for one answer has got none.
        if (Count == answer_count::one && !reason)
            reason = error::socket_disconnected;
        complete(reason);
    }

    /// Lets the handler's cancellation slot, if it has one, cancel `self`, which is this.
    void connect_cancellation(std::shared_ptr<cancellable_answer> const& self) const {
        auto slot = boost::asio::get_associated_cancellation_slot(waiting_.handler());
        // Weak: a slot outlives the operations it was used for.
        if (slot.is_connected())
            slot.assign(canceller{self});
    }

    void cancel() override {
        if (!waiting_)
            return;
        complete(boost::asio::error::operation_aborted);
        this->leave_place();
    }

private:
    void complete(error_code outcome) { answers_.complete(waiting_, outcome); }

    waiting_handler<Handler> waiting_;
    collected_answers<Count, Result> answers_;
    error_code misfit_;
};

} // namespace socketiota::detail
