// SPDX-License-Identifier: MIT
#include <utility>

#include <hub/surroundings.hpp>

namespace socketiota::hub {

void surroundings::report(socket const& who, std::exception_ptr failure) const noexcept {
    try {
        if (hooks.on_error)
            hooks.on_error(who, std::move(failure));
    } catch (...) {
        // Nobody is left to tell: the function that hears of failures has failed itself.
        count(metric::error_handler_failed);
    }
}

} // namespace socketiota::hub
