// SPDX-License-Identifier: MIT
#include <boost/system/system_error.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

#include <postgres/connect_parameters.hpp>

namespace socketiota::postgres {
namespace {

/// What is said of it; empty: nothing.
template <class Work>
std::string refusal_of(Work const& work) {
    try {
        work();
        return {};
    } catch (boost::system::system_error const& thrown) {
        return thrown.what();
    }
}

connect_parameters read(std::string url) { return parameters_of({.url = std::move(url)}); }

TEST(connect_parameters, of_a_url) {
    auto const read_url = read("postgresql://user:secret@db.example.com:5433/chat?sslmode=require");
    ASSERT_EQ(read_url.servers.size(), 1U);
    EXPECT_EQ(read_url.servers[0].host, "db.example.com");
    EXPECT_EQ(read_url.servers[0].port, "5433");
    EXPECT_TRUE(read_url.servers[0].is_name());
    auto const has = [&](std::string const& keyword, std::string const& value) {
        return std::ranges::find(read_url.others, std::pair(keyword, value)) !=
               read_url.others.end();
    };
    EXPECT_TRUE(has("user", "user"));
    EXPECT_TRUE(has("password", "secret"));
    EXPECT_TRUE(has("dbname", "chat"));
    EXPECT_TRUE(has("sslmode", "require"));
}

TEST(connect_parameters, of_several_hosts) {
    auto const all = read("host=a,10.0.0.1,/run/postgresql port=1,2,3 dbname=chat");
    ASSERT_EQ(all.servers.size(), 3U);
    EXPECT_TRUE(all.servers[0].is_name());
    EXPECT_FALSE(all.servers[1].is_name());
    EXPECT_FALSE(all.servers[2].is_name());
    EXPECT_EQ(all.servers[2].port, "3");
    EXPECT_EQ(read("host=a,b port=7").servers[1].port, "7");
    EXPECT_FALSE(read("host=a hostaddr=10.0.0.1").servers[0].is_name());
}

TEST(connect_parameters, refuse_what_is_none_without_its_secrets) {
    for (char const* const url :
         {"redis://user:secret@host", "host=a secret", "host=a,b port=1,2,3 password=secret",
          "service=chat password=secret", "postgresql://user:secret@host:x:y/z?what=ever"}) {
        auto const said = refusal_of([url] { (void)read(url); });
        EXPECT_NE(said.find("postgres_options.url"), std::string::npos) << url;
        EXPECT_EQ(said.find("secret"), std::string::npos) << said;
    }
}

TEST(connect_parameters, refuse_limits_that_cannot_be) {
    EXPECT_EQ(refusal_of([] { check({}); }), "");
    EXPECT_NE(refusal_of([] { check({.answer_timeout = {}}); }), "");
    EXPECT_NE(refusal_of([] { check({.max_queued_bytes = 0}); }), "");
    EXPECT_NE(refusal_of([] { check({.max_queued_commands = 0}); }), "");
    postgres_options backwards;
    backwards.max_backoff = backwards.min_backoff / 2;
    EXPECT_NE(refusal_of([&] { check(backwards); }), "");
}

TEST(connect_parameters, take_names_of_tables_and_no_other_sql) {
    for (char const* const name :
         {"socket_io_attachments", "chat.attachments", "_a$1", "\"My Table\"", "chat.\"x y\""})
        EXPECT_EQ(refusal_of([name] { check_table_name(name); }), "") << name;
    for (char const* const name :
         {"", "a b", "a;b", "1a", "a.", ".a", "a.b.c", "\"\"", "\"a", "a'b"})
        EXPECT_NE(refusal_of([name] { check_table_name(name); }), "") << name;
}

} // namespace
} // namespace socketiota::postgres
