// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/execution.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/require.hpp>
#include <boost/asio/system_executor.hpp>

#include <memory>
#include <utility>

#include <loop/shard.hpp>

namespace socketiota::clients {

/// The executor of a loop that may end while other threads hold it. From then on what it is given
/// runs on any thread: who waits for an answer hears that there is none.
///
/// It does not count as work of the loop, which has no need of that.
///
/// @tparam Inner an executor of the loop's context
///
/// Thread safety: safe.
template <class Inner>
class leased_executor {
public:
    leased_executor(std::weak_ptr<loop::shard> lease, Inner inner) noexcept
        : lease_(std::move(lease)), inner_(std::move(inner)) {}

    template <class Function>
    void execute(Function&& function) const {
        namespace asio = boost::asio;
        if (auto const there = lease_.lock())
            inner_.execute(std::forward<Function>(function));
        else
            asio::require(asio::system_executor(), asio::execution::blocking.never)
                .execute(std::forward<Function>(function));
    }

    [[nodiscard]] boost::asio::execution_context&
    query(boost::asio::execution::context_t) const noexcept {
        return inner_.context();
    }

    [[nodiscard]] auto require(boost::asio::execution::blocking_t::never_t wanted) const {
        auto inner = boost::asio::require(inner_, wanted);
        return leased_executor<decltype(inner)>(lease_, std::move(inner));
    }

    friend bool operator==(leased_executor const& left, leased_executor const& right) noexcept {
        return left.inner_ == right.inner_;
    }

    friend bool operator!=(leased_executor const& left, leased_executor const& right) noexcept {
        return !(left == right);
    }

private:
    std::weak_ptr<loop::shard> lease_;
    Inner inner_;
};

} // namespace socketiota::clients
