// SPDX-License-Identifier: MIT
//
// A client of ours beside servers of both languages. It does what the lines of its input say,
// prints a line for all that happens to it, and ends when nothing is left to do.
#include <socketiota/client.hpp>
#include <socketiota/msgpack_parser.hpp>
#include <socketiota/value.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

namespace sio = socketiota;
namespace net = boost::asio;

namespace {

/// What JSON says of binary here.
constexpr char const* bytes_key = "$bytes";

/// Binary as `{"$bytes": "..."}`, which JSON can say, with a character for each octet.
sio::value readable(sio::value const& given) {
    if (given.is_bytes()) {
        std::string text;
        auto const held = given.value_or(sio::bytes());
        for (std::byte const each : held.view()) {
            constexpr std::string_view digits = "0123456789abcdef";
            auto const octet = std::to_integer<unsigned>(each);
            text += digits[octet >> 4U];
            text += digits[octet & 15U];
        }
        return sio::object(bytes_key, text);
    }
    if (given.is_array()) {
        auto made = sio::value::empty_array();
        for (sio::value const& each : given.elements())
            made.push_back(readable(each));
        return made;
    }
    if (given.is_object()) {
        auto made = sio::value::empty_object();
        for (auto const& [name, each] : given.members())
            made.set(name, readable(each));
        return made;
    }
    return given;
}

/// The way back.
sio::value meant(sio::value const& given) {
    if (given.is_object() && given[bytes_key].is_string()) {
        std::string octets;
        std::string const text = given[bytes_key].value_or("");
        for (std::size_t at = 0; at + 1 < text.size(); at += 2)
            octets += static_cast<char>(std::stoi(text.substr(at, 2), nullptr, 16));
        return sio::value(sio::bytes(std::string_view(octets)));
    }
    if (given.is_array()) {
        auto made = sio::value::empty_array();
        for (sio::value const& each : given.elements())
            made.push_back(meant(each));
        return made;
    }
    return given;
}

sio::arguments arguments_of(sio::value const& given) {
    sio::value const all = meant(given);
    return {all.elements().begin(), all.elements().end()};
}

void say(sio::value const& line) { std::cout << line.to_json() << std::endl; }

sio::client_options options_of(sio::value const& given) {
    using std::chrono::milliseconds;
    sio::client_options made;
    auto const time = [&](char const* name, milliseconds& into) {
        if (given[std::string_view(name)].is_number())
            into = milliseconds(given[std::string_view(name)].value_or(0));
    };
    time("timeout", made.timeout);
    time("ackTimeout", made.ack_timeout);
    time("reconnectionDelay", made.reconnection_delay);
    time("reconnectionDelayMax", made.reconnection_delay_max);
    made.reconnection = given["reconnection"].value_or(true);
    made.upgrade = given["upgrade"].value_or(true);
    made.try_all_transports = given["tryAllTransports"].value_or(false);
    made.remember_upgrade = given["rememberUpgrade"].value_or(false);
    made.force_base64 = given["forceBase64"].value_or(false);
    if (given["revision"].value_or(4) == 3)
        made.revision = sio::engine_revision::three;
    made.path = given["path"].value_or(made.path);
    if (given["reconnectionAttempts"].is_number())
        made.reconnection_attempts = given["reconnectionAttempts"].value_or(std::size_t{1});
    if (given["transports"].is_array()) {
        made.transports.clear();
        for (sio::value const& each : given["transports"].elements())
            made.transports.push_back(each.value_or("") == "polling" ? sio::transport::polling
                                                                     : sio::transport::websocket);
    }
    for (auto const& [name, each] : given["headers"].members())
        made.headers.emplace_back(name, each.value_or(""));
    for (auto const& [name, each] : given["query"].members())
        made.query.emplace_back(name, each.value_or(""));
    if (given["parser"].value_or("") == "msgpack")
        made.parser = sio::msgpack_parser();
    if (given["deflate"].is_bool() && !given["deflate"].value_or(true))
        made.per_message_deflate.reset();
    made.with_credentials = given["withCredentials"].value_or(false);
    made.retries = given["retries"].value_or(std::size_t{0});
    made.proxy = given["proxy"].value_or("");
    made.proxy_from_environment = given["proxyFromEnvironment"].value_or(false);
    made.local_path = given["localPath"].value_or("");
    made.tls.ca = given["ca"].value_or("");
    made.tls.verify = given["verify"].value_or(true);
    if (given.contains("auth"))
        made.auth = given["auth"];
    if (given["countsInAuth"].value_or(false))
        made.auth = [count = 0]() mutable { return sio::object("count", ++count); };
    return made;
}

/// One client, and who tells it what to do.
class program {
public:
    program(net::io_context& context, std::string const& url, sio::client_options options)
        : input_(context, ::dup(STDIN_FILENO)),
          client_(std::in_place, context, url, std::move(options)) {
        client_->on_reconnect_attempt([](std::size_t attempt) {
            say(sio::object("is", "reconnect_attempt", "attempt", attempt));
        });
        client_->on_reconnect(
            [](std::size_t attempt) { say(sio::object("is", "reconnect", "attempt", attempt)); });
        client_->on_reconnect_failed([] { say(sio::object("is", "reconnect_failed")); });
        client_->on_upgrade([](sio::transport now) {
            say(sio::object("is", "upgrade", "transport", to_string(now)));
        });
        client_->on_error([](std::exception_ptr const& failure) {
            try {
                std::rethrow_exception(failure);
            } catch (std::exception const& thrown) {
                say(sio::object("is", "error", "message", thrown.what()));
            }
        });
        read();
    }

private:
    void read() {
        net::async_read_until(input_, net::dynamic_buffer(line_), '\n',
                              [this](sio::error_code failure, std::size_t size) {
                                  if (failure)
                                      return end();
                                  auto const wanted = sio::value::parse(
                                      std::string_view(line_).substr(0, size - 1));
                                  line_.erase(0, size);
                                  perform(*wanted);
                                  read();
                              });
    }

    void end() {
        input_.close();
        client_.reset();
    }

    sio::client_socket socket_of(sio::value const& wanted) {
        return client_->socket(wanted["nsp"].value_or("/"));
    }

    void perform(sio::value const& wanted) {
        std::string const act = wanted["act"].value_or("");
        if (act == "join")
            return listen(socket_of(wanted));
        if (act == "emit")
            return emit(wanted);
        if (act == "ask")
            return ask(wanted);
        if (act == "connect")
            return socket_of(wanted).connect();
        if (act == "disconnect")
            return socket_of(wanted).disconnect();
        if (act == "close")
            return client_->close();
        if (act == "destroy")
            return end();
    }

    void emit(sio::value const& wanted) {
        auto socket = socket_of(wanted);
        if (wanted["volatile"].value_or(false))
            socket = socket.volatile_();
        auto const sent = socket.emit(wanted["event"].value_or(""), arguments_of(wanted["args"]));
        say(sio::object("is", "emitted", "sent", static_cast<bool>(sent), "why",
                        sent.reason().message()));
    }

    void ask(sio::value const& wanted) {
        auto socket = socket_of(wanted);
        if (wanted["timeout"].is_number())
            socket = socket.timeout(std::chrono::milliseconds(wanted["timeout"].value_or(0)));
        socket.emit_with_ack<sio::arguments>(wanted["event"].value_or(""),
                                             arguments_of(wanted["args"]))(
            [number = wanted["number"]](sio::error_code failure, sio::arguments const& all) {
                auto answer = sio::value::empty_array();
                for (sio::value const& each : all)
                    answer.push_back(readable(each));
                say(sio::object("is", "answer", "number", number, "failed", failure.message(), "ok",
                                !failure, "args", answer));
            });
    }

    static void listen(sio::client_socket const& socket) {
        std::string const nsp = socket.nsp();
        socket.on_connect([nsp](sio::client_socket const& me) {
            say(sio::object("is", "connect", "nsp", nsp, "id", me.id(), "recovered",
                            me.recovered()));
        });
        socket.on_disconnect([nsp](sio::disconnect_reason why) {
            say(sio::object("is", "disconnect", "nsp", nsp, "reason", to_string(why)));
        });
        socket.on_connect_error([nsp](sio::client_socket const& me, sio::connect_error const& why) {
            say(sio::object("is", "connect_error", "nsp", nsp, "stage", to_string(why.stage),
                            "status", why.http_status, "message", why.message, "data", why.data,
                            "active", me.active()));
        });
        socket.on_any([nsp](sio::incoming const& event) {
            auto all = sio::value::empty_array();
            for (sio::value const& each : event.arguments())
                all.push_back(readable(each));
            say(sio::object("is", "event", "nsp", nsp, "name", event.name(), "args", all));
        });
        socket.on("question", [](sio::arguments all) { return all; });
    }

    net::posix::stream_descriptor input_;
    std::string line_;
    std::optional<sio::client> client_;
};

} // namespace

int main(int count, char** given) {
    if (count != 3) {
        std::cerr << "usage: interop_client URL OPTIONS (JSON)\n";
        return 2;
    }
    try {
        net::io_context context;
        auto const options = sio::value::parse(given[2]);
        program const all(context, given[1], options_of(options.value()));
        context.run();
    } catch (std::exception const& thrown) {
        std::cerr << thrown.what() << '\n';
        return 1;
    }
}
