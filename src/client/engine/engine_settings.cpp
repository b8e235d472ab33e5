// SPDX-License-Identifier: MIT
#include <client/engine/engine_settings.hpp>

namespace socketiota::clients {

std::string target_of(engine_settings const& settings, transport which, std::string_view sid,
                      std::string_view timestamp) {
    std::string target = settings.path + '?';
    if (!settings.query.empty())
        target += settings.query + '&';
    target += "EIO=";
    target += static_cast<char>('0' + static_cast<int>(settings.revision));
    target += "&transport=";
    target += to_string(which);
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
