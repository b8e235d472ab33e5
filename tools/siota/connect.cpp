// SPDX-License-Identifier: MIT
#include "command.hpp"
#include "connection_arguments.hpp"
#include "conversation.hpp"
#include "exit_status.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>

#include <CLI/App.hpp>

namespace siota {

void add_connect(CLI::App& program, command& chosen) {
    auto const given = std::make_shared<connect_arguments>();
    CLI::App& connecting =
        *program.add_subcommand("connect", "Sends what is typed, and shows what comes");
    add_connection_arguments(connecting, given->connection);
    connecting.add_flag("--retry", given->retry, "Tries again also if it cannot connect at first");
    connecting.footer(
        "Lines are events: a name, and values that are JSON, 'a text', a word or hex:00ff.\n"
        "/ack in front of it shows the answer; /help tells the rest. At the end of a pipe it\n"
        "waits for the answers.\n\n"
        "Examples:\n"
        "  siota connect http://localhost:3000\n"
        "  siota connect https://chat.example --nsp /chat --auth '{\"token\": \"secret\"}'\n"
        "  echo '/ack add 1 2' | siota connect http://localhost:3000");
    connecting.callback([given, &chosen] {
        chosen = [given] {
            boost::asio::io_context context(1);
            return conversation(context, *given).run();
        };
    });
}

} // namespace siota
