// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>
#include <utility>

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

TEST(error_of_failure, reads_the_code_of_a_server_in_whatever_language) {
    std::string const at = "connection to server at \"::1\", port 5432 failed: ";
    for (auto const& [text, why] : {
             std::pair("FATAL:  28P01: Passwort-Authentifizierung f\xC3\xBCr \xC2\xBB"
                       "a",
                       error::postgres_wrong_password),
             std::pair("FATAL:  28000: r\xC3\xB4le inconnu\nLOCATION:  InitializeSessionUserId",
                       error::postgres_wrong_password),
             std::pair("FATAL:  28000: kein pg_hba.conf-Eintrag", error::postgres_not_let_in),
             std::pair("FATAL:  3D000: Datenbank fehlt", error::postgres_no_database),
             std::pair("FATAL:  53300: zu viele Clients", error::postgres_too_many_clients),
             std::pair("FATAL:  57P03: wird gestartet", error::postgres_not_ready),
             std::pair("FATAL:  55000: nimmt keine Verbindungen an", error::postgres_not_let_in),
             std::pair("FATAL:  08P01: password authentication failed",
                       error::postgres_wrong_password),
             std::pair("FATAL:  08P0: short", error::postgres_not_let_in),
         })
        EXPECT_EQ(error_of_connecting(at + text), why) << text;
}

TEST(error_of_failure, shows_words_in_one_short_line) {
    EXPECT_EQ(printable("ERROR:  a\n\tb\x01\n"), "ERROR:  a  b.");
    EXPECT_EQ(printable(std::string(1000, 'x')).size(), 300U);
}

} // namespace
} // namespace socketiota::postgres
