// SPDX-License-Identifier: MIT
#include <socketiota/detail/pending_answer.hpp>

#include <utility>

namespace socketiota::detail {

pending_answer::~pending_answer() = default;

void pending_answer::leave_place() noexcept {
    if (auto* const place = std::exchange(place_, nullptr))
        place->forget();
}

} // namespace socketiota::detail
