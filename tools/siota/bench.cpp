// SPDX-License-Identifier: MIT
#include "bench_outcome.hpp"
#include "command.hpp"
#include "connection_arguments.hpp"
#include "exit_status.hpp"
#include "load.hpp"
#include "words.hpp"

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <iostream>
#include <memory>

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>

namespace siota {
namespace {

exit_status bench(bench_arguments const& given) {
    boost::asio::io_context context(1);
    load const one(context, given);
    context.run();
    bench_outcome const& outcome = one.outcome();
    if (given.json)
        std::cout << json_report_of(outcome).to_json() << std::endl;
    else
        std::cout << report_of(outcome) << std::flush;
    if (!one.complaint().empty())
        std::cerr << "siota: " << one.complaint() << '\n';
    if (outcome.connections == 0)
        return exit_status::no_connection;
    return outcome.failed + outcome.refused_connections == 0 ? exit_status::done
                                                             : exit_status::no_answer;
}

} // namespace

void add_bench(CLI::App& program, command& chosen) {
    auto const given = std::make_shared<bench_arguments>();
    CLI::App& benching =
        *program.add_subcommand("bench", "Asks at a fixed rate, and reports how long answers take");
    add_connection_arguments(benching, given->connection);
    benching.add_option("--event", given->event, "Event that is sent; the server has to answer it")
        ->capture_default_str();
    benching.add_option("--connections", given->connections, "How many")
        ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000}))
        ->capture_default_str();
    benching.add_option("--ramp", given->ramp, "Seconds over which they are made")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    benching.add_option("--rate", given->rate, "Events a second, of all connections together")
        ->check(CLI::Range(0.001, 1e7))
        ->capture_default_str();
    benching.add_option("--duration", given->duration, "Seconds of sending")
        ->check(CLI::Range(0.001, 1e6))
        ->capture_default_str();
    benching.add_flag("--json", given->json, "Reports as JSON, times in milliseconds");
    benching.allow_extras(); // CLI11 takes [1,2] for two
    benching.footer(
        "Arguments are those of the event. Each event is due at its own time, whatever became of\n"
        "those before, and the time of its answer counts from then: a server that stalls is seen.\n"
        "If 'late' is long, siota itself is too slow for that rate.\n\n"
        "Examples:\n"
        "  siota serve --quiet & siota bench http://localhost:3000\n"
        "  siota bench http://localhost:3000 --connections 1000 --ramp 10 --rate 5000 hello\n"
        "  siota bench http://localhost:3000 --event add 1 2 --json | jq .events.answer_ms.p99");
    benching.callback([given, &benching, &chosen] {
        given->values = values_in(benching.remaining());
        chosen = [given] { return bench(*given); };
    });
}

} // namespace siota
