// SPDX-License-Identifier: MIT
#include <string>
#include <string_view>

#include <value/value_size.hpp>

namespace socketiota {

std::size_t octets_of(value const& held) {
    std::size_t octets = sizeof(value);
    switch (held.kind()) {
    case value_kind::string:
        if (auto const text = held.to<std::string_view>())
            octets += text->size();
        break;
    case value_kind::bytes:
        if (auto const binary = held.to<bytes>())
            octets += binary->size();
        break;
    case value_kind::array:
        for (value const& each : held.elements())
            octets += octets_of(each);
        break;
    case value_kind::object:
        for (auto const& [name, mapped] : held.members())
            octets += sizeof(std::string) + name.size() + octets_of(mapped);
        break;
    default:
        break;
    }
    return octets;
}

} // namespace socketiota
