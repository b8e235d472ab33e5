// SPDX-License-Identifier: MIT
#include <socketiota/cancel_on_disconnect.hpp>

#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace socketiota::detail {

bool ended_by_cancellation(boost::asio::cancellation_state const& state,
                           std::exception_ptr const& failure) noexcept {
    if (state.cancelled() == boost::asio::cancellation_type::none)
        return false;
    try {
        std::rethrow_exception(failure);
    } catch (boost::system::system_error const& thrown) {
        return thrown.code() == boost::asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

} // namespace socketiota::detail
