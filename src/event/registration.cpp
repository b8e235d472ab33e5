// SPDX-License-Identifier: MIT
#include <socketiota/registration.hpp>

#include <utility>

namespace socketiota {

// Here and not in the header: each `on` of a program drops one.
registration::registration() noexcept = default;

registration::registration(std::weak_ptr<void const> function) noexcept
    : function_(std::move(function)) {}

registration::registration(registration const& other) noexcept = default;
registration::registration(registration&& other) noexcept = default;
registration& registration::operator=(registration const& other) noexcept = default;
registration& registration::operator=(registration&& other) noexcept = default;
registration::~registration() = default;

bool registration::is_of(std::shared_ptr<void const> const& function) const noexcept {
    return function != nullptr && !function_.owner_before(function) &&
           !function.owner_before(function_);
}

bool operator==(registration const& left, registration const& right) noexcept {
    return !left.function_.owner_before(right.function_) &&
           !right.function_.owner_before(left.function_);
}

} // namespace socketiota
