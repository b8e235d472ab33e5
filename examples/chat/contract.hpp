// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>
#include <socketiota/event.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

/// What page and server tell each other; README.md says when and to whom. A plain struct travels as
/// a JavaScript object whose keys are its members, a variant as whatever it holds.
namespace chat {

namespace sio = socketiota;

struct line {
    std::string id, name, type, text;
    std::int64_t at;
};

struct refused {
    std::string error;
    bool ok = false;
};

template <class Accepted>
using answer = std::variant<Accepted, refused>;

struct joined {
    std::string room, you;
    std::vector<std::string> people;
    std::vector<line> lines;
    std::string error{};
    bool ok = true;
};

struct renamed {
    std::string you, error{};
    bool ok = true;
};

struct noted {
    chat::line line;
    std::string error{};
    bool ok = true;
};

struct fetched {
    sio::bytes bytes;
    std::string error{};
    bool ok = true;
};

namespace ask {

struct to_join {
    std::string room, name, session;
    bool create;
};

struct to_rename {
    std::string name;
};

struct to_say {
    std::string id, text;
};

struct to_show {
    std::string id, alt, type;
};

struct to_fetch {
    std::string id;
};

inline constexpr sio::event<"join", answer<joined>(to_join)> join{};
inline constexpr sio::event<"rename", answer<renamed>(to_rename)> rename{};
inline constexpr sio::event<"say", answer<noted>(to_say)> say{};
inline constexpr sio::event<"picture", answer<noted>(to_show, sio::bytes)> picture{};
inline constexpr sio::event<"fetch", answer<fetched>(to_fetch)> fetch{};
inline constexpr sio::event<"typing", void()> typing{};

} // namespace ask

namespace tell {

struct room_size {
    std::string name;
    std::size_t people;
};

struct change {
    std::vector<std::string> people;
    std::string what, name, was;
};

struct writer {
    std::string name;
};

inline constexpr sio::event<"rooms", void(std::vector<room_size>)> rooms{};
inline constexpr sio::event<"people", void(change)> people{};
inline constexpr sio::event<"line", void(chat::line)> line{};
inline constexpr sio::event<"picture", void(chat::line, sio::bytes)> picture{};
inline constexpr sio::event<"typing", void(writer)> typing{};

} // namespace tell
} // namespace chat
