// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/client.hpp>
#include <socketiota/client_options.hpp>
#include <socketiota/client_socket.hpp>
#include <socketiota/connect_error.hpp>

#include <boost/asio/io_context.hpp>

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace siota {

/// Where a client connects and how, as the command line says it.
struct connection_arguments {
    std::string url{};
    std::string nsp{};
    std::string auth{};
    std::vector<std::string> headers{};
    std::vector<std::string> query{};
    std::vector<std::string> transports{};
    std::string path = "/socket.io/";
    std::string ca{};
    std::string certificate{};
    std::string key{};
    bool insecure = false;
    std::string proxy{};
    std::string local_path{};
    bool msgpack = false;
    int revision = 4;
    /// Seconds.
    double timeout = 20;
};

void add_connection_arguments(CLI::App& taker, connection_arguments& into);

/// Throws `misuse` if they cannot be.
[[nodiscard]] socketiota::client_options options_of(connection_arguments const& given);

/// A client that throws `misuse` where the url or an option is wrong.
[[nodiscard]] socketiota::client make_client(boost::asio::io_context& context,
                                             connection_arguments const& given,
                                             socketiota::client_options options);

/// Its socket of the namespace that was asked for.
[[nodiscard]] socketiota::client_socket socket_of(socketiota::client const& client,
                                                  connection_arguments const& given);

/// Why it could not connect, in a sentence that a terminal can show.
[[nodiscard]] std::string sentence_of(socketiota::connect_error const& why);

} // namespace siota
