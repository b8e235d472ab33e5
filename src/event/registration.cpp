// SPDX-License-Identifier: MIT
#include <socketiota/registration.hpp>

#include <utility>

namespace socketiota {
namespace {

/// Whether both were made of one shared object. `First` and `Second` are weak or shared pointers.
template <class First, class Second>
bool have_one_owner(First const& first, Second const& second) noexcept {
    return !first.owner_before(second) && !second.owner_before(first);
}

} // namespace

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
    return function != nullptr && have_one_owner(function_, function);
}

bool operator==(registration const& left, registration const& right) noexcept {
    return have_one_owner(left.function_, right.function_);
}

} // namespace socketiota
