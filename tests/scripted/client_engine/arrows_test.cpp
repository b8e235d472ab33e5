// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <client/engine/session_machine.hpp>
#include <support/taken_arrows.hpp>

namespace socketiota::clients {
namespace {

[[maybe_unused]] testing::Environment* const registered =
    testing::AddGlobalTestEnvironment(new test::every_arrow<session_definition>);

} // namespace
} // namespace socketiota::clients
