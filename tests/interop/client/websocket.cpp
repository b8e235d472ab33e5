// SPDX-License-Identifier: MIT
//
// A plain WebSocket of ours beside a server of another library. It does what the lines of its input
// say, prints a line for all that happens to it, and ends when nothing is left to do.
#include <socketiota/value.hpp>
#include <socketiota/websocket_client.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
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

#include <unistd.h>

namespace sio = socketiota;
namespace net = boost::asio;

namespace {

constexpr auto as_result = net::as_tuple(net::deferred);

void say(sio::value const& line) { std::cout << line.to_json() << std::endl; }

sio::websocket_client_options options_of(sio::value const& given) {
    using std::chrono::milliseconds;
    sio::websocket_client_options made;
    auto const time = [&](char const* name, milliseconds& into) {
        if (given[std::string_view(name)].is_number())
            into = milliseconds(given[std::string_view(name)].value_or(0));
    };
    time("timeout", made.timeout);
    time("closeTimeout", made.close_timeout);
    time("pingInterval", made.ping_interval);
    for (auto const& [name, each] : given["headers"].members())
        made.headers.emplace_back(name, each.value_or(""));
    if (given["subprotocols"].is_array())
        for (sio::value const& each : given["subprotocols"].elements())
            made.subprotocols.push_back(each.value_or(""));
    if (given["deflate"].is_bool() && !given["deflate"].value_or(true))
        made.per_message_deflate.reset();
    else if (given["contexts"].value_or(false))
        made.per_message_deflate = {.threshold = 0,
                                    .server_no_context_takeover = false,
                                    .client_no_context_takeover = false};
    made.max_message_size = given["maxMessageSize"].value_or(made.max_message_size);
    made.max_buffered = given["maxBuffered"].value_or(made.max_buffered);
    made.proxy = given["proxy"].value_or("");
    made.local_path = given["localPath"].value_or("");
    made.tls.ca = given["ca"].value_or("");
    return made;
}

/// One client, and who tells it what to do.
class program {
public:
    program(net::io_context& context, std::string const& url, sio::websocket_client_options options)
        : context_(context),
          input_(context, ::dup(STDIN_FILENO)),
          peer_(std::in_place, context, url, std::move(options)) {
        net::co_spawn(context, obey(), net::detached);
    }

private:
    net::awaitable<void> obey() {
        for (;;) {
            auto const [failure, size] =
                co_await net::async_read_until(input_, net::dynamic_buffer(line_), '\n', as_result);
            if (failure) {
                input_.close();
                peer_.reset();
                co_return;
            }
            auto const wanted = sio::value::parse(std::string_view(line_).substr(0, size - 1));
            line_.erase(0, size);
            perform(*wanted);
        }
    }

    void perform(sio::value const& wanted) {
        std::string const act = wanted["act"].value_or("");
        if (act == "connect")
            net::co_spawn(context_, connect(), net::detached);
        else if (act == "receive")
            net::co_spawn(context_, receive(), net::detached);
        else if (act == "text")
            tell_sent(peer_->send(std::string(wanted["content"].value_or(""))));
        else if (act == "binary")
            tell_sent(peer_->send(
                sio::bytes(std::string_view(std::string(wanted["content"].value_or(""))))));
        else if (act == "send many")
            net::co_spawn(context_, send_many(wanted["count"].value_or(0)), net::detached);
        else if (act == "close")
            net::co_spawn(context_,
                          close(static_cast<std::uint16_t>(wanted["code"].value_or(1000)),
                                wanted["reason"].value_or("")),
                          net::detached);
    }

    static void tell_sent(sio::emit_result const& sent) {
        say(sio::object("is", "sent", "ok", static_cast<bool>(sent), "why",
                        sent.reason().message()));
    }

    net::awaitable<void> connect() {
        auto const [failure] = co_await peer_->async_connect(as_result);
        if (!failure) {
            say(sio::object("is", "open", "subprotocol", peer_->subprotocol()));
            co_return;
        }
        auto const why = peer_->connect_failure();
        say(sio::object("is", "failed", "what", failure.message(), "stage", to_string(why.stage),
                        "status", why.http_status, "message", why.message));
    }

    net::awaitable<void> receive() {
        for (;;) {
            auto const [failure, message] = co_await peer_->async_receive(as_result);
            if (!peer_)
                co_return;
            if (failure) {
                auto const how = peer_->end();
                say(sio::object("is", "over", "what", failure.message(), "code", how.code, "reason",
                                how.reason));
                co_return;
            }
            if (message.is_text)
                say(sio::object("is", "text", "content", message.content));
            else
                say(sio::object("is", "binary", "size", message.content.size(), "sum",
                                sum_of(message.content)));
        }
    }

    static std::size_t sum_of(std::string_view content) {
        std::size_t sum = 0;
        for (char const each : content)
            sum += static_cast<unsigned char>(each);
        return sum;
    }

    net::awaitable<void> send_many(int count) {
        for (int number = 0; number != count; ++number)
            co_await peer_->async_send(std::to_string(number) + ' ' + std::string(1000, 'x'));
        say(sio::object("is", "sent many", "unsent", peer_->unsent()));
    }

    net::awaitable<void> close(std::uint16_t code, std::string reason) {
        auto const [failure] = co_await peer_->async_close(code, reason, as_result);
        say(sio::object("is", "closed", "what", failure.message(), "ok", !failure, "code",
                        peer_->end().code));
    }

    net::io_context& context_;
    net::posix::stream_descriptor input_;
    std::string line_;
    std::optional<sio::websocket_client> peer_; // until nobody tells it anything any more
};

} // namespace

int main(int count, char** given) {
    if (count != 3) {
        std::cerr << "usage: interop_websocket URL OPTIONS (JSON)\n";
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
