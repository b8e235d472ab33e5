// SPDX-License-Identifier: MIT
#include "bench_outcome.hpp"

#include "latency_histogram.hpp"

#include <socketiota/value.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

namespace sio = socketiota;

namespace siota {
namespace {

using named_share = std::pair<char const*, double>;
constexpr std::array<named_share, 4> shares{
    named_share{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}};

double milliseconds_in(latency_histogram::duration time) {
    return static_cast<double>(time.count()) / 1000;
}

std::string number(char const* format, double given) {
    std::array<char, 64> text{};
    static_cast<void>(std::snprintf(text.data(), text.size(), format, given));
    return text.data();
}

std::string in_milliseconds(latency_histogram::duration time) {
    double const given = milliseconds_in(time);
    return number(given < 10 ? "%.2f" : given < 100 ? "%.1f" : "%.0f", given);
}

double rate_of(bench_outcome const& outcome) {
    auto const took = outcome.sending.count();
    return took == 0 ? 0 : static_cast<double>(outcome.sent) * 1e6 / static_cast<double>(took);
}

std::string line_of(char const* name, latency_histogram const& of) {
    std::string line = std::string(name) + "min " + in_milliseconds(of.min()) + "  mean " +
                       in_milliseconds(of.mean());
    for (auto const& [share_name, share] : shares)
        line += std::string("  ") + share_name + ' ' + in_milliseconds(of.quantile(share));
    return line + "  max " + in_milliseconds(of.max()) + '\n';
}

std::string bars_of(latency_histogram const& of) {
    constexpr std::uint64_t widest = 40;
    auto const buckets = of.by_powers_of_two();
    std::uint64_t most = 1;
    for (auto const& each : buckets)
        most = std::max(most, each.count);
    std::string text;
    for (auto const& each : buckets) {
        std::string const limit = in_milliseconds(each.up_to);
        std::string const bar((each.count * widest + most - 1) / most, '#');
        text += "  up to " + std::string(8 - std::min<std::size_t>(limit.size(), 8), ' ') + limit +
                "  " + bar + std::string(widest - bar.size() + 1, ' ') +
                std::to_string(each.count) + '\n';
    }
    return text;
}

sio::value json_of(latency_histogram const& of) {
    sio::value made = sio::object("count", of.count(), "min", milliseconds_in(of.min()), "mean",
                                  milliseconds_in(of.mean()));
    for (auto const& [name, share] : shares)
        made.set(name, milliseconds_in(of.quantile(share)));
    made.set("max", milliseconds_in(of.max()));
    sio::value& buckets = made.set("histogram", sio::value::empty_array());
    for (auto const& each : of.by_powers_of_two())
        buckets.push_back(sio::object("up_to", milliseconds_in(each.up_to), "count", each.count));
    return made;
}

} // namespace

std::string report_of(bench_outcome const& outcome) {
    std::string text = std::to_string(outcome.connections) + " connections, " +
                       std::to_string(outcome.refused_connections) + " refused, " +
                       std::to_string(outcome.lost_connections) + " lost\n";
    text += std::to_string(outcome.sent) + " events, " + number("%.0f", rate_of(outcome)) +
            " a second; " + std::to_string(outcome.answers.count()) + " answered, " +
            std::to_string(outcome.failed) + " failed\n\nmilliseconds\n";
    text += line_of("  connect  ", outcome.connecting);
    text += line_of("  answer   ", outcome.answers);
    text += line_of("  late     ", outcome.lateness);
    text += "\nanswers, from when their events were due\n" + bars_of(outcome.answers);
    return text;
}

sio::value json_report_of(bench_outcome const& outcome) {
    return sio::object(
        "connections",
        sio::object("made", outcome.connections, "refused", outcome.refused_connections, "lost",
                    outcome.lost_connections, "connect_ms", json_of(outcome.connecting)),
        "events",
        sio::object("sent", outcome.sent, "answered", outcome.answers.count(), "failed",
                    outcome.failed, "per_second", rate_of(outcome), "answer_ms",
                    json_of(outcome.answers), "late_ms", json_of(outcome.lateness)));
}

std::string progress_of(bench_outcome const& outcome, std::size_t connections) {
    std::string line =
        std::to_string(outcome.connections) + " of " + std::to_string(connections) + " connections";
    if (outcome.sent == 0)
        return line;
    return line + "  " + std::to_string(outcome.sent) + " sent  " +
           std::to_string(outcome.answers.count()) + " answered  p50 " +
           in_milliseconds(outcome.answers.quantile(0.5)) + " ms  p99 " +
           in_milliseconds(outcome.answers.quantile(0.99)) + " ms";
}

} // namespace siota
