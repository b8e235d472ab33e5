// SPDX-License-Identifier: MIT
// What JavaScript makes of the same texts and numbers; make_json_vectors.mjs wrote the files.
#include "json_support.hpp"

#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace socketiota {
namespace {

std::string from_hex(std::string const& digits) {
    std::string text;
    for (std::size_t at = 0; at + 1 < digits.size(); at += 2)
        text += static_cast<char>(std::stoi(digits.substr(at, 2), nullptr, 16));
    return text;
}

std::vector<std::string> lines_of(std::string const& name) {
    std::ifstream file(std::string(VALUE_VECTORS) + "/" + name);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
        if (!line.starts_with('#'))
            lines.push_back(line);
    return lines;
}

struct text_vector {
    std::string input;
    std::string outcome;
    std::string output;
};

std::vector<text_vector> text_vectors() {
    std::vector<text_vector> vectors;
    for (std::string const& line : lines_of("json_vectors.txt")) {
        // The first column is empty for the empty text.
        std::size_t const behind_input = line.find(' ');
        std::istringstream columns(line.substr(behind_input));
        std::string outcome;
        std::string output;
        columns >> outcome >> output;
        vectors.push_back({from_hex(line.substr(0, behind_input)), outcome, from_hex(output)});
    }
    return vectors;
}

TEST(json_vectors, accept_and_refuse_what_javascript_does) {
    auto const vectors = text_vectors();
    ASSERT_GT(vectors.size(), 1000U);
    for (text_vector const& each : vectors)
        EXPECT_EQ(validate_json(each.input).failed(), each.outcome == "refused") << each.input;
}

TEST(json_vectors, print_what_javascript_prints) {
    std::size_t compared = 0;
    for (text_vector const& each : text_vectors()) {
        if (each.outcome == "refused")
            continue;
        auto const parsed = value::parse(each.input);
        ASSERT_TRUE(parsed.has_value()) << each.input;
        std::string const printed = parsed->to_json();
        if (each.outcome == "same") {
            EXPECT_EQ(printed, each.output) << each.input;
            ++compared;
        }
        // Whatever it is, it stays what it is.
        EXPECT_EQ(value::parse(printed).value().to_json(), printed);
    }
    EXPECT_GT(compared, 700U);
}

TEST(json_vectors, print_doubles_as_javascript_does) {
    auto const lines = lines_of("number_vectors.txt");
    ASSERT_GT(lines.size(), 1000U);
    for (std::string const& line : lines) {
        std::istringstream columns(line);
        std::string bits;
        std::string expected;
        columns >> bits >> expected;
        auto const number = std::bit_cast<double>(std::uint64_t{std::stoull(bits, nullptr, 16)});
        EXPECT_EQ(json_of(number), expected) << bits;
        if (expected == "null" || expected == "0")
            continue;
        EXPECT_EQ(std::bit_cast<std::uint64_t>(decode_json<double>(expected).value()),
                  std::bit_cast<std::uint64_t>(number))
            << expected;
    }
}

} // namespace
} // namespace socketiota
