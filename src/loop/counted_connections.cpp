// SPDX-License-Identifier: MIT
#include <loop/counted_connections.hpp>

namespace socketiota::loop {

std::unique_ptr<readiness> make_readiness(boost::asio::io_context&) {
    return std::make_unique<counted_connections>();
}

} // namespace socketiota::loop
