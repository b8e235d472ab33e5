// SPDX-License-Identifier: MIT
#include <chrono>

#include <client/engine/engine_settings.hpp>

namespace socketiota::clients {

namespace {

cookie_jar::time_point now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

} // namespace

std::string cookies_for(engine_settings const& settings) {
    return settings.cookies ? settings.cookies->header(now()) : std::string();
}

void keep_cookies(engine_settings const& settings, wire::http_head const& answer) {
    if (settings.cookies)
        settings.cookies->take(answer, now());
}

std::string target_of(engine_settings const& settings, transport which, std::string_view sid,
                      std::string_view timestamp) {
    std::string target = settings.path + '?';
    if (!settings.query.empty())
        target += settings.query + '&';
    target += "EIO=";
    target += static_cast<char>('0' + static_cast<int>(settings.revision));
    target += "&transport=";
    target += to_string(which);
    if (settings.base64)
        target += "&b64=1";
    if (!timestamp.empty()) {
        target += '&' + settings.timestamp + '=';
        target += timestamp;
    }
    if (!sid.empty()) {
        target += "&sid=";
        target += sid; // checked when it came
    }
    return target;
}

} // namespace socketiota::clients
