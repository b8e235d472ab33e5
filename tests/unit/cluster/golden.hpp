// SPDX-License-Identifier: MIT
// What official servers have sent to each other; make_golden.mjs wrote the file.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota::cluster {

inline std::string from_hex(std::string_view digits) {
    std::string octets;
    for (std::size_t at = 0; at + 1 < digits.size(); at += 2)
        octets += static_cast<char>(std::stoi(std::string(digits.substr(at, 2)), nullptr, 16));
    return octets;
}

inline std::string to_hex(std::string_view octets) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (char const octet : octets) {
        text += digits[static_cast<unsigned char>(octet) >> 4];
        text += digits[static_cast<unsigned char>(octet) & 15U];
    }
    return text;
}

struct golden_line {
    std::string step;
    std::vector<std::string> parts;
};

/// All lines of that kind.
inline std::vector<golden_line> golden(std::string_view kind) {
    std::ifstream file(std::string(CLUSTER_GOLDEN) + "/golden.txt");
    std::vector<golden_line> lines;
    std::string step;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("# ")) {
            step = line.substr(2);
            continue;
        }
        std::istringstream columns(line);
        std::string part;
        std::getline(columns, part, '\t');
        if (part != kind)
            continue;
        golden_line read{step, {}};
        while (std::getline(columns, part, '\t'))
            read.parts.push_back(from_hex(part));
        lines.push_back(read);
    }
    EXPECT_FALSE(lines.empty()) << kind;
    return lines;
}

} // namespace socketiota::cluster
