// SPDX-License-Identifier: MIT
//
// The server under test: README.md is the contract, ../reference-server.js the same in JavaScript.
#include "application.hpp"
#include "given_options.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sio = socketiota;

namespace {

// A refused event is part of the application; anything else is a failure worth a line.
void report_failure(sio::socket const& who, std::exception_ptr failure) {
    try {
        std::rethrow_exception(failure);
    } catch (sio::event_rejected const& refused) {
        who.emit("refused", refused.message());
    } catch (std::exception const& thrown) {
        std::cerr << thrown.what() << std::endl;
    }
}

sio::value line_of(sio::connection_error const& refused) {
    auto context = sio::value::empty_object();
    for (auto const& [name, text] : refused.context) {
        // The context is text; Node's revisions are numbers.
        bool const is_revision = name == "protocol" || name == "previousProtocol";
        context.set(name, is_revision ? sio::value::parse(text).value() : sio::value(text));
    }
    return sio::object("event", "connection_error", "code", refused.code, "message",
                       refused.message, "context", context);
}

void add_namespaces(sio::server& io, interop::trace const& to) {
    interop::add_guards(io.of("/guarded"));
    for (char const* const name : {"/", "/custom", "/guarded", "/admin"})
        interop::add_application(io.of(name), to);
    for (int i = 0; i < 50; ++i)
        interop::add_application(io.of("/n" + std::to_string(i)), to);
}

void add_parent(sio::nsp const& nsp, sio::parent_nsp const& parent) {
    nsp.on("to-parent", [parent](sio::value wanted) {
        auto to = parent.all();
        if (wanted.find("to") != nullptr)
            to = to.to(interop::names_of(wanted["to"]));
        if (wanted.find("except") != nullptr)
            to = to.except(interop::names_of(wanted["except"]));
        auto const all = wanted["args"].elements();
        to.emit(wanted["event"].to<std::string>().value(), sio::arguments(all.begin(), all.end()));
    });
}

void add_dynamic_namespaces(sio::server& io, interop::trace const& to) {
    auto const by_pattern = io.of(sio::nsp_pattern("/dynamic-*"));
    by_pattern.use([](sio::socket& who) {
        return who.handshake().auth()["token"] == "wrong" ? sio::refuse("not in here")
                                                          : sio::verdict::accept();
    });
    io.of([](std::string_view name, sio::value const& auth) -> boost::asio::awaitable<bool> {
        co_await boost::asio::post(boost::asio::use_awaitable);
        if (auth["token"] == "error")
            throw std::runtime_error("no");
        co_return name.starts_with("/asked-") && auth["token"] == "secret";
    });
    io.on_new_namespace([&to, by_pattern](sio::nsp const& made) {
        to(sio::object("event", "new_namespace", "nsp", made.name()));
        interop::add_application(made, to);
        if (made.name().starts_with("/dynamic-"))
            add_parent(made, by_pattern);
    });
}

/// Where it listens now.
std::string listen(sio::server& io, interop::given_options const& given) {
    if (!given.local.empty()) {
        io.listen_local(given.local);
        return "local " + given.local;
    }
    sio::tcp_endpoint const at(boost::asio::ip::address_v4::loopback(), given.port);
    if (given.tls)
        io.listen(at, *given.tls);
    else
        io.listen(at);
    return (given.tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(io.port());
}

} // namespace

int main(int count, char** arguments) {
    try {
        interop::trace to;
        auto given = interop::parse_options(count, arguments, to);
        to.switch_on(given.trace);

        sio::server io(std::move(given.server));
        io.on_error(&report_failure);
        io.on_connection_error(
            [&to](sio::connection_error const& refused) { to(line_of(refused)); });
        add_namespaces(io, to);
        if (given.dynamic_namespaces)
            add_dynamic_namespaces(io, to);

        std::string const where = listen(io, given);
        std::cout << "listening on " << where << std::endl;
        io.run();
        return 0;
    } catch (std::exception const& failure) {
        std::cerr << failure.what() << std::endl;
        return 1;
    }
}
