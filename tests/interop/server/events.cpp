// SPDX-License-Identifier: MIT
//
// Events about events: echoes, acks in both directions, listeners that come and go.
#include "application.hpp"

#include <boost/asio/post.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace interop {

namespace asio = boost::asio;
namespace sio = socketiota;

void add_echoes(sio::nsp const& nsp) {
    nsp.on("message",
           [](sio::socket who, sio::arguments all, no_answer) { who.emit("message-back", all); });
    nsp.on("message-with-ack", [](sio::arguments all) { return all; });
    nsp.on("message-with-late-ack",
           [](sio::socket who, sio::arguments all, sio::reply<sio::arguments> answer) {
               asio::post(who.get_executor(), [all = std::move(all), answer] { answer(all); });
           });
    nsp.on("ack-twice", [](sio::reply<std::string> answer) {
        answer("first");
        answer("second");
    });
}

void add_server_acks(sio::nsp const& nsp, trace const& to) {
    nsp.on("emit-with-ack", [&to](sio::socket who, sio::arguments all, no_answer) {
        who.emit_with_ack<sio::arguments>("question", std::move(all))(
            [who, &to](sio::error_code failure, sio::arguments answers) {
                if (failure)
                    to(about(who, "answer_lost"));
                else
                    who.emit("answer", answers);
            });
        to(about(who, "question_sent"));
    });
    nsp.on("emit-with-ack-timeout", [](sio::socket who, std::int64_t milliseconds, no_answer) {
        who.timeout(std::chrono::milliseconds(milliseconds))
            .emit_with_ack<sio::arguments>("question")(
                [who](sio::error_code failure, sio::arguments answers) {
                    if (failure == sio::error::operation_has_timed_out)
                        who.emit("answer-error", "operation has timed out");
                    else if (!failure)
                        who.emit("answer", answers);
                });
    });
}

void add_listener_changes(sio::nsp const& nsp) {
    // Registered on each socket, because each listens and stops listening for itself.
    nsp.on_connection([](sio::socket const& socket) {
        socket.once("once", [](sio::socket who, sio::arguments all, no_answer) {
            who.emit("once-back", all);
        });
        socket.on("removable", [](sio::socket who, sio::arguments all, no_answer) {
            who.emit("removable-back", all);
        });
        socket.use([](sio::incoming const& event) {
            return event.name() == "forbidden" ? sio::verdict::reject("forbidden event")
                                               : sio::verdict::accept();
        });
    });
    nsp.on("remove-removable", [](sio::socket who) { who.off("removable"); });
    nsp.on("any-on", [](sio::socket who) {
        who.on_any([](sio::socket const& me, sio::incoming const& event) {
            auto const all = event.arguments();
            me.emit("any-back", event.name(), sio::arguments(all.begin(), all.end()));
        });
    });
    nsp.on("any-off", [](sio::socket who) { who.off_any(); });
    nsp.on("forbidden", [](sio::socket who, no_answer) { who.emit("forbidden-back"); });
}

} // namespace interop
