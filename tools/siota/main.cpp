// SPDX-License-Identifier: MIT
// siota: Socket.IO on the command line.
#include "command.hpp"
#include "exit_status.hpp"
#include "visible_text.hpp"

#include <socketiota/error.hpp>

#include <boost/system/system_error.hpp>

#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace {

/// Names the words that a subcommand takes and CLI11 does not see, and of options their defaults in
/// place of the names that types have in C++.
class plain_help : public CLI::Formatter {
public:
    std::string make_option_opts(CLI::Option const* option) const override {
        if (option->get_positional() || option->get_items_expected_max() == 0)
            return {};
        std::string const& preset = option->get_default_str();
        return preset.empty() ? " VALUE" : " VALUE (" + preset + ')';
    }

    std::string make_usage(CLI::App const* command, std::string name) const override {
        std::string usage = CLI::Formatter::make_usage(command, std::move(name));
        if (!command->get_allow_extras())
            return usage;
        usage.erase(usage.find_last_not_of('\n') + 1);
        return usage + (command->get_name() == "decode" ? " [MESSAGE...]\n" : " [ARGUMENT...]\n");
    }
};

} // namespace

int main(int count, char** given) {
    using siota::exit_status;
    CLI::App program("Socket.IO on the command line.", "siota");
    program.formatter(std::make_shared<plain_help>());
    siota::command chosen;
    siota::add_bench(program, chosen);
    siota::add_completion(program, chosen);
    siota::add_connect(program, chosen);
    siota::add_decode(program, chosen);
    siota::add_emit(program, chosen);
    siota::add_listen(program, chosen);
    siota::add_publish(program, chosen);
    siota::add_serve(program, chosen);
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
        if (outcome.get_exit_code() == 0)
            return program.exit(outcome);
        std::cerr << "siota: " << outcome.what() << "; see siota --help\n";
        return static_cast<int>(exit_status::misused);
    } catch (siota::misuse const& wrong) {
        std::cerr << "siota: " << wrong.what() << '\n';
        return static_cast<int>(exit_status::misused);
    } catch (boost::system::system_error const& failure) {
        std::cerr << "siota: " << siota::visible_text(failure.what()) << '\n';
        bool const is_misuse = failure.code() == socketiota::error::invalid_option;
        return static_cast<int>(is_misuse ? exit_status::misused : exit_status::no_connection);
    } catch (std::exception const& failure) {
        std::cerr << "siota: " << failure.what() << '\n';
        return static_cast<int>(exit_status::no_connection);
    }
}
