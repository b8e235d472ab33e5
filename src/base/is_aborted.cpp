// SPDX-License-Identifier: MIT
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <base/is_aborted.hpp>

namespace socketiota::base {

bool is_aborted(std::exception_ptr const& failure) noexcept {
    try {
        std::rethrow_exception(failure);
    } catch (boost::system::system_error const& thrown) {
        return thrown.code() == boost::asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

} // namespace socketiota::base
