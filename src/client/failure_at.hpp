// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/connect_error.hpp>

#include <string_view>

namespace socketiota::clients {

/// Sets the sentence of `why`, if there is memory for it: else the rest has to do.
template <class Why>
void say(Why& why, std::string_view sentence) noexcept {
    try {
        why.message = sentence;
    } catch (...) {
        why.message.clear();
    }
}

/// What goes wrong at `stage`, in a sentence.
[[nodiscard]] inline connect_error failure_at(connect_stage stage,
                                              std::string_view sentence) noexcept {
    connect_error made{.stage = stage};
    say(made, sentence);
    return made;
}

} // namespace socketiota::clients
