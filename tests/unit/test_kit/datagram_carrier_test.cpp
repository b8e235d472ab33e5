// SPDX-License-Identifier: MIT
//
// The carrier of examples/processes keeps the promises of one.
#include <socketiota/carrier_check.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include <processes/datagram_carrier.hpp>
#include <support/temporary_folder.hpp>

namespace socketiota::test {
namespace {

class datagram_carrier_check : public ::testing::TestWithParam<carrier_check> {};

TEST_P(datagram_carrier_check, passes) {
    temporary_folder const folder;
    EXPECT_EQ(
        GetParam().run({.make = [&] { return std::make_shared<datagram_carrier>(folder.path()); }}),
        "");
}

INSTANTIATE_TEST_SUITE_P(each, datagram_carrier_check, ::testing::ValuesIn(carrier_checks()),
                         [](auto const& check) { return std::string(check.param.name()); });

} // namespace
} // namespace socketiota::test
