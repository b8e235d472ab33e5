// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include <redis/address.hpp>

namespace socketiota::redis {
namespace {

using namespace std::chrono_literals;

std::string described(std::string const& url) {
    checked_options const checked = check({.url = url});
    address const& at = checked.at;
    redis_options const& own = checked.options;
    return (at.tls ? "tls " : "") + own.user + "|" + own.password + "|" +
           (at.path.empty() ? at.host + "|" + std::to_string(at.port) : at.path) + "|" +
           (own.database ? std::to_string(*own.database) : "");
}

TEST(redis_address_test, is_read_from_urls) {
    EXPECT_EQ(described("redis://localhost"), "||localhost|6379|");
    EXPECT_EQ(described("redis://localhost/"), "||localhost|6379|");
    EXPECT_EQ(described("rediss://cache.example.com:6380/12"), "tls ||cache.example.com|6380|12");
    EXPECT_EQ(described("redis://ann:secret@10.0.0.7:1"), "ann|secret|10.0.0.7|1|");
    EXPECT_EQ(described("redis://:secret@host"), "|secret|host|6379|");
    EXPECT_EQ(described("redis://ann@host"), "ann||host|6379|");
    EXPECT_EQ(described("redis://a%40b:c%3Ad%2f%25@host:65535"), "a@b|c:d/%|host|65535|");
    // As it is often written.
    EXPECT_EQ(described("redis://u:p@w/:@host/1"), "u|p@w/:|host|6379|1");
    EXPECT_EQ(described("redis://[2001:db8::1]:7000/0"), "||2001:db8::1|7000|0");
    EXPECT_EQ(described("redis://[::1]"), "||::1|6379|");
    EXPECT_EQ(described("unix:///run/redis/redis.sock"), "||/run/redis/redis.sock|");
    EXPECT_EQ(described("unix:/run/redis%20x"), "||/run/redis x|");
}

TEST(redis_address_test, takes_from_the_options_what_the_url_does_not_say) {
    redis_options const given{
        .url = "redis://host", .user = "ann", .password = "a%20b", .database = 3};
    auto const checked = check(given);
    EXPECT_EQ(checked.options.user, "ann");
    EXPECT_EQ(checked.options.password, "a%20b");
    EXPECT_EQ(checked.options.database, 3U);
    redis_options both = given;
    both.url = "redis://bob:c@host/4";
    EXPECT_EQ(check(both).options.user, "bob");
    EXPECT_EQ(check(both).options.password, "c");
    EXPECT_EQ(check(both).options.database, 4U);
}

std::string sentence_of(redis_options const& given) {
    try {
        static_cast<void>(check(given));
    } catch (boost::system::system_error const& refused) {
        EXPECT_EQ(refused.code(), error::invalid_option);
        return refused.what();
    }
    return "taken";
}

TEST(redis_address_test, refuses_urls_that_are_none_and_keeps_their_secrets) {
    for (std::string const url : {"",
                                  "localhost:6379",
                                  "http://u:secret@host",
                                  "redis:/host",
                                  "redis://",
                                  "redis://:6379",
                                  "redis://u:secret@",
                                  "redis://host:0",
                                  "redis://host:65536",
                                  "redis://host:x",
                                  "redis://host:",
                                  "redis://host/x",
                                  "redis://host/-1",
                                  "redis://host/1/2",
                                  "redis://host?tls=true",
                                  "redis://u:se#cret@host",
                                  "redis://::1",
                                  "redis://[::1",
                                  "redis://[::1]6379",
                                  "redis://[]",
                                  "redis://u:secret%@h",
                                  "redis://u:secret%4@h",
                                  "redis://u:%zz@h",
                                  "unix://relative",
                                  "unix:"}) {
        std::string const sentence = sentence_of({.url = url});
        EXPECT_THAT(sentence, testing::StartsWith("redis_options.url ")) << url;
        EXPECT_THAT(sentence, testing::Not(testing::HasSubstr("secret")));
    }
    EXPECT_EQ(sentence_of({.url = "unix:///" + std::string(106, 'x')}), "taken");
    EXPECT_NE(sentence_of({.url = "unix:///" + std::string(107, 'x')}), "taken");
}

TEST(redis_address_test, are_those_of_sentinels_where_there_are_some) {
    redis_options given{.url = "rediss://:secret@mymaster/2"};
    given.deployment = redis_deployment::sentinels;
    EXPECT_THAT(sentence_of(given), testing::StartsWith("redis_options.hosts names no sentinel"));
    given.hosts = {"a", "10.0.0.2:26380", "[::1]:7"};
    auto const checked = check(given);
    EXPECT_EQ(checked.at.host, "mymaster");
    ASSERT_EQ(checked.hosts.size(), 3U);
    EXPECT_EQ(checked.hosts[0].host, "a");
    EXPECT_EQ(checked.hosts[0].port, 26379);
    EXPECT_TRUE(checked.hosts[0].tls);
    EXPECT_EQ(checked.hosts[1].port, 26380);
    EXPECT_EQ(checked.hosts[2].host, "::1");
    for (std::string const host : {"", ":1", "a:0", "::1", "[::1", "a:b"}) {
        given.hosts = {host};
        EXPECT_THAT(sentence_of(given), testing::StartsWith("redis_options.hosts has ")) << host;
    }
    given.hosts = {"a"};
    given.url = "unix:///run/redis.sock";
    EXPECT_THAT(sentence_of(given), testing::StartsWith("redis_options.url names no master"));
    given.url = "redis://host";
    given.deployment = redis_deployment::single;
    EXPECT_THAT(sentence_of(given), testing::StartsWith("redis_options.hosts is for sentinels"));
}

TEST(redis_address_test, refuses_options_that_cannot_be) {
    auto const with = [](auto change) {
        redis_options made;
        change(made);
        return sentence_of(made);
    };
    EXPECT_EQ(with([](auto&) {}), "taken");
    using testing::StartsWith;
    EXPECT_THAT(with([](auto& of) { of.connect_timeout = 0ms; }), StartsWith("redis_options.conn"));
    EXPECT_THAT(with([](auto& of) { of.answer_timeout = 0ms; }), StartsWith("redis_options.answ"));
    EXPECT_THAT(with([](auto& of) { of.ping_interval = -1ms; }), StartsWith("redis_options.ping"));
    EXPECT_THAT(with([](auto& of) { of.queue_timeout = 0ms; }), StartsWith("redis_options.queue"));
    EXPECT_THAT(with([](auto& of) { of.min_backoff = 0ms; }), StartsWith("redis_options.min_b"));
    EXPECT_THAT(with([](auto& of) { of.max_backoff = 49ms; }), StartsWith("redis_options.max_b"));
    EXPECT_EQ(with([](auto& of) { of.max_backoff = 50ms; }), "taken");
    EXPECT_THAT(with([](auto& of) { of.max_queued_bytes = 0; }),
                StartsWith("redis_options.max_queued_bytes"));
    EXPECT_THAT(with([](auto& of) { of.max_queued_commands = 0; }),
                StartsWith("redis_options.max_queued_commands"));
    EXPECT_THAT(with([](auto& of) { of.max_answer_bytes = 0; }),
                StartsWith("redis_options.max_answer_bytes"));
    EXPECT_EQ(with([](auto& of) { of.max_answer_bytes = std::size_t{1} << 30; }), "taken");
    EXPECT_THAT(with([](auto& of) { of.max_answer_bytes = (std::size_t{1} << 30) + 1; }),
                StartsWith("redis_options.max_answer_bytes"));
    EXPECT_THAT(with([](auto& of) { of.client_name = "a b"; }),
                StartsWith("redis_options.client_name"));
    EXPECT_EQ(with([](auto& of) { of.client_name = ""; }), "taken");
}

} // namespace
} // namespace socketiota::redis
