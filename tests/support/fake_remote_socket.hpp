// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/remote_socket.hpp>
#include <socketiota/value.hpp>

#include <string>
#include <vector>

namespace socketiota::test {

/// A socket as a fetch finds it, without a namespace and a connection: for programs that test
/// without the hub, which is the only one that makes them otherwise.
[[nodiscard]] remote_socket fake_remote_socket(std::string id, std::vector<std::string> rooms,
                                               value data);

} // namespace socketiota::test
