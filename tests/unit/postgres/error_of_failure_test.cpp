// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include <postgres/error_of_failure.hpp>

namespace socketiota::postgres {
namespace {

TEST(error_of_failure, knows_sqlstates) {
    EXPECT_EQ(error_of_sqlstate("42P01"), error::postgres_no_table);
    EXPECT_EQ(error_of_sqlstate("42501"), error::postgres_no_permission);
    EXPECT_EQ(error_of_sqlstate("25006"), error::postgres_read_only);
    EXPECT_EQ(error_of_sqlstate("57P01"), error::postgres_not_ready);
    EXPECT_EQ(error_of_sqlstate("22023"), error::postgres_refused);
    EXPECT_EQ(error_of_sqlstate(""), error::postgres_refused);
}

TEST(error_of_failure, reads_what_libpq_says_of_connecting) {
    std::string const at = "connection to server at \"10.0.0.7\", port 5432 failed: ";
    EXPECT_EQ(error_of_connecting(at + "Connection refused"), error::postgres_unreachable);
    EXPECT_EQ(error_of_connecting(at + "FATAL:  password authentication failed for user \"a\""),
              error::postgres_wrong_password);
    EXPECT_EQ(error_of_connecting(at + "FATAL:  database \"a\" does not exist"),
              error::postgres_no_database);
    EXPECT_EQ(error_of_connecting(at + "FATAL:  no pg_hba.conf entry for host \"10.0.0.8\""),
              error::postgres_not_let_in);
    EXPECT_EQ(error_of_connecting(at + "expected authentication request from server, but got H"),
              error::postgres_is_none);
    EXPECT_EQ(error_of_connecting(at + "server does not support SSL, but SSL was required"),
              error::postgres_no_tls);
    EXPECT_EQ(error_of_connecting(at + "FATAL:  sorry, too many clients already"),
              error::postgres_too_many_clients);
    EXPECT_EQ(error_of_connecting(at + "FATAL:  the database system is starting up"),
              error::postgres_not_ready);
    EXPECT_EQ(error_of_connecting(""), error::postgres_unreachable);
}

TEST(error_of_failure, shows_words_in_one_short_line) {
    EXPECT_EQ(printable("ERROR:  a\n\tb\x01\n"), "ERROR:  a  b.");
    EXPECT_EQ(printable(std::string(1000, 'x')).size(), 300U);
}

} // namespace
} // namespace socketiota::postgres
