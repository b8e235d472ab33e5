// SPDX-License-Identifier: MIT
#include "options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace socketiota::bench {

namespace {

struct scenario_defaults {
    std::string_view name;
    std::string_view takes; // option names, each between spaces
    std::string_view event;
    std::size_t connections;
    std::uint64_t operations;
    std::uint64_t warmup_operations;
    double patience;
};

// Patience of the idle scenario is longer than one ping interval (25 s) and its answer.
constexpr std::array scenarios{
    scenario_defaults{"echo",
                      " connections in-flight payload operations warmup seconds patience pid tls "
                      "parser event ",
                      "echo", 100, 200'000, 40'000, 10},
    scenario_defaults{"broadcast",
                      " connections in-flight payload operations warmup seconds patience pid tls "
                      "deflate event from ",
                      "b", 1000, 600'000, 100'000, 10},
    scenario_defaults{"connect",
                      " connections operations warmup seconds patience pid tls handshake ", "", 32,
                      6'000, 1'500, 10},
    scenario_defaults{"polling",
                      " connections payload operations warmup seconds patience pid tls revision ",
                      "echo", 100, 40'000, 8'000, 10},
    scenario_defaults{"idle", " first connections patience pid tls ", "", 10'000, 0, 0, 60},
};

template <typename Number>
Number parse_number(std::string_view name, std::string_view text, Number low, Number high) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high) {
        auto range = [](Number bound) {
            std::string digits = std::to_string(bound);
            if (digits.find('.') != std::string::npos)
                digits.erase(digits.find_last_not_of('0') + 1);
            return digits;
        };
        throw usage_error{"--" + std::string{name} + " wants a number from " + range(low) + " to " +
                          range(high)};
    }
    return value;
}

void set_option(options& chosen, std::string_view name, std::string_view text) {
    if (name == "port")
        chosen.port = parse_number<std::uint16_t>(name, text, 1, 65535);
    else if (name == "from")
        chosen.from = parse_number<std::uint16_t>(name, text, 1, 65535);
    else if (name == "event")
        chosen.event = text;
    else if (name == "pid")
        chosen.pid = parse_number<pid_t>(name, text, 1, 1 << 30);
    else if (name == "connections")
        chosen.connections = parse_number<std::size_t>(name, text, 1, 19'000);
    else if (name == "in-flight")
        chosen.in_flight = parse_number<std::size_t>(name, text, 1, 1000);
    else if (name == "payload")
        chosen.payload_bytes = parse_number<std::size_t>(name, text, 16, 900'000);
    else if (name == "operations")
        chosen.operations = parse_number<std::uint64_t>(name, text, 1, 1'000'000'000);
    else if (name == "warmup")
        chosen.warmup_operations = parse_number<std::uint64_t>(name, text, 0, 1'000'000'000);
    else if (name == "seconds")
        chosen.seconds = parse_number<double>(name, text, 0.01, 600.0);
    else if (name == "patience")
        chosen.patience = parse_number<double>(name, text, 0.1, 600.0);
    else if (name == "tls")
        chosen.certificate = text;
    else if (name == "revision")
        chosen.spoken.revision = parse_number<int>(name, text, 3, 4);
    else if (name == "parser" && (text == "json" || text == "msgpack"))
        chosen.spoken.msgpack = text == "msgpack";
    else if (name == "parser")
        throw usage_error{"--parser wants json or msgpack"};
    else if (name == "deflate" && (text == "on" || text == "off"))
        chosen.spoken.deflate = text == "on";
    else if (name == "deflate")
        throw usage_error{"--deflate wants on or off"};
    else if (name == "handshake" && (text == "full" || text == "resumed"))
        chosen.resumes = text == "resumed";
    else if (name == "handshake")
        throw usage_error{"--handshake wants full or resumed"};
    else
        chosen.first_connections = parse_number<std::size_t>(name, text, 1, 19'000);
}

} // namespace

options parse_options(int count, const char* const* arguments) {
    if (count < 2)
        throw usage_error{"name a scenario"};
    const std::string_view name = arguments[1];
    const auto* row = std::find_if(scenarios.begin(), scenarios.end(),
                                   [name](const auto& each) { return each.name == name; });
    if (row == scenarios.end())
        throw usage_error{"there is no scenario \"" + std::string{name} + "\""};

    options chosen;
    chosen.scenario = row->name;
    chosen.event = row->event;
    chosen.connections = row->connections;
    chosen.operations = row->operations;
    chosen.warmup_operations = row->warmup_operations;
    chosen.patience = row->patience;
    for (int i = 2; i < count; i += 2) {
        std::string_view option = arguments[i];
        if (option.substr(0, 2) != "--" || i + 1 == count)
            throw usage_error{"expected --option value at \"" + std::string{option} + "\""};
        option.remove_prefix(2);
        const std::string spaced = " " + std::string{option} + " ";
        if (option != "port" && row->takes.find(spaced) == std::string_view::npos)
            throw usage_error{"--" + std::string{option} + " means nothing to " + chosen.scenario};
        set_option(chosen, option, arguments[i + 1]);
    }
    if (chosen.port == 0)
        throw usage_error{"--port is missing"};
    if (chosen.first_connections == 0)
        chosen.first_connections = std::min<std::size_t>(1000, chosen.connections);
    if (chosen.first_connections > chosen.connections)
        throw usage_error{"--first is more than --connections"};
    if (chosen.resumes && chosen.certificate.empty())
        throw usage_error{"--handshake resumed needs --tls"};
    return chosen;
}

std::string usage_text() {
    std::string text =
        "usage: bench_driver SCENARIO --port PORT [--option value]...\n\n"
        "Drives a Socket.IO server on 127.0.0.1, verifies every byte it answers and\n"
        "prints one line of JSON. Exits with 1 and one sentence if anything is\n"
        "missing, duplicated, reordered or different.\n\n"
        "scenarios and their options:\n";
    for (const auto& row : scenarios)
        text += "  " + std::string{row.name} + ":" + std::string{row.takes} +
                "(connections: " + std::to_string(row.connections) + ")\n";
    text += "\n"
            "  --pid P          read CPU time and memory of this process\n"
            "  --connections N  connections held; opened at the same time (connect)\n"
            "  --in-flight W    unanswered operations per connection (echo), in all (broadcast)\n"
            "  --event NAME     the event that is sent: echo, or b (broadcast)\n"
            "  --from PORT      the sender is there and receives nothing (broadcast)\n"
            "  --payload B      bytes of one payload, at least 16\n"
            "  --operations N   the measured phase ends after N operations ...\n"
            "  --seconds S      ... or S seconds, whichever is first\n"
            "  --warmup N       operations before the measured phase\n"
            "  --patience S     fail after S seconds without progress\n"
            "  --first N        connections at the first reading of memory (idle)\n"
            "  --tls FILE       speak TLS 1.3 and trust the certificate in this file alone\n"
            "  --revision R     of Engine.IO: 4 (the default) or 3 (polling)\n"
            "  --parser P       json (the default) or msgpack (echo)\n"
            "  --deflate D      on: the server has to agree to permessage-deflate (broadcast)\n"
            "  --handshake H    full (the default), or resumed by what the server gave before\n";
    return text;
}

} // namespace socketiota::bench
