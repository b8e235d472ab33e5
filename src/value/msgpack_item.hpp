// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <value/json_number.hpp>

namespace socketiota {

/// One value of msgpack, as what notepack.io 2.2 takes it for, which is the dialect of
/// socket.io-msgpack-parser: extensions of type 0 are its own, and of all others it makes an array.
struct msgpack_item {
    enum class form : std::uint8_t {
        nil,
        /// JavaScript's `undefined`: extension 0 of one octet.
        undefined,
        boolean,
        number,
        string,
        /// A Buffer, or an ArrayBuffer: extension 0 of a length that is announced.
        binary,
        /// A Date: extension 0 of eight octets, in milliseconds; or the standard's extension -1.
        time,
        /// Any other extension, which is an array of its type and its octets.
        extension,
        array,
        map,
    };

    form what = form::nil;
    bool flag = false;
    std::int8_t extension_type = 0;
    /// A number; of a time, the milliseconds since 1970 as an integer.
    json_number number{};
    /// Octets of a string, of binary and of an extension; elements of an array; members of a map.
    std::size_t size = 0;
    /// What of those begins here: right behind the head.
    char const* content = nullptr;
    /// Behind the value; of an array or map, behind its head.
    char const* behind = nullptr;

    [[nodiscard]] std::string_view view() const noexcept { return {content, size}; }

    [[nodiscard]] bool is_container() const noexcept {
        return what == form::array || what == form::map;
    }

    /// Values that an array or map has behind its head.
    [[nodiscard]] std::size_t values() const noexcept {
        return what == form::map ? 2 * size : size;
    }
};

/// Reads the value that begins at `at`, or the head of an array or map. False if it does not end
/// before `end`, or is no msgpack; a container must leave an octet for each value that it
/// announces, so that what is counted is never more than what came.
[[nodiscard]] bool read_msgpack_item(char const* at, char const* end, msgpack_item& item) noexcept;

/// The end of the value that begins at `at`, with all that is in it; null as above. Takes no stack
/// and looks at no text: for what `is_valid_msgpack` has accepted.
[[nodiscard]] char const* skip_msgpack_value(char const* at, char const* end) noexcept;

} // namespace socketiota
