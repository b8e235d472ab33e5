// SPDX-License-Identifier: MIT
#include "connection_arguments.hpp"

#include "command.hpp"
#include "seconds.hpp"
#include "visible_text.hpp"

#include <socketiota/engine_revision.hpp>
#include <socketiota/error.hpp>
#include <socketiota/msgpack_parser.hpp>
#include <socketiota/transport.hpp>
#include <socketiota/value.hpp>

#include <boost/system/system_error.hpp>

#include <chrono>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include <CLI/App.hpp>

namespace sio = socketiota;

namespace siota {
namespace {

/// The two sides of the first `separator`, without the spaces behind it.
std::pair<std::string, std::string> halves(std::string const& text, char separator,
                                           char const* what) {
    std::size_t const at = text.find(separator);
    if (at == std::string::npos || at == 0)
        throw misuse(std::string(what) + ": '" + visible_text(text) + "' has no '" + separator +
                     "' behind a name");
    std::size_t const begin = text.find_first_not_of(' ', at + 1);
    return {text.substr(0, at), begin == std::string::npos ? "" : text.substr(begin)};
}

std::string content_of(std::string const& path) {
    std::ifstream file(path, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(file), {}};
    if (!file)
        throw misuse("--auth: '" + visible_text(path) + "' cannot be read");
    return content;
}

/// A file keeps a password out of the list of processes and of the shell's history.
sio::value auth_of(std::string const& given) {
    auto const read =
        sio::value::parse(given.starts_with('@') ? content_of(given.substr(1)) : given);
    if (!read)
        throw misuse("--auth: this is no JSON: " + read.error().message());
    return *read;
}

} // namespace

void add_connection_arguments(CLI::App& taker, connection_arguments& into) {
    taker
        .add_option("URL", into.url,
                    "Server: http://, https://, ws:// or wss://; its path is the namespace")
        ->required();
    taker.add_option("--nsp", into.nsp, "Namespace, instead of the one in URL");
    taker.add_option("--auth", into.auth, "What the server gets as auth: JSON, or @FILE with JSON");
    taker.add_option("--header", into.headers, "'NAME: VALUE' of each request; may be repeated")
        ->allow_extra_args(false);
    taker.add_option("--query", into.query, "NAME=VALUE of each request; may be repeated")
        ->allow_extra_args(false);
    taker
        .add_option("--transport", into.transports,
                    "polling or websocket; may be repeated, in the order to try")
        ->allow_extra_args(false);
    taker.add_option("--path", into.path, "Where the server has Socket.IO")->capture_default_str();
    taker.add_option("--ca", into.ca, "PEM file of the authorities to trust, not the system's");
    taker.add_option("--cert", into.certificate, "PEM file of our certificate");
    taker.add_option("--key", into.key, "PEM file of its key");
    taker.add_flag("--insecure", into.insecure,
                   "Takes any certificate: whoever is in between reads all");
    taker.add_option("--proxy", into.proxy, "Its URL, or none; else that of the environment");
    taker.add_option("--local", into.local_path, "Unix domain socket where the server listens");
    taker.add_option("--revision", into.revision, "Of Engine.IO: 3 for servers of Socket.IO 2")
        ->capture_default_str();
    taker.add_flag("--msgpack", into.msgpack, "For servers with socket.io-msgpack-parser");
    taker.add_option("--timeout", into.timeout, "Seconds to wait for a connection or an answer")
        ->capture_default_str();
}

sio::client_options options_of(connection_arguments const& given) {
    sio::client_options options;
    options.path = given.path;
    for (std::string const& header : given.headers)
        options.headers.push_back(halves(header, ':', "--header"));
    for (std::string const& pair : given.query)
        options.query.push_back(halves(pair, '=', "--query"));
    if (!given.transports.empty())
        options.transports.clear();
    for (std::string const& name : given.transports) {
        if (name != to_string(sio::transport::polling) &&
            name != to_string(sio::transport::websocket))
            throw misuse("--transport: '" + visible_text(name) +
                         "' is neither polling nor websocket");
        options.transports.push_back(name == to_string(sio::transport::polling)
                                         ? sio::transport::polling
                                         : sio::transport::websocket);
    }
    if (!given.auth.empty())
        options.auth = auth_of(given.auth);
    options.tls.ca = given.ca;
    options.tls.certificate = {.certificate = given.certificate, .key = given.key};
    options.tls.verify = !given.insecure;
    options.proxy_from_environment = given.proxy.empty() && given.local_path.empty();
    if (given.proxy != "none")
        options.proxy = given.proxy;
    options.local_path = given.local_path;
    options.revision = static_cast<sio::engine_revision>(given.revision);
    if (given.msgpack)
        options.parser = sio::msgpack_parser();
    options.timeout = milliseconds_of(given.timeout, "--timeout");
    return options;
}

sio::client make_client(boost::asio::io_context& context, connection_arguments const& given,
                        sio::client_options options) {
    try {
        return sio::client(context, given.url, std::move(options));
    } catch (boost::system::system_error const& wrong) {
        throw misuse(visible_text(wrong.what()));
    }
}

sio::client_socket socket_of(sio::client const& client, connection_arguments const& given) {
    return given.nsp.empty() ? client.socket() : client.socket(given.nsp);
}

std::string sentence_of(sio::connect_error const& why) {
    std::string sentence = visible_text(why.message) + " (" + std::string(to_string(why.stage));
    if (why.http_status != 0)
        sentence += ' ' + std::to_string(why.http_status);
    sentence += ')';
    if (!why.data.is_null())
        sentence += ' ' + visible_text(why.data.to_json());
    return sentence;
}

} // namespace siota
