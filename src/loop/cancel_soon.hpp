// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/post.hpp>

#include <memory>
#include <utility>

namespace socketiota::loop {

/// Has `signal` cancel a coroutine of the program that runs on `executor`, if it has not ended by
/// then: whoever runs it keeps the signal until it has.
///
/// Posted and never done at once: the coroutine itself may have ended what it is for, and Asio lets
/// an exception out of the loop if one is cancelled while it runs. Without memory for that it goes
/// on as if it had not been asked to end.
template <class Executor>
void cancel_soon(std::weak_ptr<boost::asio::cancellation_signal> signal,
                 Executor const& executor) noexcept {
    try {
        boost::asio::post(executor, [signal = std::move(signal)] {
            if (auto const there = signal.lock())
                there->emit(boost::asio::cancellation_type::terminal);
        });
    } catch (...) {
        return;
    }
}

} // namespace socketiota::loop
