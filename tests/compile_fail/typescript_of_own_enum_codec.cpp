// SPDX-License-Identifier: MIT
// expect: a type with a codec of its own: say what it is in TypeScript
// alone: specialises a template of socketiota
#include <socketiota/typescript.hpp>

#include <iostream>
#include <string>
#include <string_view>

namespace sio = socketiota;

enum class colour { red, green };

template <>
struct socketiota::codec<colour> {
    static void encode(writer& to, colour from) {
        to.write_string(from == colour::red ? "red" : "green");
    }
};

#ifndef BAD
template <>
struct socketiota::typescript_type<colour> {
    static constexpr std::string_view name = "string";
};
#endif

inline constexpr sio::event<"tell", void(colour)> tell{};

void test() {
    sio::write_typescript(std::cout, sio::client_to_server{}, sio::server_to_client{tell}); // here
}
