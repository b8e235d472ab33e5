// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include <base/outgoing.hpp>

namespace socketiota::wire {

/// Who takes the texts and binaries of a unit, one after the other.
class content_sink {
public:
    virtual void text(std::string_view content) = 0;
    virtual void binary(std::string_view content) = 0;

protected:
    ~content_sink() = default;
};

/// What texts and binaries a unit with attachments is on connections of one kind, where that is not
/// a text (unless it is empty) and a binary for each attachment. A unit without attachments is its
/// text in each form.
///
/// A constant of the program.
class unit_form {
public:
    /// Not 0, and another for each form: the encoding of a unit is kept by it.
    [[nodiscard]] virtual std::uint8_t number() const noexcept = 0;

    /// Gives them to `sink` in the order in which they are sent.
    virtual void put(base::outgoing const& unit, content_sink& sink) const = 0;

protected:
    ~unit_form() = default;
};

} // namespace socketiota::wire
