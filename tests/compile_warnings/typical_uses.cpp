// SPDX-License-Identifier: MIT
// What programs do with the public headers, compiled as they are compiled there: optimised, with
// warnings, and with the headers in a folder named by -I, for which compilers are not silent.
#include <socketiota/arguments.hpp>
#include <socketiota/cancel_on_disconnect.hpp>
#include <socketiota/raw.hpp>
#include <socketiota/server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

namespace net = boost::asio;
namespace sio = socketiota;
using namespace std::chrono_literals;

namespace {

struct offer {
    int id = 0;
    std::string name{};
    std::optional<std::vector<std::string>> tags{};
    std::variant<int, std::string> price{};
};

namespace events {

inline constexpr sio::event<"add", int(int, int)> add;
inline constexpr sio::event<"offers", std::vector<offer>(std::string)> offers;
inline constexpr sio::event<"news", void(std::string, offer)> news;

} // namespace events

void listen(sio::server& io) {
    io.on("join", [](sio::socket who, std::string room) { who.join(room); });
    io.on("value", [](sio::value any) { return any; });
    io.on("raw", [](sio::socket const& who, sio::raw any) { who.broadcast().emit("raw", any); });
    io.on("all", [](sio::arguments all) { return all; });
    io.on("view", [](std::string_view text) { return text.size(); });
    io.on("time", [](std::chrono::system_clock::time_point at) { return at; });
    io.on("map", [](std::map<std::string, std::vector<double>> all) { return all; });
    io.on("several", [](std::optional<offer> one) { return std::tuple(one, 1, "two"); });
    io.on("result", [](sio::value any) { return any.to<int>(); });
    io.on("later", [](sio::socket, int number, sio::reply<int> answer) { answer(number); });
    io.on("wait", [](sio::socket who, offer wanted) -> net::awaitable<std::string> {
        int const sum = co_await who.timeout(5s).emit_with_ack<int>("add", 1, 2);
        auto const both = co_await who.emit_with_ack<std::tuple<int, std::string>>("both", wanted);
        auto const none = co_await who.emit_with_ack<offer>("offer");
        auto const maybe = co_await who.emit_with_ack<std::optional<std::string>>("maybe");
        auto const any = co_await who.emit_with_ack<sio::value>("any");
        co_await who.emit_with_ack<void>("seen");
        co_return std::to_string(sum + std::get<0>(both) + none.id) + maybe.value_or("") +
            any["x"].value_or("y");
    });
    io.on("gone", sio::cancel_on_disconnect([](sio::socket who) -> net::awaitable<void> {
              co_await who.emit_with_ack<bool>("still there");
          }));
    io.on(events::add, [](int a, int b) { return a + b; });
    io.on(events::offers, [](std::string) { return std::vector<offer>(3); });
    io.on(events::news, [](std::string, offer) {});
}

void send(sio::server& io, sio::socket const& who) {
    io.emit("number", 1, 2.5, true, nullptr);
    io.to("room").except("other").emit(events::news, "text", offer{1, "name"});
    who.emit("object", sio::object("a", 1, "b", sio::array("c", 2)));
    who.timeout(1s).emit_with_ack<int>("add", 1, 2)([](sio::error_code, int) {});
    who.emit_with_ack<std::string>("name")([](sio::error_code, std::string) {});
    who.emit_with_ack<std::vector<offer>>("offers")([](sio::error_code, std::vector<offer>) {});
    who.emit_with_ack<void>("seen")([](sio::error_code) {});
    who.emit_with_ack(events::offers, "x")([](sio::error_code, std::vector<offer>) {});
    io.timeout(1s).emit_with_ack<int>("count")([](sio::error_code, std::vector<int>) {});
    io.to("room").timeout(1s).emit_with_ack<std::string>("who")(
        [](sio::error_code, std::vector<std::string>) {});
    auto later = who.emit_with_ack<bool>("sure")(net::use_future);
}

net::awaitable<void> ask(sio::server& io) {
    auto const all = co_await io.in("room").timeout(1s).emit_with_ack<std::string>("who");
    auto const sockets = co_await io.fetch_sockets();
    for (auto const& each : sockets)
        each.emit("one of", all.size());
}

void serve(sio::server& io) {
    io.http().post("/offers", [](sio::http_request const& request) {
        auto const made = request.json<offer>();
        return made ? sio::http_response::json(*made)
                    : sio::http_response::text(made.error().message(), 400);
    });
    io.http().get("/wait", [](sio::http_request const&) -> net::awaitable<sio::http_response> {
        co_return sio::http_response::text("x");
    });
    io.websocket("/feed", [](sio::websocket_connection peer) {
        peer.on_text([peer](std::string_view text) { peer.send(text); });
    });
    io.on_connection([](sio::socket who) { who.emit("hello", who.id()); });
    io.on_error([](sio::socket const&, std::exception_ptr) {});
}

} // namespace

int main() {
    sio::server io;
    listen(io);
    serve(io);
    io.on_connection([&io](sio::socket who) {
        send(io, who);
        net::co_spawn(who.get_executor(), ask(io), net::detached);
    });
    io.listen(3000);
    io.run();
}
