// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/signature_of.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>

#include <type_traits>
#include <utility>

namespace socketiota::detail {

/// Whether `Token` can be told what an operation completes with. Looks at functions whose
/// parameters are known; what else Asio takes is for Asio to judge.
template <class Token, class Signature>
inline constexpr bool is_completed_by = true;

template <class Token, class... Outcome>
    requires has_signature<Token>
inline constexpr bool is_completed_by<Token, void(Outcome...)> =
    std::is_invocable_v<Token, Outcome...>;

/// A function whose parameters are known, right or wrong, or what else Asio takes.
template <class Token, class Signature>
concept token_for =
    has_signature<std::decay_t<Token>> || boost::asio::completion_token_for<Token, Signature>;

/// Begins an operation of Asio. A callback that cannot be called with what it completes with is
/// refused here, in one sentence.
template <class Signature, class Token, class Initiation, class... Argument>
auto begin_operation(Initiation&& initiation, Token& token, Argument&&... arguments) {
    constexpr bool right = is_completed_by<std::decay_t<Token>, Signature>;
    static_assert(right, "this callback cannot be called: it takes a socketiota::error_code first, "
                         "then what the operation results in, if anything (an answer; of a "
                         "broadcast a std::vector of them)");
    if constexpr (right)
        return boost::asio::async_initiate<Token, Signature>(
            std::forward<Initiation>(initiation), token, std::forward<Argument>(arguments)...);
}

/// An operation that begins when it is awaited or called with a completion token; owns what it
/// needs until then. As `boost::asio::deferred` makes one, with less for the compiler to do for
/// each token.
template <class Signature, class Initiation, class Argument>
class [[nodiscard]] operation {
public:
    explicit operation(Argument argument) : argument_(std::move(argument)) {}

    template <token_for<Signature> Token>
    auto operator()(Token&& token) && {
        return begin_operation<Signature, Token>(Initiation{}, token, std::move(argument_));
    }

    template <token_for<Signature> Token>
    auto operator()(Token&& token) const& {
        return begin_operation<Signature, Token>(Initiation{}, token, argument_);
    }

private:
    Argument argument_;
};

} // namespace socketiota::detail

/// `operation | boost::asio::deferred(function)`.
template <class Signature, class Initiation, class Argument>
struct boost::asio::is_deferred<socketiota::detail::operation<Signature, Initiation, Argument>>
    : true_type {};
