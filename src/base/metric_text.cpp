// SPDX-License-Identifier: MIT
#include <array>
#include <charconv>

#include <base/metric_text.hpp>

namespace socketiota::base {

// A comment says of what kind a family is: two for each, in front of its samples.
void metric_text::begin(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_.append("# HELP ").append(name).append(1, ' ');
    add_escaped(help, false);
    text_.append("\n# TYPE ").append(name).append(1, ' ').append(type).append(1, '\n');
}

void metric_text::sample(std::uint64_t value) {
    text_.append(name_).append(1, ' ').append(std::to_string(value)).append(1, '\n');
}

void metric_text::sample(double value) {
    text_.append(name_).append(1, ' ');
    add(value);
}

void metric_text::sample(std::string_view label, std::string_view label_value,
                         std::uint64_t value) {
    begin_sample(label, label_value);
    text_.append(std::to_string(value)).append(1, '\n');
}

void metric_text::sample(std::string_view label, std::string_view label_value, double value) {
    begin_sample(label, label_value);
    add(value);
}

void metric_text::begin_sample(std::string_view label, std::string_view label_value) {
    text_.append(name_).append(1, '{').append(label).append("=\"");
    add_escaped(label_value, true);
    text_.append("\"} ");
}

void metric_text::add(double value) {
    // Not printf, which follows the locale. A double takes 24 characters at most.
    std::array<char, 32> digits{};
    char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    text_.append(digits.data(), end).append(1, '\n');
}

void metric_text::add_escaped(std::string_view text, bool also_quotes) {
    for (char const each : text) {
        if (each == '\n')
            text_ += "\\n";
        else if (each == '\\' || (each == '"' && also_quotes))
            text_.append(1, '\\').append(1, each);
        else
            text_ += each;
    }
}

} // namespace socketiota::base
