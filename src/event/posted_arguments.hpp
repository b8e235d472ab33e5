// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/error.hpp>
#include <socketiota/value.hpp>

#include <span>
#include <vector>

#include <value/value_size.hpp>

namespace socketiota::events {

/// Arguments that go to another thread: copies of what an `argument_list` only refers to.
class posted_arguments {
public:
    /// Copies `arguments` by encoding them. Binary is shared.
    [[nodiscard]] static result<posted_arguments> copy(detail::argument_list const& arguments);

    /// Refers to this object.
    [[nodiscard]] detail::argument_list list() const noexcept;

    [[nodiscard]] std::span<value const> values() const noexcept { return values_; }

    /// The same but for the last of them, if there is any.
    [[nodiscard]] detail::argument_list list_without_last() const noexcept;

    /// An array of them.
    [[nodiscard]] value to_value() const;

    /// Octets of memory that they take, about.
    [[nodiscard]] std::size_t octets() const;

private:
    std::vector<value> values_;
};

} // namespace socketiota::events
