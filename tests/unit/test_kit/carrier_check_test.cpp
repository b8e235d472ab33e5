// SPDX-License-Identifier: MIT
#include "memory_carrier.hpp"

#include <socketiota/carrier_check.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace socketiota::test {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

carriers_under_test carriers(carrier_fault fault) {
    auto const bus = std::make_shared<memory_bus>(memory_bus{.fault = fault});
    return {.make = [bus] { return std::make_shared<memory_carrier>(bus); },
            .cut =
                [bus] {
                    bus->is_cut = true;
                    for (memory_carrier* const each : bus->members)
                        each->cut();
                },
            .sends_to_one = true,
            // What never comes takes that long.
            .patience = fault == carrier_fault::none ? 10s : 300ms};
}

/// What each check says that does not pass.
std::map<std::string_view, std::string> complaints(carrier_fault fault) {
    std::map<std::string_view, std::string> said;
    for (carrier_check const& each : carrier_checks())
        if (std::string complaint = each.run(carriers(fault)); !complaint.empty())
            said[each.name()] = std::move(complaint);
    return said;
}

TEST(carrier_check, is_content_with_a_carrier_that_keeps_its_promises) {
    EXPECT_EQ(complaints(carrier_fault::none), (std::map<std::string_view, std::string>{}));
}

struct broken {
    carrier_fault fault;
    std::string_view check;
    std::string_view complaint;
};

class broken_carrier : public ::testing::TestWithParam<broken> {};

TEST_P(broken_carrier, is_named) {
    auto const [fault, name, complaint] = GetParam();
    for (carrier_check const& each : carrier_checks())
        if (each.name() == name) {
            EXPECT_THAT(each.run(carriers(fault)), HasSubstr(complaint));
            return;
        }
    FAIL() << "there is no check " << name;
}

INSTANTIATE_TEST_SUITE_P(
    each, broken_carrier,
    ::testing::Values(
        broken{carrier_fault::hears_itself, "reaches_all_others_and_not_oneself",
               "server 1 has heard 1 messages: 'news of 1' (9 octets) in '/'; it should have "
               "heard nothing"},
        broken{carrier_fault::misses_the_last, "reaches_all_others_and_not_oneself",
               "servers that have '/' do not hear each other"},
        broken{carrier_fault::loses_addressed, "reaches_the_one_that_is_addressed",
               "server 2 has heard nothing"},
        broken{carrier_fault::shows_addressed_to_all, "reaches_the_one_that_is_addressed",
               "server 3 has heard 1 messages"},
        broken{carrier_fault::turns_pairs_around, "keeps_the_order_of_a_sender",
               "messages come in another order"},
        broken{carrier_fault::comes_twice, "keeps_the_order_of_a_sender", "a message comes twice"},
        broken{carrier_fault::comes_twice, "reaches_all_others_and_not_oneself",
               "has heard 2 messages"},
        broken{carrier_fault::loses_in_silence, "keeps_the_order_of_a_sender",
               "messages are lost, and nobody is told of a gap"},
        broken{carrier_fault::ends_at_zero, "changes_no_octet", "'' (0 octets)"},
        broken{carrier_fault::loses_empty, "changes_no_octet", "heard nothing"},
        broken{carrier_fault::loses_large, "changes_no_octet", "(100000 octets)"},
        broken{carrier_fault::takes_names_for_patterns, "keeps_namespaces_apart", "in '/a*'"},
        broken{carrier_fault::ignores_case, "keeps_namespaces_apart", "'in /A'"},
        broken{carrier_fault::shortens_names, "keeps_namespaces_apart", "has heard 2 messages"},
        broken{carrier_fault::stays_open, "opens_and_closes_namespaces", "once it is closed"},
        broken{carrier_fault::closes_the_next_too, "opens_and_closes_namespaces",
               "servers that have '/news' do not hear each other"},
        broken{carrier_fault::opens_once, "opens_and_closes_namespaces",
               "servers that have '/news' do not hear each other"},
        broken{carrier_fault::hides_gaps, "tells_of_a_gap", "server 1 is not told of a gap"},
        broken{carrier_fault::speaks_after_stop, "says_nothing_after_stop",
               "on_message is called after 'stop'"},
        broken{carrier_fault::speaks_after_stop, "may_be_stopped_inside_of_a_message",
               "on_message is called after 'stop'"},
        broken{carrier_fault::speaks_while_it_publishes, "may_publish_inside_of_a_message",
               "on_message is called inside of a function of the carrier"},
        broken{carrier_fault::speaks_on_its_own_thread, "lets_servers_come_and_go",
               "elsewhere than on the executor"},
        broken{carrier_fault::throws_when_opened, "lets_servers_come_and_go", "it throws"}));

} // namespace
} // namespace socketiota::test
