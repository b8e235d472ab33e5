// SPDX-License-Identifier: MIT
//
// What messages of all kinds are made of, read through a cursor of either encoding. Nothing in it
// is trusted; what is missing is left as it was, and what is not known is stepped over.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <cluster/message.hpp>
#include <cluster/message_limits.hpp>

namespace socketiota::cluster {

template <class Cursor>
class message_parts {
public:
    message_parts(Cursor& from, message_limits const& limits) noexcept
        : from_(from), names_left_(limits.names), sockets_left_(limits.sockets) {}

    /// An array of rooms, or a single one; null is none. False if what comes holds no name and yet
    /// is something: it means fewer than everybody.
    bool read_names(std::vector<std::string>& into) {
        into.clear();
        if (from_.take_null())
            return true;
        if (!from_.enter_array()) {
            read_name(into);
            return !into.empty();
        }
        bool is_empty = true;
        for (; from_.next_element(); is_empty = false)
            read_name(into);
        return is_empty || !into.empty();
    }

    /// `{rooms, except, flags}`. False if it is no such thing: then nobody knows who is meant, and
    /// an act on everybody is not what was asked for.
    bool read_options(message& into) {
        if (!from_.enter_object()) {
            from_.skip();
            return false;
        }
        bool says_who = true;
        std::string_view key;
        while (from_.next_key(key)) {
            if (key == "rooms")
                says_who = read_names(into.to.rooms);
            else if (key == "except")
                (void)read_names(into.to.except);
            else if (key == "flags")
                read_flags(into);
            else
                from_.skip();
        }
        return says_who;
    }

    /// `{type, data, nsp, id}`, an event as Socket.IO has it; the last two may be missing.
    void read_event(message& into, std::string& nsp) {
        if (!from_.enter_object())
            return from_.skip();
        std::string_view key;
        while (from_.next_key(key)) {
            if (key == "data")
                into.values = from_.take();
            else if (key == "nsp")
                (void)from_.take_text(nsp);
            else if (key == "id")
                into.packet_id = read_count();
            else
                from_.skip();
        }
    }

    /// False if it is no array.
    bool read_sockets(std::vector<described_socket>& into) {
        into.clear();
        if (!from_.enter_array()) {
            from_.skip();
            return false;
        }
        while (from_.next_element()) {
            if (sockets_left_ == 0) {
                refuse();
                return false;
            }
            --sockets_left_;
            if (!read_socket(into.emplace_back()))
                into.pop_back();
        }
        return true;
    }

    /// A whole number from 0 on; others are nothing.
    std::optional<std::uint64_t> read_count() {
        constexpr double most = 9007199254740992.0; // JavaScript knows no whole number behind it
        std::optional<double> const number = from_.take_number();
        if (!number || !(*number >= 0 && *number <= most) || std::trunc(*number) != *number)
            return std::nullopt;
        return static_cast<std::uint64_t>(*number);
    }

    /// The message would have this server hold more than it may.
    [[nodiscard]] bool has_too_much() const noexcept { return has_too_much_; }

private:
    void refuse() noexcept {
        has_too_much_ = true;
        from_.fail();
    }

    void read_name(std::vector<std::string>& into) {
        if (names_left_ == 0)
            return refuse();
        --names_left_;
        std::string name;
        if (from_.take_text(name))
            into.push_back(std::move(name));
    }

    void read_flags(message& into) {
        into.flags = {};
        into.to_one = false;
        into.taken = false;
        if (!from_.enter_object())
            return from_.skip();
        std::string_view key;
        while (from_.next_key(key)) {
            if (key == "volatile")
                into.flags.is_volatile = from_.take_flag().value_or(false);
            else if (key == "compress")
                into.flags.compress = from_.take_flag();
            else if (key == "timeout")
                into.flags.timeout = read_timeout();
            else if (key == "expectSingleResponse")
                into.to_one = from_.take_flag().value_or(false);
            else if (key == "taken")
                into.taken = from_.take_flag().value_or(false);
            else
                from_.skip();
        }
    }

    std::optional<std::chrono::milliseconds> read_timeout() {
        constexpr double longest = 2147483647; // the longest timer that Node has
        std::optional<double> const number = from_.take_number();
        if (!number || std::isnan(*number))
            return std::nullopt;
        return std::chrono::milliseconds(
            static_cast<std::int64_t>(std::clamp(*number, 0.0, longest)));
    }

    /// Whether it is one.
    [[nodiscard]] bool read_socket(described_socket& into) {
        if (!from_.enter_object()) {
            from_.skip();
            return false;
        }
        std::string_view key;
        while (from_.next_key(key)) {
            if (key == "id")
                (void)from_.take_text(into.id);
            else if (key == "handshake")
                into.handshake = from_.take();
            else if (key == "rooms")
                (void)read_names(into.rooms);
            else if (key == "data")
                into.data = from_.take();
            else
                from_.skip();
        }
        return !into.id.empty();
    }

    Cursor& from_;
    std::size_t names_left_;
    std::size_t sockets_left_;
    bool has_too_much_ = false;
};

} // namespace socketiota::cluster
