// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstddef>
#include <string_view>
#include <vector>

#include <base/arrow_log.hpp>
#include <engine/heartbeat_machine.hpp>
#include <engine/lifecycle_machine.hpp>
#include <engine/polling_machine.hpp>
#include <engine/upgrade_machine.hpp>

namespace socketiota::engine {
namespace {

template <class Definition>
void expect_all_taken() {
    std::vector<bool> const& taken = base::arrow_log::taken(Definition::name);
    for (std::size_t arrow = 0; arrow < Definition::arrows.size(); ++arrow)
        EXPECT_TRUE(arrow < taken.size() && taken[arrow])
            << "no script takes arrow " << arrow << " of " << Definition::name << ": state "
            << static_cast<int>(Definition::arrows[arrow].from) << ", input "
            << static_cast<int>(Definition::arrows[arrow].on);
}

/// Checks after all scripts have run; only if they all have, because a filter leaves some out.
class every_arrow final : public testing::Environment {
public:
    void TearDown() override {
        if (testing::GTEST_FLAG(filter) != "*")
            return;
        expect_all_taken<lifecycle_definition>();
        expect_all_taken<heartbeat_definition>();
        expect_all_taken<upgrade_definition>();
        expect_all_taken<polling_definition>();
    }
};

[[maybe_unused]] testing::Environment* const registered =
    testing::AddGlobalTestEnvironment(new every_arrow);

} // namespace
} // namespace socketiota::engine
