// SPDX-License-Identifier: MIT
#include "../common/descriptor_limit.hpp"
#include "failure.hpp"
#include "options.hpp"
#include "scenarios.hpp"

#include <csignal>
#include <iostream>
#include <string_view>

namespace {

using namespace socketiota::bench;

report run(const options& chosen) {
    if (chosen.scenario == "echo")
        return run_echo(chosen);
    if (chosen.scenario == "broadcast")
        return run_broadcast(chosen);
    if (chosen.scenario == "connect")
        return run_connect(chosen);
    if (chosen.scenario == "polling")
        return run_polling(chosen);
    return run_idle(chosen);
}

} // namespace

int main(int count, char** arguments) {
    if (count == 2 && std::string_view{arguments[1]} == "--help") {
        std::cout << usage_text();
        return 0;
    }
    try {
        const options chosen = parse_options(count, arguments);
        raise_descriptor_limit();
        // OpenSSL writes without MSG_NOSIGNAL.
        static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
        std::cout << run(chosen).line();
        return 0;
    } catch (const usage_error& wrong) {
        std::cerr << "bench_driver: " << wrong.what() << "; see bench_driver --help\n";
        return 2;
    } catch (const failure& failed) {
        std::cerr << "bench_driver: " << failed.what() << "\n";
        return 1;
    }
}
