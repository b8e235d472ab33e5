// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/emit_result.hpp>
#include <socketiota/error.hpp>

#include <exception>

#include <socketiota.h>

namespace socketiota::c {

[[nodiscard]] sio_status status_of(error_code reason) noexcept;

[[nodiscard]] sio_status status_of(emit_result const& sent) noexcept;

/// Of what is being handled.
[[nodiscard]] sio_status status_of_exception() noexcept;

/// Does `work`, and says how that went: nothing that is thrown goes on into C.
template <class Work>
[[nodiscard]] sio_status guarded(Work const& work) noexcept {
    try {
        return work();
    } catch (...) {
        return status_of_exception();
    }
}

/// The same for what nobody hears of.
template <class Work>
void quietly(Work const& work) noexcept {
    try {
        work();
    } catch (...) {
        return;
    }
}

} // namespace socketiota::c
