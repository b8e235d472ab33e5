// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/waiting_handler.hpp>
#include <socketiota/error.hpp>
#include <socketiota/gathered.hpp>
#include <socketiota/rooms.hpp>
#include <socketiota/silent_servers.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace socketiota {

class remote_socket;

namespace detail {

/// Who waits for what was found: completes once, at the latest when it is forgotten on its way,
/// then with nothing.
///
/// Thread safety: none; handed to the shard of the namespace.
template <class Found>
class pending_result {
public:
    pending_result() = default;
    pending_result(pending_result const&) = delete;
    pending_result& operator=(pending_result const&) = delete;
    virtual ~pending_result() = default;

    /// Posts the completion, never completes inside of the call.
    virtual void complete(Found found) = 0;

    /// The same with what was found, although not all was, because of `reason`: of other servers,
    /// `silent` have not answered in time. Unless overridden, that is not told.
    virtual void complete_partly(error_code reason, silent_servers silent, Found found) {
        static_cast<void>(reason);
        static_cast<void>(silent);
        complete(std::move(found));
    }
};

using pending_fetch = pending_result<std::vector<remote_socket>>;
using pending_count = pending_result<std::size_t>;
using pending_rooms = pending_result<room_sizes>;

/// What was found, as the program is told of it.
template <class Found>
[[nodiscard]] Found told_as(Found&& found, silent_servers&&) {
    return std::move(found);
}

template <class Element>
[[nodiscard]] gathered<Element> told_as(std::vector<Element>&& found, silent_servers&& silent) {
    return gathered<Element>(std::move(found), std::move(silent));
}

/// What tells `Handler`.
template <class Found, class Handler>
class typed_result final : public pending_result<Found> {
public:
    typed_result(Handler handler, boost::asio::any_io_executor const& executor)
        : waiting_(std::move(handler), executor) {}

    ~typed_result() override { waiting_.complete_at_last(error_code(), told_as(Found{}, {})); }

    void complete(Found found) override {
        if (waiting_)
            waiting_.complete(error_code(), told_as(std::move(found), {}));
    }

    void complete_partly(error_code reason, silent_servers silent, Found found) override {
        if (waiting_)
            waiting_.complete(reason, told_as(std::move(found), std::move(silent)));
    }

private:
    waiting_handler<Handler> waiting_;
};

template <class Found, class Handler>
[[nodiscard]] std::shared_ptr<pending_result<Found>>
make_result(Handler handler, boost::asio::any_io_executor const& executor) {
    // Shared as what it is based on, so that it has no control block of its own type.
    return std::unique_ptr<pending_result<Found>>(
        new typed_result<Found, Handler>(std::move(handler), executor));
}

} // namespace detail
} // namespace socketiota
