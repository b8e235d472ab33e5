// SPDX-License-Identifier: MIT
#include "command.hpp"
#include "connection_arguments.hpp"
#include "exit_status.hpp"
#include "readable_text.hpp"
#include "round_trip.hpp"
#include "seconds.hpp"
#include "visible_text.hpp"
#include "without_binary.hpp"
#include "words.hpp"

#include <socketiota/arguments.hpp>
#include <socketiota/client.hpp>
#include <socketiota/client_options.hpp>
#include <socketiota/client_socket.hpp>
#include <socketiota/connect_error.hpp>
#include <socketiota/disconnect_reason.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/error.hpp>
#include <socketiota/value.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <CLI/App.hpp>

namespace net = boost::asio;
namespace sio = socketiota;

namespace siota {
namespace {

struct emit_arguments {
    connection_arguments connection{};
    std::string event{};
    sio::arguments values{};
    bool ack = false;
    bool json = false;
};

/// One event, and the end of the connection behind it.
class sender {
public:
    sender(net::io_context& context, emit_arguments const& given)
        : given_(given),
          client_(make_client(context, given.connection, options())),
          patience_(context) {
        socket_.on_connect([this] { send(); });
        socket_.on_connect_error([this](sio::connect_error const& why) {
            end(exit_status::no_connection, sentence_of(why));
        });
        socket_.on_disconnect([this](sio::disconnect_reason why) {
            if (has_sent_ && why == sio::disconnect_reason::io_server_disconnect)
                return end(exit_status::done, {}); // what the event was for, maybe
            if (!has_ended_)
                end(exit_status::no_connection, to_string(why));
        });
    }

    [[nodiscard]] exit_status status() const noexcept { return status_; }

private:
    [[nodiscard]] sio::client_options options() const {
        sio::client_options options = options_of(given_.connection);
        options.reconnection = false;
        return options;
    }

    void send() {
        if (given_.ack)
            return ask();
        sio::emit_result const sent = socket_.emit(given_.event, given_.values);
        if (!sent)
            return end(exit_status::no_answer, sent.reason().message());
        has_sent_ = true;
        after_round_trip(client_, [this] { end(exit_status::done, {}); });
        patience_.expires_after(milliseconds_of(given_.connection.timeout, "--timeout"));
        patience_.async_wait([this](sio::error_code cancelled) {
            if (!cancelled)
                end(exit_status::no_answer,
                    "the server does not say whether the event has arrived");
        });
    }

    void ask() {
        auto const limit = milliseconds_of(given_.connection.timeout, "--timeout");
        socket_.timeout(limit).emit_with_ack<std::tuple<sio::arguments>>(given_.event,
                                                                         given_.values)(
            [this](sio::error_code failed, std::tuple<sio::arguments> answer) {
                if (has_ended_)
                    return; // the connection broke, which is told
                if (failed == sio::error::socket_disconnected)
                    return end(exit_status::no_connection, failed.message());
                if (failed)
                    return end(exit_status::no_answer, failed.message());
                show(std::get<0>(answer));
                end(exit_status::done, {});
            });
    }

    void show(sio::arguments const& answer) const {
        if (given_.json) {
            std::cout << array_without_binary(answer).to_json() << std::endl;
            return;
        }
        for (sio::value const& each : answer)
            std::cout << readable_text(each, style_of_output()) << std::endl;
    }

    void end(exit_status status, std::string_view why) {
        if (std::exchange(has_ended_, true))
            return;
        status_ = status;
        if (!why.empty())
            std::cerr << "siota: " << visible_text(why) << '\n';
        patience_.cancel();
        client_.close(); // once what is on its way has left
    }

    emit_arguments const& given_;
    sio::client client_;
    net::steady_timer patience_;
    sio::client_socket const socket_ = socket_of(client_, given_.connection);
    exit_status status_ = exit_status::no_connection;
    bool has_sent_ = false; // without a question
    bool has_ended_ = false;
};

exit_status emit(emit_arguments const& given) {
    net::io_context context(1);
    sender const one(context, given);
    context.run();
    return one.status();
}

} // namespace

void add_emit(CLI::App& program, command& chosen) {
    auto const given = std::make_shared<emit_arguments>();
    CLI::App& emitting = *program.add_subcommand("emit", "Sends one event");
    add_connection_arguments(emitting, given->connection);
    emitting.add_option("EVENT", given->event, "Name of the event; its arguments follow")
        ->required();
    emitting.add_flag("--ack", given->ack, "Waits for the answer and prints it, a value a line");
    emitting.add_flag("--json", given->json, "Prints the answer as one array of JSON");
    // CLI11 takes [1,2] for two arguments, so that it gets none to look at.
    emitting.allow_extras();
    emitting.footer(
        "Arguments are JSON; what is no JSON is the text that it is; hex:00ff is binary.\n\n"
        "Examples:\n"
        "  siota emit http://localhost:3000 news 'soup is on'\n"
        "  siota emit http://localhost:3000/chat say '{\"room\": \"lobby\"}' hello\n"
        "  siota emit https://chat.example add 1 2 --ack --timeout 5\n"
        "  siota emit https://chat.example picture hex:89504e47 --auth @token.json");
    emitting.callback([given, &emitting, &chosen] {
        given->values = values_in(emitting.remaining());
        chosen = [given] { return emit(*given); };
    });
}

} // namespace siota
