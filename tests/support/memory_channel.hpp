// SPDX-License-Identifier: MIT
#pragma once

#include <test_kit/memory_peer.hpp>

namespace socketiota::test {

using test_kit::memory_peer;

} // namespace socketiota::test
