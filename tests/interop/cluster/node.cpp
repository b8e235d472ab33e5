// SPDX-License-Identifier: MIT
//
// One server of a cluster: node.js is the same in JavaScript. It does what its clients say.
#include <socketiota/metric.hpp>
#include <socketiota/postgres_adapter.hpp>
#include <socketiota/redis_adapter.hpp>
#include <socketiota/server.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sio = socketiota;
namespace asio = boost::asio;

namespace {

constexpr auto and_errors = asio::as_tuple(asio::use_awaitable);

std::optional<sio::recovery_options> recovery_of(std::string const& milliseconds) {
    if (milliseconds.empty())
        return std::nullopt;
    return sio::recovery_options{.max_disconnection_duration =
                                     std::chrono::milliseconds(std::stol(milliseconds))};
}

/// What a client wants done.
struct wanted_act {
    std::string act;
    std::optional<std::vector<std::string>> to;
    std::optional<std::vector<std::string>> except;
    std::optional<std::vector<std::string>> rooms;
    std::optional<sio::value> flags;
    std::optional<std::string> event;
    std::optional<std::vector<sio::value>> args;
    std::optional<bool> broadcast;
    std::optional<bool> close;
};

sio::arguments all(std::vector<sio::value> const& args) { return {args.begin(), args.end()}; }

sio::broadcast_operator selected(sio::broadcast_operator those, wanted_act const& what) {
    sio::value const flags = what.flags.value_or(sio::value::empty_object());
    if (flags["volatile"] == true)
        those = those.volatile_();
    if (flags["compress"] == false)
        those = those.compress(false);
    if (flags["local"] == true)
        those = those.local();
    if (auto const limit = flags["timeout"].to<int>(); limit)
        those = those.timeout(std::chrono::milliseconds(*limit));
    if (what.to)
        those = those.to(*what.to);
    if (what.except)
        those = those.except(*what.except);
    return those;
}

sio::value answers_of(std::vector<sio::value> const& answers, sio::error_code failure) {
    return sio::object("answers", answers, "failed", failure.failed());
}

sio::value description_of(sio::remote_socket const& each) {
    auto rooms = each.rooms();
    std::sort(rooms.begin(), rooms.end());
    auto const& request = each.handshake();
    return sio::object("id", each.id(), "data", each.data(), "rooms", rooms, "auth", request.auth(),
                       "name", request.query("name"), "agent", request.header("x-agent"), "secure",
                       request.secure());
}

asio::awaitable<sio::value> perform(sio::socket me, wanted_act what) {
    auto const those =
        selected(what.broadcast.value_or(false) ? me.broadcast() : me.nsp().all(), what);
    auto const args = what.args.value_or(std::vector<sio::value>());
    if (what.act == "emit") {
        those.emit(*what.event, all(args));
    } else if (what.act == "ask") {
        auto const [failure, answers] =
            co_await those.emit_with_ack<sio::value>(*what.event, all(args))(and_errors);
        co_return answers_of(answers, failure);
    } else if (what.act == "fetch") {
        std::vector<sio::value> found;
        for (auto const& each : co_await those.fetch_sockets())
            found.push_back(description_of(each));
        co_return sio::value(found);
    } else if (what.act == "find") {
        auto const [failure, found] = co_await those.fetch_sockets()(and_errors);
        std::vector<std::string> ids;
        for (auto const& each : found)
            ids.push_back(each.id());
        co_return sio::object("ids", ids, "failed", failure.failed());
    } else if (what.act == "join") {
        those.sockets_join(*what.rooms);
    } else if (what.act == "leave") {
        those.sockets_leave(*what.rooms);
    } else if (what.act == "disconnect") {
        those.disconnect_sockets(what.close.value_or(false));
    }
    co_return sio::value();
}

void add_application(sio::nsp const& nsp, std::string const& name) {
    nsp.on_disconnect([nsp](sio::socket me) { nsp.emit("left", me.id()); });
    nsp.on("join", [](sio::socket me, std::vector<std::string> rooms) { me.join(rooms); });
    nsp.on("data", [](sio::socket me, sio::value data) { me.data() = std::move(data); });
    nsp.on("act", perform);
    nsp.on("tell servers", [nsp](std::string event, std::vector<sio::value> args) {
        nsp.server_side_emit(event, all(args));
    });
    nsp.on("ask servers",
           [nsp](std::string event, std::vector<sio::value> args) -> asio::awaitable<sio::value> {
               auto const [failure, answers] =
                   co_await nsp.server_side_emit_with_ack<sio::value>(event, all(args))(and_errors);
               co_return answers_of(answers, failure);
           });
    nsp.on("count servers", [nsp]() -> asio::awaitable<std::size_t> {
        auto const [failure, count] = co_await nsp.count_servers()(and_errors);
        co_return failure ? 0 : count;
    });
    nsp.on_server_side("told", [nsp](sio::arguments args) { nsp.local().emit("told", args); });
    nsp.on_server_side("who", [name](sio::arguments args) {
        return sio::object("name", name, "args", std::vector<sio::value>(args.begin(), args.end()));
    });
    nsp.on_server_side("never", [](sio::reply<int>) {});
}

sio::cluster_adapter adapter_of(std::map<std::string, std::string>& given) {
    std::string const& kind = given["adapter"];
    sio::redis_options redis{.url = given["redis"]};
    if (given["deployment"] == "cluster")
        redis.deployment = sio::redis_deployment::cluster;
    if (kind == "postgres")
        return sio::postgres_adapter({.postgres = {.url = given["postgres"]}});
    if (kind == "classic")
        return sio::redis_adapter({.redis = redis});
    if (kind == "streams")
        return sio::redis_streams_adapter({.redis = redis});
    if (kind == "streams-several")
        return sio::redis_streams_adapter({.redis = redis,
                                           .stream_name = "several",
                                           .stream_count = 3,
                                           .channel_prefix = "s",
                                           .use_sharded_pub_sub = true,
                                           .read_count = 10,
                                           .block_time = std::chrono::seconds(1)});
    sio::redis_sharded_adapter_options sharded{.redis = redis};
    if (kind == "sharded-static")
        sharded.subscription_mode = sio::redis_subscription_mode::fixed;
    else if (kind == "sharded-dynamic-private")
        sharded.subscription_mode = sio::redis_subscription_mode::dynamic_private;
    return sio::redis_sharded_adapter(sharded);
}

} // namespace

int main(int count, char** arguments) {
    try {
        std::map<std::string, std::string> given;
        for (int index = 1; index < count; ++index) {
            std::string_view argument(arguments[index]);
            argument.remove_prefix(2);
            auto const equals = argument.find('=');
            given[std::string(argument.substr(0, equals))] = argument.substr(equals + 1);
        }
        auto const* const shards = std::getenv("SOCKETIOTA_SHARDS");
        sio::server io{{.connection_state_recovery = recovery_of(given["recovery"]),
                        .adapter = adapter_of(given),
                        .shards = shards != nullptr ? std::stoul(shards) : 1}};
        io.on_error([](std::exception_ptr failure) {
            try {
                std::rethrow_exception(failure);
            } catch (std::exception const& thrown) {
                std::cerr << thrown.what() << std::endl;
            }
        });
        io.on_metric([](sio::metric what) {
            if (auto const name = sio::to_string(what); name.starts_with("cluster_"))
                std::cerr << "the program hears of " + std::string(name) + '\n'; // in one piece
        });
        for (char const* const name : {"/", "/chat"})
            add_application(io.of(name), given["name"]);
        io.listen({asio::ip::address_v4::loopback(), 0});
        std::cout << "listening on http://127.0.0.1:" << io.port() << std::endl;
        io.run();
        return 0;
    } catch (std::exception const& failure) {
        std::cerr << failure.what() << std::endl;
        return 1;
    }
}
