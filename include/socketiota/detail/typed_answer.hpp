// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec.hpp>
#include <socketiota/detail/awaited_answer.hpp>
#include <socketiota/detail/waiting_handler.hpp>
#include <socketiota/error.hpp>
#include <socketiota/gathered.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>

#include <concepts>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

namespace socketiota::detail {

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

/// Whether an `Answer` can be decoded.
template <class Answer>
inline constexpr bool can_be_answer = decodable<Answer>&& std::default_initializable<Answer>;

template <>
inline constexpr bool can_be_answer<void> = true;

template <class... Result>
inline constexpr bool can_be_answer<std::tuple<Result...>> = (can_be_answer<Result> && ...);

/// What an operation completes with that expects `Result` in each answer, and how it gets that.
template <answer_count Count, class Result>
struct answer_kind {
    using signature = void(error_code, gathered<Result>);
    using value = gathered<Result>;

    static bool decode(reader& from, void* into) {
        Result value{};
        if (!answer_decoder<Result>::decode(from, &value))
            return false;
        static_cast<gathered<Result>*>(into)->push_back(std::move(value));
        return true;
    }
};

template <class Result>
struct answer_kind<answer_count::one, Result> : answer_decoder<Result> {
    using signature = void(error_code, Result);
    using value = Result;
};

struct answer_without_value {
    using signature = void(error_code);
    using value = no_value;
    static constexpr awaited_answer::decode_function decode = nullptr;
};

template <>
struct answer_kind<answer_count::one, void> : answer_without_value {};

template <>
struct answer_kind<answer_count::many, void> : answer_without_value {};

/// Waits for answers on behalf of one completion handler, which takes a `Value`.
template <class Handler, class Value>
class typed_answer final : public awaited_answer {
public:
    typed_answer(Handler&& handler, boost::asio::any_io_executor const& home,
                 boost::asio::any_io_executor const& completion, answer_count count,
                 decode_function decode)
        : awaited_answer(count, decode, &value_, home), waiting_(std::move(handler), completion) {}

    typed_answer(typed_answer const&) = delete;
    typed_answer& operator=(typed_answer const&) = delete;

    /// A request on its way to a shard that has gone is dropped without a word: whoever waits on
    /// another executor hears of it here.
    ~typed_answer() override {
        waiting_.complete_at_last(error::socket_disconnected, std::move(value_));
    }

    [[nodiscard]] Handler const& handler() const noexcept { return waiting_.handler(); }

    void on_silent(silent_servers silent) override {
        if constexpr (requires { value_.silent; })
            value_.silent = std::move(silent);
    }

private:
    void deliver(error_code outcome, boost::asio::any_io_executor const* here) override {
        if (here != nullptr)
            waiting_.complete_here(*here, outcome, std::move(value_));
        else
            waiting_.complete(outcome, std::move(value_));
    }

    Value value_{};
    waiting_handler<Handler> waiting_;
};

/// Makes what waits for the answers of `Kind`, an `answer_kind`: it belongs to `home`, and
/// `completion` is for a handler that has no executor of its own.
template <answer_count Count, class Kind, class Handler>
[[nodiscard]] std::shared_ptr<awaited_answer>
make_answer(Handler handler, boost::asio::any_io_executor const& home,
            boost::asio::any_io_executor const& completion) {
    auto* const typed = new typed_answer<Handler, typename Kind::value>(
        std::move(handler), home, completion, Count, Kind::decode);
    // Shared as what it is based on, so that it has no control block of its own type.
    std::shared_ptr<awaited_answer> shared(std::unique_ptr<awaited_answer>{typed});
    awaited_answer::connect_cancellation(
        boost::asio::get_associated_cancellation_slot(typed->handler()), shared);
    return shared;
}

} // namespace socketiota::detail
