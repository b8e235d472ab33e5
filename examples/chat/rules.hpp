// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

/// What a name, a line, a picture and a pace have to be like.
namespace chat {

/// Counts code points: all octets of UTF-8 but those that continue one.
inline std::size_t length(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char octet) { return (static_cast<unsigned char>(octet) & 0xC0) != 0x80; }));
}

inline bool is_id(std::string_view text) { return length(text) >= 16 && length(text) <= 64; }

/// A name of a person or a room.
inline bool is_name(std::string_view text) {
    auto const is_control = [](char octet) {
        return static_cast<unsigned char>(octet) < 0x20 || octet == 0x7F;
    };
    return !text.empty() && length(text) <= 24 && text.front() != ' ' && text.back() != ' ' &&
           std::ranges::none_of(text, is_control);
}

inline bool is_text(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") != std::string_view::npos && length(text) <= 1000;
}

/// Whether octets begin like a picture of the type.
inline bool is_picture(std::string_view type, std::string_view octets) {
    return (type == "image/png" && octets.starts_with("\x89PNG\r\n\x1A\n")) ||
           (type == "image/jpeg" && octets.starts_with("\xFF\xD8\xFF")) ||
           (type == "image/gif" &&
            (octets.starts_with("GIF87a") || octets.starts_with("GIF89a"))) ||
           (type == "image/webp" && octets.starts_with("RIFF") &&
            octets.substr(0, 12).ends_with("WEBP"));
}

/// The same for names that differ in the case of ASCII letters only.
inline std::string folded(std::string name) {
    for (char& letter : name)
        if (letter >= 'A' && letter <= 'Z')
            letter = static_cast<char>(letter - 'A' + 'a');
    return name;
}

/// Lets 40 events pass at once, and 4 more each second.
class pace {
public:
    bool allows_one_more() {
        auto const now = std::chrono::steady_clock::now();
        std::chrono::duration<double> const passed = now - since_;
        since_ = now;
        left_ = std::min(40.0, left_ + 4 * passed.count());
        if (left_ < 1)
            return false;
        left_ -= 1;
        return true;
    }

private:
    std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
    double left_ = 40;
};

} // namespace chat
