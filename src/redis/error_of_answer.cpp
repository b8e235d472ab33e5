// SPDX-License-Identifier: MIT
#include <array>
#include <cstddef>

#include <redis/error_of_answer.hpp>

namespace socketiota::redis {

namespace {

struct meaning {
    std::string_view begins;
    error means;
};

// Older versions of Redis have no code for some and say `ERR` and a sentence.
constexpr std::array meanings{
    meaning{"WRONGPASS", error::redis_wrong_password},
    meaning{"ERR invalid password", error::redis_wrong_password},
    meaning{"ERR AUTH <password> called without any password", error::redis_wrong_password},
    meaning{"ERR Client sent AUTH, but no password is set", error::redis_wrong_password},
    meaning{"NOAUTH", error::redis_password_missing},
    meaning{"NOPERM", error::redis_no_permission},
    meaning{"LOADING", error::redis_loading},
    meaning{"READONLY", error::redis_read_only},
    meaning{"DENIED", error::redis_protected_mode},
    meaning{"ERR max number of clients", error::redis_too_many_clients},
    meaning{"ERR DB index", error::redis_no_database},
    meaning{"ERR invalid DB index", error::redis_no_database},
    meaning{"ERR SELECT is not allowed in cluster mode", error::redis_no_database},
    meaning{"OOM", error::redis_full},
    meaning{"MOVED", error::redis_elsewhere},
    meaning{"ASK", error::redis_elsewhere},
};

} // namespace

error error_of_answer(std::string_view answer) noexcept {
    for (meaning const& each : meanings)
        if (answer.starts_with(each.begins))
            return each.means;
    return error::redis_refused;
}

error error_of_octets(std::string_view octets) noexcept {
    // A record of TLS (RFC 8446 section 5.1): an alert or part of a handshake, version 3.
    bool const is_tls =
        octets.size() >= 2 && (octets[0] == '\x15' || octets[0] == '\x16') && octets[1] == '\x03';
    return is_tls ? error::redis_speaks_tls : error::redis_is_none;
}

std::string printable(std::string_view octets) {
    constexpr std::size_t most = 200;
    std::string text(octets.substr(0, most));
    for (char& character : text)
        if (character < ' ' || character > '~')
            character = '.';
    return text;
}

} // namespace socketiota::redis
