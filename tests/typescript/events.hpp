// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/arguments.hpp>
#include <socketiota/event.hpp>
#include <socketiota/raw.hpp>
#include <socketiota/typescript_type.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

/// Events with each kind of type that can travel.
namespace events {

namespace sio = socketiota;

enum class level : std::uint8_t { low, high };
enum class colour { red, green };

struct tree {
    std::string label;
    std::vector<tree> branches;
};

struct nothing {};

struct everything {
    bool flag;
    int whole;
    std::uint64_t wide;
    double fraction;
    level number;
    colour name;
    std::string text;
    sio::bytes octets;
    std::vector<std::byte> copied;
    std::array<std::byte, 4> fixed;
    std::optional<std::string> maybe;
    std::vector<std::optional<int>> gaps;
    std::variant<int, std::string, std::monostate> choice;
    std::vector<std::variant<int, std::string>> choices;
    std::tuple<int, std::string> both;
    std::pair<tree, bool> pair;
    std::array<int, 3> three;
    std::set<std::string> names;
    std::map<std::string, std::deque<double>> series;
    std::nullptr_t null;
    sio::value any;
    sio::raw kept;
};

namespace other {
struct tree {
    int height;
};
} // namespace other

class hidden {
public:
    friend constexpr auto describe_fields(hidden const*) {
        return sio::fields("its-name", &hidden::name_, "size", &hidden::size_);
    }

private:
    std::string name_;
    std::optional<int> size_;
};

inline constexpr sio::event<"all", everything(everything, bool)> all{};
inline constexpr sio::event<"two answers", std::tuple<int, std::string>(other::tree)> two{};
inline constexpr sio::event<"notice", void(std::string)> notice{};
inline constexpr sio::event<"rest", void(int, sio::arguments)> rest{};
inline constexpr sio::event<"ask", hidden(nothing)> ask{};
inline constexpr sio::event<"tell", void(tree, std::optional<int>)> tell{};

} // namespace events

template <>
struct socketiota::codec<events::colour> {
    static void encode(writer& to, events::colour from) {
        to.write_string(from == events::colour::red ? "red" : "green");
    }

    static bool decode(reader& from, events::colour& into) {
        std::string_view name;
        if (!from.read_string(name))
            return false;
        into = name == "red" ? events::colour::red : events::colour::green;
        return name == "red" || name == "green" || from.fail(error::arguments_do_not_fit);
    }
};

template <>
struct socketiota::typescript_type<events::colour> {
    static constexpr std::string_view name = R"("red" | "green")";
};
