// SPDX-License-Identifier: MIT
#include <cluster/classic_channels.hpp>

namespace socketiota::cluster {
namespace {

std::string joined(std::string_view key, std::string_view kind, std::string_view nsp) {
    std::string name(key);
    name.append(kind).append("#").append(nsp).append("#");
    return name;
}

/// What only `name` matches, to be followed by more of a pattern.
std::string escaped(std::string_view name) {
    std::string pattern;
    pattern.reserve(name.size() + 1);
    for (char const each : name) {
        // Official servers leave them as they are, and look at the channel of what comes.
        if (each == '*' || each == '?' || each == '[' || each == ']' || each == '\\')
            pattern.push_back('\\');
        pattern.push_back(each);
    }
    return pattern;
}

} // namespace

classic_channels channels_of(std::string_view key, std::string_view nsp, std::string_view uid) {
    classic_channels made;
    made.broadcasts = joined(key, "", nsp);
    made.pattern = escaped(made.broadcasts) + "*";
    made.requests = joined(key, "-request", nsp);
    made.responses = joined(key, "-response", nsp);
    made.own_responses = own_responses_of(made, uid);
    return made;
}

std::string own_responses_of(classic_channels const& channels, std::string_view uid) {
    std::string name = channels.responses;
    name.append(uid).append("#");
    return name;
}

} // namespace socketiota::cluster
