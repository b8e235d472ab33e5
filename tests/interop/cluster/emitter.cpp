// SPDX-License-Identifier: MIT
//
// A program beside the servers of a cluster. It does what the lines of its input say, says what
// became of each, and ends with its input.
#include <socketiota/arguments.hpp>
#include <socketiota/bytes.hpp>
#include <socketiota/emitter.hpp>
#include <socketiota/postgres_emitter.hpp>
#include <socketiota/redis_streams_emitter.hpp>
#include <socketiota/value.hpp>

#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sio = socketiota;

namespace {

/// What a line wants done.
struct wanted_act {
    std::string act;
    std::optional<std::string> nsp;
    std::optional<std::vector<std::string>> to;
    std::optional<std::vector<std::string>> except;
    std::optional<std::vector<std::string>> rooms;
    std::optional<bool> is_volatile;
    std::optional<bool> compress;
    std::optional<std::string> event;
    std::optional<std::vector<sio::value>> args;
    std::optional<bool> close;
};

sio::emit_result perform_on(sio::emitter_operator those, wanted_act const& what,
                            sio::arguments const& args) {
    if (what.except)
        those = those.except(*what.except);
    if (what.is_volatile.value_or(false))
        those = those.volatile_();
    if (what.compress)
        those = those.compress(*what.compress);
    if (what.act == "emit")
        return those.emit(*what.event, args);
    if (what.act == "emit binary") // which a line of JSON cannot say
        return those.emit(*what.event, sio::bytes(std::string_view("\x01\x02\x03")),
                          sio::object("a", sio::bytes(std::string_view("x"))));
    if (what.act == "join")
        return those.sockets_join(*what.rooms);
    if (what.act == "leave")
        return those.sockets_leave(*what.rooms);
    return those.disconnect_sockets(what.close.value_or(false));
}

sio::emit_result perform(sio::emitter const& everywhere, wanted_act const& what) {
    auto const out = everywhere.of(what.nsp.value_or("/"));
    auto const values = what.args.value_or(std::vector<sio::value>());
    sio::arguments const args(values.begin(), values.end());
    if (what.act == "tell servers")
        return out.server_side_emit(*what.event, args);
    return perform_on(out.to(what.to.value_or(std::vector<std::string>())), what, args);
}

sio::emitter emitter_to(std::string_view adapter, std::string const& url) {
    auto const on_lost = [](sio::error_code why, std::string_view words) {
        std::cerr << "lost: " << why.message() << ' ' << words << std::endl;
    };
    if (adapter == "streams")
        return sio::redis_streams_emitter({.redis = {.url = url}, .on_lost = on_lost});
    if (adapter == "streams-several")
        return sio::redis_streams_emitter({.redis = {.url = url},
                                           .stream_name = "several",
                                           .stream_count = 3,
                                           .on_lost = on_lost});
    if (adapter == "postgres")
        return sio::postgres_emitter({.postgres = {.url = url}, .on_lost = on_lost});
    return sio::emitter({.redis = {.url = url}, .on_lost = on_lost});
}

} // namespace

int main(int, char** arguments) {
    try {
        auto const out = emitter_to(arguments[1], arguments[2]);
        for (std::string line; std::getline(std::cin, line);) {
            auto const done =
                perform(out, sio::value::parse(line).value().to<wanted_act>().value());
            std::cout << (done ? "queued" : done.reason().message()) << std::endl;
        }
        return 0;
    } catch (std::exception const& failure) {
        std::cerr << failure.what() << std::endl;
        return 1;
    }
}
