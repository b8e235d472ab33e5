// SPDX-License-Identifier: MIT
//
// A client of ours beside servers of both languages. It does what the lines of its input say,
// prints a line for all that happens to it, and ends when nothing is left to do.
#include "lines.hpp"
#include "options_of.hpp"

#include <socketiota/client.hpp>
#include <socketiota/reply.hpp>
#include <socketiota/value.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <unistd.h>

namespace sio = socketiota;
namespace net = boost::asio;

namespace {

using interop::arguments_of;
using interop::readable;
using interop::say;

/// One client, and who tells it what to do.
class program {
public:
    program(net::io_context& context, std::string const& url, sio::value const& given)
        : input_(context, ::dup(STDIN_FILENO)),
          auth_came_(context, net::steady_timer::time_point::max()) {
        auto options = interop::options_of(given);
        if (given["asksForAuth"].value_or(false))
            options.auth = [this] { return ask_for_auth(); };
        client_.emplace(context, url, std::move(options));
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
        replies_.clear();
        auth_came_.cancel();
    }

    sio::client_socket socket_of(sio::value const& wanted) {
        return client_->socket(wanted["nsp"].value_or("/"));
    }

    void perform(sio::value const& wanted) {
        std::string const act = wanted["act"].value_or("");
        if (act == "join")
            return listen(socket_of(wanted), wanted["answers"].value_or(false));
        if (act == "emit")
            return emit(wanted);
        if (act == "ask")
            return ask(wanted);
        if (act == "answer")
            return answer(wanted);
        if (act == "auth")
            return take_auth(wanted);
        if (act == "connect")
            return socket_of(wanted).connect();
        if (act == "disconnect")
            return socket_of(wanted).disconnect();
        if (act == "close")
            return client_->close();
        if (act == "destroy")
            return end();
    }

    sio::client_socket flagged(sio::value const& wanted) {
        auto socket = socket_of(wanted);
        if (wanted["volatile"].value_or(false))
            socket = socket.volatile_();
        if (wanted["compress"].is_bool())
            socket = socket.compress(wanted["compress"].value_or(true));
        if (wanted["timeout"].is_number())
            socket = socket.timeout(std::chrono::milliseconds(wanted["timeout"].value_or(0)));
        return socket;
    }

    void emit(sio::value const& wanted) {
        auto const sent =
            flagged(wanted).emit(wanted["event"].value_or(""), arguments_of(wanted["args"]));
        say(sio::object("is", "emitted", "sent", static_cast<bool>(sent), "why",
                        sent.reason().message()));
    }

    void ask(sio::value const& wanted) {
        flagged(wanted).emit_with_ack<sio::arguments>(wanted["event"].value_or(""),
                                                      arguments_of(wanted["args"]))(
            [number = wanted["number"]](sio::error_code failure, sio::arguments const& all) {
                say(sio::object("is", "answer", "number", number, "failed", failure.message(), "ok",
                                !failure, "args", readable(all)));
            });
    }

    /// To an event that was told with this number.
    void answer(sio::value const& wanted) {
        auto const found = replies_.find(wanted["number"].value_or(std::size_t{0}));
        if (found == replies_.end())
            return;
        found->second(arguments_of(wanted["args"]));
        replies_.erase(found);
    }

    /// What whoever tells this what to do gives at each connect.
    net::awaitable<sio::value> ask_for_auth() {
        say(sio::object("is", "auth"));
        co_await auth_came_.async_wait(net::as_tuple(net::use_awaitable));
        co_return auth_;
    }

    void take_auth(sio::value const& wanted) {
        auth_ = interop::meant(wanted["auth"]);
        auth_came_.cancel();
    }

    /// `answers`: whoever tells this what to do answers events, too.
    void listen(sio::client_socket const& socket, bool answers) {
        std::string const nsp = socket.nsp();
        socket.on_connect([this, nsp](sio::client_socket const& me) {
            auto const by = client_->transport();
            say(sio::object("is", "connect", "nsp", nsp, "id", me.id(), "recovered", me.recovered(),
                            "transport", by ? to_string(*by) : ""));
        });
        socket.on_disconnect([nsp](sio::client_socket const& me, sio::disconnect_reason why,
                                   sio::disconnect_details const& more) {
            say(sio::object("is", "disconnect", "nsp", nsp, "reason", to_string(why), "active",
                            me.active(), "close_code", more.close_code, "status", more.http_status,
                            "message", more.message));
        });
        socket.on_connect_error([nsp](sio::client_socket const& me, sio::connect_error const& why) {
            say(sio::object("is", "connect_error", "nsp", nsp, "stage", to_string(why.stage),
                            "status", why.http_status, "message", why.message, "data", why.data,
                            "active", me.active()));
        });
        if (answers)
            return tell_events(socket);
        socket.on_any([nsp](sio::incoming const& event) {
            sio::arguments const all(event.arguments().begin(), event.arguments().end());
            say(sio::object("is", "event", "nsp", nsp, "name", event.name(), "args",
                            readable(all)));
        });
        socket.on("question", [](sio::arguments all) { return all; });
    }

    /// By a handler for each name, made when its first event comes: `on_any` is called before.
    void tell_events(sio::client_socket const& socket) {
        socket.on_any([this](sio::client_socket const& me, sio::incoming const& event) {
            std::string const name(event.name());
            if (!me.listeners(name).empty())
                return;
            me.on(std::string_view(name), [this, name, nsp = me.nsp()](
                                              sio::arguments const& all,
                                              sio::reply<sio::arguments> const& reply) {
                std::size_t const number = ++told_;
                if (reply.wanted())
                    replies_.emplace(number, reply);
                say(sio::object("is", "event", "nsp", nsp, "name", name, "args", readable(all),
                                "wants_answer", reply.wanted(), "number", number));
            });
        });
    }

    net::posix::stream_descriptor input_;
    std::string line_;
    std::map<std::size_t, sio::reply<sio::arguments>> replies_; // that are awaited
    std::size_t told_ = 0;
    sio::value auth_;
    net::steady_timer auth_came_;
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
        program const all(context, given[1], options.value());
        context.run();
    } catch (std::exception const& thrown) {
        std::cerr << thrown.what() << '\n';
        return 1;
    }
}
