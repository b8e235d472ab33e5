// SPDX-License-Identifier: MIT
#include <simdjson.h>

#include <base/utf8.hpp>

namespace socketiota::base {

bool is_valid_utf8(std::string_view text) noexcept {
    return simdjson::validate_utf8(text.data(), text.size());
}

} // namespace socketiota::base
