// SPDX-License-Identifier: MIT
#include "without_binary.hpp"

#include "hex.hpp"

#include <socketiota/bytes.hpp>
#include <socketiota/value.hpp>

#include <span>

namespace sio = socketiota;

namespace siota {

sio::value without_binary(sio::value const& given) {
    if (given.is_bytes())
        return sio::object("hex", to_hex(given.value_or(sio::bytes()).view()));
    if (given.is_array())
        return array_without_binary(given.elements());
    if (!given.is_object())
        return given;
    sio::value made = sio::value::empty_object();
    for (auto const& [key, mapped] : given.members())
        made.set(key, without_binary(mapped));
    return made;
}

sio::value array_without_binary(std::span<sio::value const> given) {
    sio::value made = sio::value::empty_array();
    for (sio::value const& each : given)
        made.push_back(without_binary(each));
    return made;
}

} // namespace siota
