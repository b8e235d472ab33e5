// SPDX-License-Identifier: MIT
#include <wire/request_head.hpp>

namespace socketiota::wire {

void request_head::clear() noexcept {
    clear_headers();
    method = {};
    target = {};
    form = target_form::origin;
    expect_continue = false;
}

} // namespace socketiota::wire
