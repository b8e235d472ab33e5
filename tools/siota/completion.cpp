// SPDX-License-Identifier: MIT
#include "command.hpp"
#include "exit_status.hpp"

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>

namespace siota {
namespace {

struct value_words {
    char const* option;
    char const* words;
};

constexpr value_words values[] = {
    {"--transport", "polling websocket"},
    {"--revision", "3 4"},
    {"--adapter", "classic sharded streams"},
};

std::string options_in(CLI::App const& command) {
    std::string words = "--help";
    for (CLI::Option const* const each : command.get_options())
        for (std::string const& name : each->get_lnames())
            if (name != "help")
                words += " --" + name;
    return words;
}

std::string commands_in(CLI::App const& program) {
    std::string words;
    for (CLI::App const* const each : program.get_subcommands([](CLI::App const*) { return true; }))
        words += each->get_name() + ' ';
    return words;
}

std::string for_bash(CLI::App const& program) {
    std::string script = R"(_siota() {
    local word=${COMP_WORDS[COMP_CWORD]} words=
    if ((COMP_CWORD == 1)); then
        words=')" + commands_in(program) +
                         R"(--help --version'
    else
        case ${COMP_WORDS[COMP_CWORD - 1]} in
)";
    for (auto const& [option, words] : values)
        script += std::string("        ") + option + ") words='" + words + "' ;;\n";
    script += "        --ca | --cert | --key) ;;\n"
              "        *)\n"
              "            [[ $word != -* ]] || case ${COMP_WORDS[1]} in\n";
    for (CLI::App const* const each : program.get_subcommands([](CLI::App const*) { return true; }))
        script += "            " + each->get_name() + ") words='" + options_in(*each) + "' ;;\n";
    return script + R"(            esac
            ;;
        esac
    fi
    COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _siota siota
)";
}

std::string quoted(std::string const& text) {
    std::string made = "'";
    for (char const each : text)
        made += each == '\'' ? std::string("\\'") : std::string(1, each);
    return made + '\'';
}

std::string for_fish(CLI::App const& program) {
    std::string script;
    for (CLI::App const* const each :
         program.get_subcommands([](CLI::App const*) { return true; })) {
        script += "complete -c siota -f -n __fish_use_subcommand -a " + each->get_name() + " -d " +
                  quoted(each->get_description()) + '\n';
        for (CLI::Option const* const option : each->get_options())
            for (std::string const& name : option->get_lnames())
                script += "complete -c siota -n '__fish_seen_subcommand_from " + each->get_name() +
                          "' -l " + name + (option->get_expected_max() > 0 ? " -r" : "") + " -d " +
                          quoted(option->get_description()) + '\n';
    }
    return script;
}

} // namespace

void add_completion(CLI::App& program, command& chosen) {
    auto const shell = std::make_shared<std::string>();
    CLI::App& completing =
        *program.add_subcommand("completion", "Prints what makes a shell complete its arguments");
    completing.add_option("SHELL", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    completing.footer("The Debian package has it for bash already.\n\n"
                      "Examples:\n"
                      "  source <(siota completion bash)\n"
                      "  siota completion fish > ~/.config/fish/completions/siota.fish");
    completing.callback([shell, &program, &chosen] {
        chosen = [shell, &program] {
            if (*shell == "zsh")
                std::cout << "autoload -U +X bashcompinit && bashcompinit\n";
            std::cout << (*shell == "fish" ? for_fish(program) : for_bash(program)) << std::flush;
            return exit_status::done;
        };
    });
}

} // namespace siota
