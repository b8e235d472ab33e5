// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace socketiota::test {

/// A header of the PROXY protocol, version 2: its signature, version and command, family and
/// protocol, length, and the rest.
inline std::string proxy_header_of_version_2(unsigned char command, unsigned char family,
                                             std::string_view rest) {
    std::string octets("\r\n\r\n\0\r\nQUIT\n", 12);
    octets += static_cast<char>(command);
    octets += static_cast<char>(family);
    octets += static_cast<char>(rest.size() >> 8);
    octets += static_cast<char>(rest.size() & 255U);
    return octets.append(rest);
}

} // namespace socketiota::test
