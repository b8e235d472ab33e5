// SPDX-License-Identifier: MIT
#include <boost/system/errc.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <loop/dial_race.hpp>

namespace socketiota::loop {
namespace {

using namespace std::chrono_literals;
namespace errc = boost::system::errc;

auto const refused = make_error_code(errc::connection_refused);

std::vector<dial_race::endpoint> found(std::initializer_list<char const*> addresses) {
    std::vector<dial_race::endpoint> all;
    for (char const* const each : addresses)
        all.emplace_back(boost::asio::ip::make_address(each), std::uint16_t{80});
    return all;
}

/// Has the first of `addresses` and all behind it fail, with what stands beside them.
dial_race lost(std::vector<std::pair<char const*, boost::system::errc::errc_t>> const& said) {
    std::vector<dial_race::endpoint> all;
    for (auto const& each : said)
        all.push_back(found({each.first})[0]);
    dial_race race(all, 0ms);
    for (std::size_t index = 0; index < said.size(); ++index) {
        static_cast<void>(race.next(base::time_point()));
        race.fail(all[index], make_error_code(said[index].second));
    }
    return race;
}

base::time_point at(std::chrono::milliseconds since) { return base::time_point() + since; }

/// What begins at `now`.
std::string next(dial_race& of, std::chrono::milliseconds now) {
    auto const address = of.next(at(now));
    return address ? address->address().to_string() : "nothing";
}

std::string order_of(std::initializer_list<char const*> addresses) {
    dial_race race(found(addresses), 0ms);
    std::string all;
    while (auto const each = race.next(at(0ms)))
        all += each->address().to_string() + ' ';
    return all;
}

TEST(dial_race, takes_turns_of_the_families_and_begins_with_the_first) {
    EXPECT_EQ(order_of({"::1", "::2", "::3", "10.0.0.1", "10.0.0.2"}),
              "::1 10.0.0.1 ::2 10.0.0.2 ::3 ");
    EXPECT_EQ(order_of({"10.0.0.1", "10.0.0.2", "::1", "::2", "::3"}),
              "10.0.0.1 ::1 10.0.0.2 ::2 ::3 ");
    EXPECT_EQ(order_of({"::1", "10.0.0.1", "10.0.0.2", "10.0.0.3"}),
              "::1 10.0.0.1 10.0.0.2 10.0.0.3 ");
    EXPECT_EQ(order_of({"10.0.0.2", "10.0.0.1"}), "10.0.0.2 10.0.0.1 ");
}

TEST(dial_race, begins_the_next_when_the_last_has_had_its_time) {
    dial_race race(found({"::1", "10.0.0.1", "::2"}), 250ms);
    EXPECT_EQ(next(race, 1000ms), "::1");
    EXPECT_EQ(race.due(), at(1250ms));
    EXPECT_EQ(next(race, 1249ms), "nothing");
    EXPECT_EQ(next(race, 1260ms), "10.0.0.1");
    EXPECT_EQ(race.due(), at(1510ms)) << "from when the last began";
    EXPECT_EQ(next(race, 1510ms), "::2");
    EXPECT_EQ(race.due(), std::nullopt);
    EXPECT_EQ(next(race, 9000ms), "nothing");
    EXPECT_FALSE(race.is_lost());
}

TEST(dial_race, begins_the_next_at_once_when_one_failed) {
    dial_race race(found({"::1", "10.0.0.1", "::2"}), 250ms);
    EXPECT_EQ(next(race, 0ms), "::1");
    race.fail(found({"::1"})[0], refused);
    EXPECT_EQ(next(race, 1ms), "10.0.0.1");
    EXPECT_EQ(next(race, 2ms), "nothing") << "one for one";
    EXPECT_EQ(race.due(), at(251ms));
}

TEST(dial_race, is_lost_when_all_have_failed) {
    dial_race race(found({"::1", "10.0.0.1"}), 250ms);
    EXPECT_EQ(next(race, 0ms), "::1");
    EXPECT_EQ(next(race, 250ms), "10.0.0.1");
    race.fail(found({"10.0.0.1"})[0], refused);
    EXPECT_FALSE(race.is_lost());
    race.fail(found({"::1"})[0], refused);
    EXPECT_TRUE(race.is_lost());
    EXPECT_EQ(next(race, 9000ms), "nothing");
}

/// Each C library has its own.
std::string sentence_of(errc::errc_t failure) { return make_error_code(failure).message(); }

TEST(dial_race, says_once_what_all_addresses_said) {
    dial_race const race =
        lost({{"::1", errc::connection_refused}, {"10.0.0.1", errc::connection_refused}});
    EXPECT_EQ(race.words(), sentence_of(errc::connection_refused));
    EXPECT_EQ(race.reason(), errc::connection_refused);
}

TEST(dial_race, says_what_each_address_said_and_which_tells_most) {
    dial_race const race =
        lost({{"10.0.0.1", errc::connection_refused}, {"::1", errc::network_unreachable}});
    EXPECT_EQ(race.words(), "10.0.0.1: " + sentence_of(errc::connection_refused) +
                                ", ::1: " + sentence_of(errc::network_unreachable));
    EXPECT_EQ(race.reason(), errc::connection_refused);
    EXPECT_EQ(lost({{"::1", errc::connection_refused}, {"10.0.0.1", errc::timed_out}}).reason(),
              errc::timed_out);
    EXPECT_EQ(lost({{"::1", errc::network_unreachable}}).reason(), errc::network_unreachable);
}

TEST(dial_race, without_addresses_is_lost) {
    dial_race race({}, 250ms);
    EXPECT_TRUE(race.is_lost());
    EXPECT_EQ(next(race, 0ms), "nothing");
}

TEST(dial_race, tries_so_many_addresses_and_no_more) {
    std::vector<dial_race::endpoint> many(1000, found({"10.0.0.1"})[0]);
    dial_race race(many, 0ms);
    std::size_t count = 0;
    while (race.next(at(0ms)))
        ++count;
    EXPECT_EQ(count, dial_race::most_addresses);
}

} // namespace
} // namespace socketiota::loop
