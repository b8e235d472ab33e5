// SPDX-License-Identifier: MIT
#include "report.hpp"

#include <array>
#include <charconv>

namespace socketiota::bench {

report::report(std::string_view scenario) {
    text_ = "{\"scenario\":\"";
    text_ += scenario;
    text_ += '"';
}

void report::add_name(std::string_view name) {
    text_ += ",\"";
    text_ += name;
    text_ += "\":";
}

report& report::add_count(std::string_view name, std::uint64_t value) {
    add_name(name);
    text_ += std::to_string(value);
    return *this;
}

report& report::add_number(std::string_view name, std::optional<double> value) {
    add_name(name);
    if (!value) {
        text_ += "null";
        return *this;
    }
    std::array<char, 64> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), *value,
                                   std::chars_format::fixed, 3);
    text_.append(digits.data(), end.ptr);
    return *this;
}

} // namespace socketiota::bench
