// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>

#include <string>
#include <utility>

namespace socketiota::hub {

/// The arguments of an event, and behind them by what its receivers know it.
class offset_arguments {
public:
    /// `given` must outlive it.
    offset_arguments(detail::argument_list const& given, std::string offset) noexcept
        : given_(given), offset_(std::move(offset)) {}

    offset_arguments(offset_arguments const&) = delete;
    offset_arguments& operator=(offset_arguments const&) = delete;
    ~offset_arguments() = default;

    /// Refers to this object.
    [[nodiscard]] detail::argument_list list() const noexcept {
        return {this,
                [](void const* source, writer& to) {
                    auto const& self = *static_cast<offset_arguments const*>(source);
                    self.given_.write(to);
                    to.write_string(self.offset_);
                },
                given_.size() + 1};
    }

private:
    detail::argument_list const& given_;
    std::string const offset_;
};

} // namespace socketiota::hub
