// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <engine/lifecycle_machine.hpp>
#include <engine/polling_machine.hpp>
#include <engine/upgrade_machine.hpp>
#include <support/taken_arrows.hpp>
#include <wire/heartbeat_machine.hpp>

namespace socketiota::engine {
namespace {

[[maybe_unused]] testing::Environment* const registered = testing::AddGlobalTestEnvironment(
    new test::every_arrow<lifecycle_definition, wire::heartbeat_definition, upgrade_definition,
                          polling_definition>);

} // namespace
} // namespace socketiota::engine
