// SPDX-License-Identifier: MIT
#include "command.hpp"
#include "exit_status.hpp"
#include "relay.hpp"

#include <socketiota/cors_options.hpp>
#include <socketiota/log.hpp>
#include <socketiota/redis_adapter.hpp>
#include <socketiota/server.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>

namespace sio = socketiota;

namespace siota {
namespace {

struct serve_arguments {
    std::string folder{};
    std::string host = "localhost";
    std::uint16_t port = 3000;
    std::string cors{};
    std::string redis{};
    std::string adapter = "classic";
    std::string certificate{};
    std::string key{};
    std::size_t shards = 1;
    bool eio3 = false;
    bool quiet = false;
};

sio::cluster_adapter adapter_of(serve_arguments const& given) {
    sio::redis_options const redis{.url = given.redis};
    if (given.redis.empty())
        return {};
    if (given.adapter == "sharded")
        return sio::redis_sharded_adapter({.redis = redis});
    if (given.adapter == "streams")
        return sio::redis_streams_adapter({.redis = redis});
    return sio::redis_adapter({.redis = redis});
}

sio::server_options options_of(serve_arguments const& given) {
    sio::server_options options;
    options.adapter = adapter_of(given);
    options.static_folder = given.folder;
    options.shards = given.shards;
    options.allow_eio3 = given.eio3;
    if (given.cors == "*")
        options.cors.emplace();
    else if (!given.cors.empty())
        options.cors.emplace().origin = given.cors;
    // Where it listens it says itself, and doors are open here for a while.
    options.log = [](sio::log_entry const& line) {
        if (line.level != sio::log_level::notice &&
            line.category != sio::log_category::configuration)
            sio::log_to_standard_error(line);
    };
    return options;
}

exit_status serve(serve_arguments const& given) {
    sio::server io(options_of(given));
    add_relay(io, !given.quiet);
    bool const is_secure = !given.certificate.empty();
    if (is_secure)
        io.listen(given.host, given.port, {.certificate = given.certificate, .key = given.key});
    else
        io.listen(given.host, given.port);
    bool const is_ipv6 = given.host.find(':') != std::string::npos;
    std::printf("serving on %s://%s:%u\n", is_secure ? "https" : "http",
                (is_ipv6 ? '[' + given.host + ']' : given.host).c_str(),
                static_cast<unsigned>(io.port()));
    std::fflush(stdout);
    io.run();
    return exit_status::done;
}

} // namespace

void add_serve(CLI::App& program, command& chosen) {
    auto const given = std::make_shared<serve_arguments>();
    CLI::App& serving =
        *program.add_subcommand("serve", "A server to try clients with: files, rooms, an echo");
    serving.add_option("FOLDER", given->folder, "Files to serve: index.html for /")
        ->check(CLI::ExistingDirectory);
    serving.add_option("--port", given->port, "Where to listen; 0: any that is free")
        ->capture_default_str();
    serving
        .add_option("--host", given->host,
                    "Address to listen on; 0.0.0.0 or ::, for other machines")
        ->capture_default_str();
    serving.add_option("--cors", given->cors,
                       "Origin whose pages may connect by polling; * for all");
    serving.add_option("--redis", given->redis,
                       "Url of a Redis that makes it one server of several");
    serving
        .add_option("--adapter", given->adapter, "classic, sharded or streams: how Redis is used")
        ->check(CLI::IsMember({"classic", "sharded", "streams"}))
        ->capture_default_str();
    auto* const certificate =
        serving.add_option("--cert", given->certificate, "PEM file: listens with TLS");
    serving.add_option("--key", given->key, "PEM file of its key")->needs(certificate);
    serving.add_option("--shards", given->shards, "Threads")->capture_default_str();
    serving.add_flag("--eio3", given->eio3, "Lets clients of Socket.IO 2 in");
    serving.add_flag("--quiet", given->quiet, "Prints no line for each connection and event");
    serving.footer("In each namespace that a client asks for:\n"
                   "  echo VALUE...           comes back, as an event and as the answer\n"
                   "  join ROOM...            joins; the answer is the rooms of the client\n"
                   "  leave ROOM...           leaves; the same answer\n"
                   "  to ROOM EVENT VALUE...  is sent to the others in the room as EVENT VALUE...\n"
                   "  any other event         is sent to the others in the client's rooms, to all "
                   "without one\n\n"
                   "Examples:\n"
                   "  siota serve\n"
                   "  siota serve public --port 8080 --host 0.0.0.0\n"
                   "  siota serve --port 3001 --redis redis://localhost");
    serving.callback([given, &chosen] { chosen = [given] { return serve(*given); }; });
}

} // namespace siota
