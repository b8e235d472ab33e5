// SPDX-License-Identifier: MIT
// expect: a type with a codec of its own: say what it is in TypeScript
// alone: specialises a template of socketiota
#include <socketiota/typescript.hpp>

#include <iostream>
#include <string>
#include <string_view>

namespace sio = socketiota;

struct money {
    int cents;
};

template <>
struct socketiota::codec<money> {
    static void encode(writer& to, money from) { to.write_string(std::to_string(from.cents)); }
};

#ifndef BAD
template <>
struct socketiota::typescript_type<money> {
    static constexpr std::string_view name = "string";
};
#endif

inline constexpr sio::event<"tell", void(money)> tell{};

void test() {
    sio::write_typescript(std::cout, sio::client_to_server{}, sio::server_to_client{tell}); // here
}
