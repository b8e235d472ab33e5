// SPDX-License-Identifier: MIT
#pragma once

#include <exception>

namespace socketiota::base {

/// Whether an exception says that an operation was cancelled:
/// `boost::asio::error::operation_aborted`.
[[nodiscard]] bool is_aborted(std::exception_ptr const& failure) noexcept;

} // namespace socketiota::base
