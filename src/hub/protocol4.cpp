// SPDX-License-Identifier: MIT
#include <hub/protocol4.hpp>

namespace socketiota {
namespace hub {
namespace {

/// Written as it came, also if it names a member twice: to look for those takes time.
struct given_query {
    std::vector<std::pair<std::string, std::string>> const& members;
};

} // namespace
} // namespace hub

template <>
struct codec<hub::given_query> {
    static void encode(writer& to, hub::given_query const& from) {
        to.begin_object(from.members.size());
        for (auto const& [name, given] : from.members) {
            to.write_key(name);
            to.write_string(given);
        }
        to.end_object();
    }
};

} // namespace socketiota

namespace socketiota::hub {

std::shared_ptr<raw const>
auth_of_query(std::vector<std::pair<std::string, std::string>> const& query) {
    if (query.empty())
        return nullptr;
    auto made = raw::of(given_query{query});
    return made ? std::make_shared<raw const>(*std::move(made)) : nullptr; // it is one deep
}

bool is_truthy(value const& each) {
    switch (each.kind()) {
    case value_kind::null:
        return false;
    case value_kind::boolean:
        return each.value_or(true);
    case value_kind::string:
        return !each.value_or("").empty();
    default:
        break;
    }
    if (!each.is_number())
        return true;
    double const number = each.value_or(0.0);
    return number < 0 || number > 0; // NaN is neither
}

} // namespace socketiota::hub
