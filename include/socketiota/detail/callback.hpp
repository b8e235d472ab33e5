// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace boost::asio {
template <class Result, class Executor>
class awaitable;
} // namespace boost::asio

namespace socketiota::detail {

template <class Returned>
inline constexpr bool is_coroutine = false;
template <class Result, class Executor>
inline constexpr bool is_coroutine<boost::asio::awaitable<Result, Executor>> = true;

template <class Signature>
class callback;

/// A function of the program that the library keeps: copies share it, and it may be move-only,
/// which `std::function` refuses.
///
/// Thread safety: distinct objects: safe.
template <class Result, class... Argument>
class callback<Result(Argument...)> {
public:
    callback() noexcept = default;

    template <class F>
        requires(!std::same_as<std::remove_cvref_t<F>, callback> &&
                 std::is_invocable_r_v<Result, F&, Argument...>)

    // Shared as what it is based on, so that it has no control block of its own type.
    callback(F function)
        : callback(std::move(function), std::is_invocable_v<F const&, Argument...>) {}

    /// Also says whether it is `shareable`, for a function that only calls another.
    template <class F>
    callback(F function, bool can_be_shared)
        : target_(std::unique_ptr<target>(new holder<F>(std::move(function), can_be_shared))) {
        // It would compile, and never run.
        static_assert(!std::is_void_v<Result> ||
                          !is_coroutine<std::invoke_result_t<F&, Argument...>>,
                      "this function cannot be a coroutine: nobody would run it. Use a function, "
                      "and start the coroutine from it with spawn or co_spawn");
    }

    explicit operator bool() const noexcept { return target_ != nullptr; }

    /// Whether several threads may call it at the same time, as far as its type tells: it can be
    /// called as const, so a mutable lambda may not.
    [[nodiscard]] bool shareable() const noexcept { return !target_ || target_->shareable; }

    /// What tells it from all others; its copies have the same.
    [[nodiscard]] std::shared_ptr<void const> identity() const noexcept { return target_; }

    Result operator()(Argument... arguments) const {
        return target_->call(std::forward<Argument>(arguments)...);
    }

private:
    struct target {
        explicit target(bool can_be_shared) noexcept : shareable(can_be_shared) {}

        target(target const&) = delete;
        target& operator=(target const&) = delete;
        virtual ~target() = default;
        virtual Result call(Argument... arguments) = 0;

        bool shareable;
    };

    template <class F>
    struct holder final : target {
        holder(F given, bool can_be_shared) : target(can_be_shared), function(std::move(given)) {}

        Result call(Argument... arguments) override {
            return static_cast<Result>(function(std::forward<Argument>(arguments)...));
        }

        F function;
    };

    std::shared_ptr<target> target_;
};

} // namespace socketiota::detail
