// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

namespace socketiota::base {

/// Fills `octets` with random bits fit for secrets: ids of sessions and sockets are guessed
/// otherwise (CVE-2017-16031). From OpenSSL, which reseeds after a fork.
///
/// Throws if the operating system has no source of randomness at all.
void fill_random(std::span<std::byte> octets);

} // namespace socketiota::base
