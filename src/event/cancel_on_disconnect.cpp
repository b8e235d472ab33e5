// SPDX-License-Identifier: MIT
#include <socketiota/cancel_on_disconnect.hpp>

#include <boost/asio/cancellation_type.hpp>

#include <base/is_aborted.hpp>

namespace socketiota::detail {

bool ended_by_cancellation(boost::asio::cancellation_state const& state,
                           std::exception_ptr const& failure) noexcept {
    return state.cancelled() != boost::asio::cancellation_type::none && base::is_aborted(failure);
}

} // namespace socketiota::detail
