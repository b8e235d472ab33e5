// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace socketiota::base {

/// Fills `octets` with random bits fit for secrets: ids of sessions and sockets are guessed
/// otherwise (CVE-2017-16031).
///
/// From the kernel, one system call each time: nothing is kept that a fork could repeat or a leak
/// of memory give away, and OpenSSL's generator, 6700 instructions for each id, is not set up.
///
/// Throws if the operating system has no source of randomness at all.
void fill_random(std::span<std::byte> octets);

/// So many of `digits64`, with six random bits in each.
[[nodiscard]] std::string random_text(std::size_t characters);

/// What ids are made of: fit for URLs and cookies.
inline constexpr std::string_view digits64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

} // namespace socketiota::base
