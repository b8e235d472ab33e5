// SPDX-License-Identifier: MIT
#include <socketiota/detail/waiting_handler.hpp>

namespace socketiota::detail {

posted_call::~posted_call() = default;

template class completion_place<boost::asio::any_io_executor>;

} // namespace socketiota::detail
