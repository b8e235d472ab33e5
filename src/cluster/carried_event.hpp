// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/reader.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <cluster/carried_reader.hpp>
#include <cluster/message.hpp>
#include <value/json_validate.hpp>

namespace socketiota::cluster {

/// An event that came in a message: an array of its name and its arguments. Nothing is copied, and
/// no argument is decoded before somebody wants it.
///
/// Each opening ends what was read before. The octets must outlive the event.
///
/// Not thread safe.
class carried_event {
public:
    /// @param depth how deep the array may nest.
    explicit carried_event(std::size_t depth = default_json_depth) noexcept
        : depth_(depth), reading_(depth) {}

    carried_event(carried_event const&) = delete;
    carried_event& operator=(carried_event const&) = delete;

    /// False if it is no event: no valid array that begins with a name.
    [[nodiscard]] bool open(carried_value from);

    /// Whatever it is: who sends it to clients looks whether it is reserved.
    [[nodiscard]] std::string const& name() const noexcept { return name_; }

    /// Its arguments, to be written any number of times. Refers to this object.
    [[nodiscard]] detail::argument_list arguments() const noexcept {
        return {this, &carried_event::write, arguments_.size()};
    }

    /// Inside of the array, behind the name.
    [[nodiscard]] reader& read();

private:
    static void write(void const* event, writer& to);
    template <class Cursor>
    [[nodiscard]] bool split();

    std::size_t depth_;
    carried_value array_; // valid
    std::string name_;
    std::string mended_;
    std::vector<carried_value> arguments_;
    carried_reader reading_;
};

} // namespace socketiota::cluster
