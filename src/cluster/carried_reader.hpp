// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/reader.hpp>

#include <cstddef>
#include <string>
#include <variant>

#include <cluster/message.hpp>
#include <value/json_reader.hpp>
#include <value/json_validate.hpp>
#include <value/msgpack_reader.hpp>

namespace socketiota::cluster {

/// Reads what came in a message, whatever it is encoded in.
///
/// Each opening begins anew and ends what was read before. The octets must outlive the reading.
///
/// Not thread safe.
class carried_reader {
public:
    /// @param depth how deep what is read may nest.
    explicit carried_reader(std::size_t depth = default_json_depth) noexcept : depth_(depth) {}

    carried_reader(carried_reader const&) = delete;
    carried_reader& operator=(carried_reader const&) = delete;

    /// In front of the value; null if it is nothing, or not valid.
    [[nodiscard]] reader* open(carried_value from);

    /// Inside of an array with this value alone, in front of it, as answers are handed on; of
    /// nothing the array is empty. Null if it is not valid.
    [[nodiscard]] reader* open_answer(carried_value const& from);

private:
    std::size_t depth_;
    std::string mended_;
    std::string array_;
    std::variant<json_reader, msgpack_reader> kinds_;
};

} // namespace socketiota::cluster
