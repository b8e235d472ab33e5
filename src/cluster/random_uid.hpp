// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace socketiota::cluster {

/// An id for a server in a namespace, or for a request, as the official adapters make them: 16
/// hexadecimal digits.
[[nodiscard]] std::string random_uid();

} // namespace socketiota::cluster
