// SPDX-License-Identifier: MIT
// A client for the terminal, of the chat beside it: what you type is said, what others say is
// printed; Ctrl-D ends it once the server has all of it.
//     ./run                                                    the chat
//     ./run example client http://localhost:3000 Ann lobby     in another terminal
#include "../chat/contract.hpp"

#include <socketiota/client.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <deque>
#include <exception>
#include <iostream>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

namespace net = boost::asio;
namespace sio = socketiota;

namespace {

/// What nobody guesses.
std::string random_text() {
    std::random_device source;
    std::string text;
    while (text.size() < 32)
        text += static_cast<char>('a' + source() % 26);
    return text;
}

/// What the chat answers: why it says no, or what was said in the room before.
struct outcome {
    bool ok;
    std::string error;
    std::optional<std::vector<chat::line>> lines;
};

class visitor {
public:
    visitor(net::io_context& context, char const* url, char const* name, char const* room)
        : wish_{room, name, random_text(), true},
          client_(context, url),
          terminal_(context, ::dup(STDIN_FILENO)) {
        server_.on_connect([this] { join(); }); // again after each break
        server_.on_disconnect([this](sio::disconnect_reason why) {
            is_in_ = false;
            if (why != sio::disconnect_reason::io_client_disconnect)
                on_failure(to_string(why));
        });
        server_.on_connect_error(
            [this](sio::connect_error const& why) { on_failure(why.message); });
        server_.on(chat::tell::line, [this](chat::line const& said) { show(said); });
        net::co_spawn(context, read(), net::detached);
    }

    [[nodiscard]] int status() const noexcept { return status_; }

private:
    void join() {
        server_.emit_with_ack<outcome>("join", wish_)(
            [this](sio::error_code failed, outcome const& answer) {
                if (failed == sio::error::socket_disconnected)
                    return; // it joins again
                if (failed || !answer.ok)
                    return leave(failed ? failed.message() : answer.error);
                for (chat::line const& said : answer.lines.value_or(std::vector<chat::line>()))
                    show(said);
                is_in_ = server_.connected(); // an answer may be told after the break
                say_first();
            });
    }

    /// One line at a time. Its id stays the same however often it is sent, so it is said once.
    void say_first() {
        if (unsaid_.empty() && has_ended_)
            return client_.close();
        if (unsaid_.empty() || !is_in_ || std::exchange(is_saying_, true))
            return;
        server_.emit_with_ack<outcome>("say", unsaid_.front())(
            [this](sio::error_code failed, outcome const& answer) {
                is_saying_ = false;
                if (failed == sio::error::socket_disconnected)
                    return; // it is said when the room is joined again
                if (failed || !answer.ok)
                    std::cerr << "client: " << (failed ? failed.message() : answer.error) << '\n';
                unsaid_.pop_front();
                say_first();
            });
    }

    net::awaitable<void> read() {
        sio::error_code end;
        std::string typed;
        for (;;) {
            std::size_t const size =
                co_await net::async_read_until(terminal_, net::dynamic_buffer(typed), '\n',
                                               net::redirect_error(net::use_awaitable, end));
            if (end)
                break;
            std::string const id = random_text();
            shown_.insert(id); // the terminal has it already
            unsaid_.push_back({id, typed.substr(0, size - 1)});
            typed.erase(0, size);
            say_first();
        }
        has_ended_ = true;
        say_first();
    }

    void show(chat::line const& said) {
        if (shown_.insert(said.id).second)
            std::cout << said.name << ": " << said.text << std::endl;
    }

    void on_failure(std::string_view what) {
        if (!server_.active())
            return leave(what); // it would not connect again by itself
        std::cerr << "client: " << what << '\n';
    }

    void leave(std::string_view why) {
        std::cerr << "client: " << why << '\n';
        status_ = 1;
        terminal_.close();
        client_.close();
    }

    chat::ask::to_join const wish_;
    sio::client client_;
    sio::client_socket const server_ = client_.socket();
    net::posix::stream_descriptor terminal_;
    std::deque<chat::ask::to_say> unsaid_;
    std::set<std::string> shown_;
    bool is_in_ = false, is_saying_ = false, has_ended_ = false;
    int status_ = 0;
};

} // namespace

int main(int count, char** given) try {
    if (count != 4) {
        std::cerr << "usage: client URL NAME ROOM\n";
        return 2;
    }
    net::io_context context(1);
    visitor const one(context, given[1], given[2], given[3]);
    context.run(); // until nothing is left to do
    return one.status();

} catch (std::exception const& failure) {

    std::cerr << "client: " << failure.what() << '\n';
    return 1;
}
