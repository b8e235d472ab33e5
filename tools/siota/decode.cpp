// SPDX-License-Identifier: MIT
#include "command.hpp"
#include "exit_status.hpp"
#include "explanation.hpp"
#include "hex.hpp"
#include "readable_text.hpp"
#include "visible_text.hpp"
#include "without_binary.hpp"

#include <socketiota/bytes.hpp>
#include <socketiota/value.hpp>

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>

namespace sio = socketiota;

namespace siota {
namespace {

struct decode_arguments {
    std::vector<std::string> messages{};
    unsigned revision = 4;
    bool socketio = false;
    bool json = false;
};

void show(explanation const& what, bool json) {
    if (json) {
        std::cout << without_binary(what.fields).to_json() << std::endl;
        return;
    }
    std::cout << visible_text(what.sentence) << '\n';
    text_style style = style_of_output();
    style.width -= 2;
    for (sio::value const& each : what.values) {
        std::string const text = readable_text(each, style);
        for (std::string_view rest = text; !rest.empty();) {
            std::string_view const line = rest.substr(0, rest.find('\n'));
            std::cout << "  " << line << '\n';
            rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        }
    }
    std::cout << std::flush;
}

std::vector<explanation> explain(explainer& by, std::string const& message) {
    constexpr std::string_view binary = "hex:";
    if (!message.starts_with(binary))
        return by.on_text(message);
    auto const octets = from_hex(std::string_view(message).substr(binary.size()));
    if (!octets)
        throw misuse("'" + visible_text(message) + "': pairs of hexadecimal digits follow 'hex:'");
    return by.on_binary(*octets);
}

exit_status decode(decode_arguments const& given) {
    explainer by(given.socketio ? std::nullopt : std::optional(given.revision));
    bool are_packets = true;
    auto const take = [&](std::string const& message) {
        for (explanation const& each : explain(by, message)) {
            show(each, given.json);
            are_packets = are_packets && each.is_packet;
        }
    };
    for (std::string const& message : given.messages)
        take(message);
    if (given.messages.empty())
        for (std::string line; std::getline(std::cin, line);)
            take(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line);
    return are_packets ? exit_status::done : exit_status::no_packet;
}

} // namespace

void add_decode(CLI::App& program, command& chosen) {
    auto const given = std::make_shared<decode_arguments>();
    CLI::App& decoding =
        *program.add_subcommand("decode", "Explains packets of Engine.IO and Socket.IO");
    decoding.add_option("--revision", given->revision, "Of Engine.IO: 3 (Socket.IO 1 and 2) or 4")
        ->check(CLI::IsMember({3, 4}))
        ->capture_default_str();
    decoding.add_flag("--socketio", given->socketio,
                      "The messages are packets of Socket.IO, without the 4 of Engine.IO");
    decoding.add_flag("--json", given->json, "A packet is a line of JSON");
    decoding.allow_extras(); // CLI11 takes [1,2] for two
    decoding.footer(
        "A MESSAGE is what a WebSocket carries, or the body of a polling request or its answer;\n"
        "hex:04ff is a binary one. Without any, each line of standard input is one. What one side\n"
        "has sent belongs together: attachments follow their event.\n\n"
        "Examples:\n"
        "  siota decode '42/chat,12[\"say\",{\"text\":\"hi\"}]'\n"
        "  siota decode '451-[\"picture\",{\"_placeholder\":true,\"num\":0}]' hex:89504e47\n"
        "  siota decode --revision 3 '2:4010:42[\"hi\",1]'\n"
        "  siota decode --json < messages.txt | jq .data");
    decoding.callback([given, &decoding, &chosen] {
        given->messages = decoding.remaining();
        for (std::string const& message : given->messages)
            if (message.starts_with("--"))
                throw misuse("there is no option '" + visible_text(message) + "'");
        chosen = [given] { return decode(*given); };
    });
}

} // namespace siota
