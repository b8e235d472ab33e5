// SPDX-License-Identifier: MIT
#pragma once

#include <test_kit/manual_shard.hpp>

namespace socketiota::test {

using test_kit::manual_shard;

} // namespace socketiota::test
