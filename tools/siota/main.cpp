// SPDX-License-Identifier: MIT
// siota: Socket.IO on the command line.
#include "command.hpp"
#include "exit_status.hpp"

#include <exception>
#include <iostream>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

int main(int count, char** given) {
    using siota::exit_status;
    CLI::App program("Socket.IO on the command line.", "siota");
    siota::command chosen;
    siota::add_emit(program, chosen);
    siota::add_listen(program, chosen);
    program.require_subcommand(1);
    program.set_version_flag("--version", "siota " SIOTA_VERSION);
    program.footer("'siota COMMAND --help' shows examples of each.\n\n"
                   "Exit status: 0 done, 1 no connection, 2 wrong arguments, 3 no answer, "
                   "4 no packet.");
    try {
        program.parse(count, given);
        return static_cast<int>(chosen());
    } catch (CLI::ParseError const& outcome) {
        // Help and version come this way too, as a success.
        return program.exit(outcome) == 0 ? 0 : static_cast<int>(exit_status::misused);
    } catch (siota::misuse const& wrong) {
        std::cerr << "siota: " << wrong.what() << '\n';
        return static_cast<int>(exit_status::misused);
    } catch (std::exception const& failure) {
        std::cerr << "siota: " << failure.what() << '\n';
        return static_cast<int>(exit_status::no_connection);
    }
}
