// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cstddef>

#include <postgres/error_of_failure.hpp>

namespace socketiota::postgres {
namespace {

struct meaning {
    std::string_view sign;
    error means;
};

// A class of codes, or one of them.
constexpr std::array sqlstates{
    meaning{"42P01", error::postgres_no_table},
    meaning{"42703", error::postgres_no_table}, // without a column that it needs
    meaning{"42501", error::postgres_no_permission},
    meaning{"25006", error::postgres_read_only},
    meaning{"3D000", error::postgres_no_database},
    meaning{"53300", error::postgres_too_many_clients},
    meaning{"57P", error::postgres_not_ready},
    meaning{"08", error::postgres_connection_lost},
};

// In this order: what the server says comes behind what libpq tried. Of libpq itself, and of
// poolers, which have one code for all.
constexpr std::array sentences{
    meaning{"password authentication failed", error::postgres_wrong_password},
    meaning{"no password supplied", error::postgres_wrong_password},
    meaning{"authentication failed for user", error::postgres_wrong_password},
    meaning{"role \"", error::postgres_wrong_password},
    meaning{"database \"", error::postgres_no_database},
    meaning{"pg_hba.conf", error::postgres_not_let_in},
    meaning{"too many clients", error::postgres_too_many_clients},
    meaning{"too many connections", error::postgres_too_many_clients},
    meaning{"connection slots", error::postgres_too_many_clients},
    meaning{"the database system is", error::postgres_not_ready},
    meaning{"session is read-only", error::postgres_read_only},
    meaning{"server is in hot standby", error::postgres_read_only},
    meaning{"expected authentication request", error::postgres_is_none},
    meaning{"invalid response to SSL negotiation", error::postgres_is_none},
    meaning{"invalid length of startup packet", error::postgres_is_none},
    meaning{"server does not support SSL", error::postgres_no_tls},
    meaning{"certificate", error::postgres_no_tls},
    meaning{"SSL error", error::postgres_no_tls},
    meaning{"server closed the connection", error::postgres_is_none},
    meaning{"could not translate host name", error::postgres_unknown_host},
    meaning{"Connection refused", error::postgres_unreachable},
    meaning{"FATAL:", error::postgres_not_let_in},
};

/// The code behind a severity, `FATAL:  28P01: `; empty: there is none.
std::string_view sqlstate_in(std::string_view text) noexcept {
    constexpr std::string_view before = ":  ";
    constexpr std::size_t length = 5;
    auto const is_code = [](char each) {
        return (each >= '0' && each <= '9') || (each >= 'A' && each <= 'Z');
    };
    for (auto at = text.find(before); at != text.npos; at = text.find(before, at + 1)) {
        std::string_view const behind = text.substr(at + before.size());
        if (behind.size() > length && behind[length] == ':' &&
            std::all_of(behind.begin(), behind.begin() + length, is_code))
            return behind.substr(0, length);
    }
    return {};
}

} // namespace

error error_of_sqlstate(std::string_view sqlstate) noexcept {
    for (meaning const& each : sqlstates)
        if (sqlstate.starts_with(each.sign))
            return each.means;
    return error::postgres_refused;
}

error error_of_connecting(std::string_view text) noexcept {
    std::string_view const sqlstate = sqlstate_in(text);
    if (sqlstate.starts_with("28")) // one code for two, and a file whose name is never translated
        return text.find("pg_hba.conf") != text.npos ? error::postgres_not_let_in
                                                     : error::postgres_wrong_password;
    if (!sqlstate.empty() && !sqlstate.starts_with("08")) {
        error const known = error_of_sqlstate(sqlstate);
        return known == error::postgres_refused ? error::postgres_not_let_in : known;
    }
    for (meaning const& each : sentences)
        if (text.find(each.sign) != std::string_view::npos)
            return each.means;
    return error::postgres_unreachable;
}

std::string printable(std::string_view text) {
    constexpr std::size_t most = 300;
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.remove_suffix(1);
    std::string shown(text.substr(0, most));
    for (char& each : shown)
        if (each == '\n' || each == '\t')
            each = ' ';
        else if (each < ' ' || each > '~')
            each = '.';
    return shown;
}

} // namespace socketiota::postgres
