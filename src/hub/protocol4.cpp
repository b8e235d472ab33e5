// SPDX-License-Identifier: MIT
#include <base/output_buffer.hpp>
#include <hub/protocol4.hpp>
#include <value/json_writer.hpp>

namespace socketiota::hub {

std::string auth_of_query(std::vector<std::pair<std::string, std::string>> const& query) {
    if (query.empty())
        return {};
    base::output_buffer text;
    std::vector<bytes> none;
    json_writer to(text, none);
    to.begin_object(query.size());
    for (auto const& [name, given] : query) {
        to.write_key(name);
        to.write_string(given);
    }
    to.end_object();
    return std::string(text.view());
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
