// SPDX-License-Identifier: MIT
#include <socketiota/metric.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace socketiota {
namespace {

// The names are a list beside the enumerators: one that is missing or moved shifts all behind it.
TEST(metric_test, is_called_what_its_enumerator_is) {
    EXPECT_EQ(to_string(metric::too_many_connections), "too_many_connections");
    EXPECT_EQ(to_string(metric::unknown_session), "unknown_session");
    EXPECT_EQ(to_string(metric::handshake_timeout), "handshake_timeout");
    EXPECT_EQ(to_string(metric::session_upgraded), "session_upgraded");
    EXPECT_EQ(to_string(metric::connection_lost), "connection_lost");
    EXPECT_EQ(to_string(metric::payload_too_large), "payload_too_large");
    EXPECT_EQ(to_string(metric::closing_timeout), "closing_timeout");
    EXPECT_EQ(to_string(metric::too_many_namespaces), "too_many_namespaces");
    EXPECT_EQ(to_string(metric::reading_paused), "reading_paused");
    EXPECT_EQ(to_string(metric::error_handler_failed), "error_handler_failed");
}

TEST(metric_test, has_a_name_of_its_own) {
    std::set<std::string_view> names;
    for (std::size_t index = 0; index != metric_count; ++index) {
        std::string_view const name = to_string(static_cast<metric>(index));
        EXPECT_TRUE(names.insert(name).second) << name << " is there twice";
    }
}

} // namespace
} // namespace socketiota
