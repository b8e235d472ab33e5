// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>

namespace socketiota::loop {

/// A loop that a server owns.
class own_loop : public boost::asio::io_context {
public:
    // One thread runs it, which the hint tells.
    own_loop() : boost::asio::io_context(1) {}

    /// Destroys what waits there. What that holds may belong to another loop and go there.
    void end() { shutdown(); }
};

} // namespace socketiota::loop
