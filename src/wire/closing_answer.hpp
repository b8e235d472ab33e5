// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <wire/request_head.hpp>

namespace socketiota::wire {

/// An answer behind which the connection closes: how a request for another protocol is refused, and
/// whatever else ends the use of a connection. The header fields keep the order of the official
/// server's.
struct closing_answer {
    /// 200 to 999, and none of those without a body (204, 304).
    std::uint16_t status;
    std::string_view body{};
    /// Which kind of body; none for an empty one.
    header_field content_type{};
    /// Behind all others.
    std::span<header_field const> headers{};
};

/// All octets of `answer`. A header that could end its line early is an error of the caller: these
/// are constants, nothing that a client or a program said may be among them.
[[nodiscard]] std::string octets_of(closing_answer const& answer);

} // namespace socketiota::wire
