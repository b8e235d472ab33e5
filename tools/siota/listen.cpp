// SPDX-License-Identifier: MIT
#include "command.hpp"
#include "connection_arguments.hpp"
#include "exit_status.hpp"
#include "readable_text.hpp"
#include "visible_text.hpp"
#include "without_binary.hpp"

#include <socketiota/client.hpp>
#include <socketiota/client_socket.hpp>
#include <socketiota/connect_error.hpp>
#include <socketiota/disconnect_reason.hpp>
#include <socketiota/error.hpp>
#include <socketiota/incoming.hpp>
#include <socketiota/value.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/App.hpp>

namespace net = boost::asio;
namespace sio = socketiota;

namespace siota {
namespace {

struct listen_arguments {
    connection_arguments connection{};
    std::vector<std::string> events{};
    std::size_t count = 0; // 0: no end
    bool json = false;
    bool retry = false;
};

/// Prints events until it has enough of them.
class listener {
public:
    listener(net::io_context& context, listen_arguments const& given)
        : given_(given),
          client_(make_client(context, given.connection, options_of(given.connection))),
          signals_(context, SIGINT, SIGTERM) {
        socket_.on_any([this](sio::incoming const& event) { take(event); });
        socket_.on_connect([this] {
            tell(has_connected_ ? "connected again" : "connected");
            has_connected_ = true;
        });
        socket_.on_disconnect([this](sio::disconnect_reason why) {
            if (!socket_.active())
                return end(exit_status::no_connection, to_string(why));
            tell(to_string(why));
        });
        socket_.on_connect_error([this](sio::connect_error const& why) {
            if (!socket_.active() || !(has_connected_ || given_.retry))
                return end(exit_status::no_connection, sentence_of(why));
            tell(sentence_of(why));
        });
        signals_.async_wait([this](sio::error_code failed, int) {
            if (!failed)
                end(exit_status::done, {});
        });
    }

    [[nodiscard]] exit_status status() const noexcept { return status_; }

private:
    void take(sio::incoming const& event) {
        if (has_ended_ || !is_wanted(event.name()))
            return;
        if (given_.json)
            std::cout << sio::object("event", event.name(), "args",
                                     array_without_binary(event.arguments()))
                             .to_json();
        else
            std::cout << readable_line(event.name(), event.arguments(), style_of_output());
        std::cout << std::endl; // a pipe gets each at once
        if (++taken_ == given_.count)
            end(exit_status::done, {});
    }

    [[nodiscard]] bool is_wanted(std::string_view name) const {
        return given_.events.empty() ||
               std::ranges::find(given_.events, name) != given_.events.end();
    }

    static void tell(std::string_view what) { std::cerr << "siota: " << what << std::endl; }

    void end(exit_status status, std::string_view why) {
        if (std::exchange(has_ended_, true))
            return;
        status_ = status;
        if (!why.empty())
            tell(why);
        signals_.cancel();
        client_.close();
    }

    listen_arguments const& given_;
    sio::client client_;
    sio::client_socket const socket_ = socket_of(client_, given_.connection);
    net::signal_set signals_;
    std::size_t taken_ = 0;
    exit_status status_ = exit_status::no_connection;
    bool has_connected_ = false;
    bool has_ended_ = false;
};

exit_status listen(listen_arguments const& given) {
    net::io_context context(1);
    listener const one(context, given);
    context.run();
    return one.status();
}

} // namespace

void add_listen(CLI::App& program, command& chosen) {
    auto const given = std::make_shared<listen_arguments>();
    CLI::App& listening =
        *program.add_subcommand("listen", "Prints the events that come, a line each");
    add_connection_arguments(listening, given->connection);
    listening.add_option("--event", given->events, "Only events of this name; may be repeated")
        ->allow_extra_args(false);
    listening.add_option("--count", given->count, "Ends after so many events; 0: does not end")
        ->capture_default_str();
    listening.add_flag("--json", given->json,
                       "Each as JSON: {\"event\":..., \"args\":[...]}, binary as {\"hex\":...}");
    listening.add_flag("--retry", given->retry, "Tries again also if it cannot connect at first");
    listening.footer(
        "Connects again when the connection breaks. Ctrl-C ends it. Where it is with the\n"
        "server goes to standard error.\n\n"
        "Examples:\n"
        "  siota listen http://localhost:3000\n"
        "  siota listen https://chat.example/chat --auth '{\"token\": \"secret\"}'\n"
        "  siota listen http://localhost:3000 --json --event price | jq '.args[0]'\n"
        "  siota listen http://localhost:3000 --event ready --count 1");
    listening.callback([given, &chosen] { chosen = [given] { return listen(*given); }; });
}

} // namespace siota
