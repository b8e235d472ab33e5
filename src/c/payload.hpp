// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/arguments.hpp>
#include <socketiota/error.hpp>
#include <socketiota/raw.hpp>
#include <socketiota/value.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include <socketiota.h>

namespace socketiota::c {

/// What C gives as arguments. Fails with why they are none.
[[nodiscard]] result<arguments> arguments_of(sio_text json, sio_octets const* binary,
                                             std::size_t count);

/// Arguments as C sees them, for as long as it lives.
class payload {
public:
    explicit payload(std::span<value const> of);

    /// @param reply null if none is wanted
    [[nodiscard]] sio_event event(std::string_view name, sio_reply* reply) const noexcept;

private:
    raw encoded_;
    std::vector<sio_octets> binary_;
};

} // namespace socketiota::c
