// SPDX-License-Identifier: MIT
// A whole client whose server does what the input says: it opens sessions and lets sockets in or
// not, sends packets that are sound, nearly sound or nothing of the kind, and breaks connections,
// while the program emits, asks, joins, leaves and closes, also inside of its functions.
//
// Invariants: no crash; what is connected has heard so once more than of its end; each question is
// answered once; no function is called once the client is destroyed; no more waits to be sent than
// may; nothing is left.
#include "../fuzz_check.hpp"

#include <socketiota/msgpack_parser.hpp>

#include <boost/asio/awaitable.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <scripted/client/client_life_scene.hpp>
#include <support/decisions.hpp>
#include <support/waiting_coroutines.hpp>

namespace {

using namespace socketiota;
using namespace socketiota::test;

constexpr std::size_t most_buffered = 2000;
constexpr std::array<std::string_view, 2> nsps{"/", "/a"};

client_options options_of(decisions& input) {
    auto options = client_life_scene::usual_options();
    std::uint8_t const bits = input.octet();
    if ((bits & 1U) != 0)
        options.revision = engine_revision::three;
    else if ((bits & 2U) != 0)
        options.auth = [] { return object("token", 1); };
    if ((bits & 4U) != 0) {
        options.retries = 2;
        options.ack_timeout = 1s;
    }
    if ((bits & 8U) != 0)
        options.parser = msgpack_parser();
    if ((bits & 16U) != 0)
        options.reconnection_attempts = 3;
    options.max_message_size = 400;
    options.max_buffered = most_buffered;
    options.max_running_handlers = 3;
    return options;
}

class play {
public:
    explicit play(decisions input) : input_(input), scene_(options_of(input_)) {}

    void run() {
        scene_.begin();
        for (std::size_t which = 0; which < nsps.size(); ++which)
            listen(sockets_[which], scene_.manager->socket(nsps[which]));
        scene_.manager->told().error = detail::callback<void(std::exception_ptr)>(
            [this](std::exception_ptr const&) { fuzz_check(!dropped_); });
        for (int step = 0; step < 300 && !input_.done(); ++step) {
            act();
            scene_.time.settle();
            observe();
        }
        finish();
    }

private:
    /// A namespace as the program has it.
    struct participant {
        std::shared_ptr<clients::socket_core> core{};
        int connects = 0;
        int disconnects = 0;
    };

    void listen(participant& of, std::shared_ptr<clients::socket_core> core) {
        of.core = std::move(core);
        client_socket const me = of.core->handle();
        me.on_connect([this, &of] {
            fuzz_check(!dropped_);
            ++of.connects;
            inside();
        });
        me.on_disconnect([this, &of] {
            fuzz_check(!dropped_);
            ++of.disconnects;
            inside();
        });
        me.on_connect_error([this] {
            fuzz_check(!dropped_);
            inside();
        });
        me.on_any([this] { fuzz_check(!dropped_); });
        me.on("e", [this](value given) {
            fuzz_check(!dropped_);
            inside();
            return given;
        });
        me.on("late", [this](int given) -> boost::asio::awaitable<int> {
            co_await waiting_.wait();
            co_return given;
        });
    }

    void inside() {
        if (input_.below(16) == 1)
            command();
    }

    // ---- what the server does ----

    void act() {
        switch (input_.below(12)) {
        case 0:
            scene_.open_session();
            return;
        case 1:
            scene_.accept_websocket();
            return;
        case 2:
            if (scene_.is_dialled())
                scene_.next_attempt().refuse(
                    {loop::dial_stage::connect, boost::asio::error::timed_out, "words"});
            return;
        case 3:
            return scene_.break_connection();
        case 4:
            return scene_.time.pass(std::chrono::milliseconds(std::int64_t{1} << input_.below(15)));
        case 5:
            return command();
        case 6:
            return waiting_.release();
        case 7:
            if (scene_.server)
                scene_.server->binary(input_.text(30));
            return;
        default:
            if (scene_.server)
                scene_.server->text(packet());
            return;
        }
    }

    std::string packet() {
        static constexpr std::string_view known[]{
            R"(40{"sid":"x"})",
            R"(40{"sid":"x","pid":"p"})",
            R"(40/a,{"sid":"y"})",
            "40",
            "40/a",
            R"(44{"message":"no","data":{"a":1}})",
            R"(44/a,"no")",
            "41",
            "41/a,",
            R"(42["e",{"a":[1]},"offset"])",
            R"(427["e",1])",
            R"(421["late",1])",
            R"(42["late","x"])",
            R"(42/a,["e"])",
            R"(42/b,["e"])",
            R"(451-["e",{"_placeholder":true,"num":0}])",
            R"(461-0[{"_placeholder":true,"num":0}])",
            "2",
            "3",
            "1",
        };
        std::size_t const chosen = input_.below(std::size(known) + 3);
        if (chosen < std::size(known))
            return std::string(known[chosen]);
        if (chosen == std::size(known))
            return "43" + std::to_string(input_.below(8)) + "[1]";
        return '4' + std::string(input_.text(30));
    }

    // ---- what the program does ----

    void command() {
        if (dropped_)
            return;
        participant& one = sockets_[input_.below(sockets_.size())];
        client_socket const me = one.core->handle();
        switch (input_.below(10)) {
        case 0:
            return me.disconnect();
        case 1:
            return me.connect();
        case 2:
            return scene_.manager->close();
        case 3:
            return scene_.manager->connect();
        case 4:
            return me.clear_buffered();
        case 5:
            me.volatile_().emit("v", 1);
            return;
        case 6:
            if (input_.below(8) != 1)
                return;
            dropped_ = true;
            return scene_.manager->drop();
        case 7: {
            int& count = answers_.emplace_back(0);
            me.timeout(1s).emit_with_ack<int>("q", 1)(
                [&count](error_code, int) { fuzz_check(++count == 1); });
            return;
        }
        default:
            me.emit("e", std::string(input_.octet(), 'x'));
            return;
        }
    }

    // ---- what came of it ----

    void observe() {
        for (participant const& each : sockets_) {
            fuzz_check(each.core->buffered() <= most_buffered);
            fuzz_check(dropped_ || each.core->connected() == (each.connects != each.disconnects));
        }
        if (auto const* const now = scene_.manager->open_session())
            fuzz_check(now->unsent() <= most_buffered + 600 + base::outbox::slack);
    }

    void finish() {
        dropped_ = true;
        scene_.manager->drop();
        scene_.time.settle();
        for (participant& each : sockets_) {
            fuzz_check(!each.core->connected());
            each.core.reset();
        }
        scene_.me.reset();
        waiting_.release();
        scene_.end();
        scene_.time.pass(60s);
        for (int const each : answers_)
            fuzz_check(each == 1);
        fuzz_check(scene_.time.shard().units().alive() == 0);
    }

    decisions input_;
    waiting_coroutines waiting_;
    std::array<participant, nsps.size()> sockets_;
    std::deque<int> answers_;
    bool dropped_ = false;
    client_life_scene scene_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    play(decisions(data, size)).run();
    return 0;
}
