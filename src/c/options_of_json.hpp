// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/client_options.hpp>

#include <string_view>

namespace socketiota::c {

/// Options from a JSON object whose members are named as those of socket.io-client; the defaults
/// from an empty text. Throws `boost::system::system_error` (`invalid_option`) with a sentence that
/// says which one is wrong.
[[nodiscard]] client_options options_of_json(std::string_view json);

} // namespace socketiota::c
