// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <support/websocket_octets.hpp>

namespace socketiota::test {

/// A client of `/` that says events, answers what it is asked and tells of the rest.
///
/// Thread safety: none; all clients of a test live on one thread.
class stress_client : public std::enable_shared_from_this<stress_client> {
public:
    template <class T>
    using awaitable = boost::asio::awaitable<T>;

    explicit stress_client(boost::asio::io_context& context) : peer_(context) {}

    /// Joins the namespace. Whoever spawns `read` afterwards has the client go on.
    awaitable<void> connect(std::uint16_t port) {
        co_await peer_.async_connect({boost::asio::ip::address_v4::loopback(), port},
                                     boost::asio::use_awaitable);
        peer_.set_option(boost::asio::ip::tcp::no_delay(true));
        co_await write(upgrade_request(engine_target("/socket.io/"), {}));
        std::string head;
        while (!head.ends_with("\r\n\r\n"))
            head += co_await octets(1);
        co_await frame(); // the handshake of Engine.IO
        co_await say("40");
        co_await frame();
    }

    /// Takes what comes until the connection ends.
    awaitable<void> read(std::shared_ptr<stress_client> keep) {
        try {
            for (;;)
                co_await take(co_await frame());
        } catch (boost::system::system_error const&) {
            ended = true;
        }
        for (auto const& [id, waiting] : waiting_)
            waiting->cancel();
        static_cast<void>(keep);
    }

    /// Sends an event and waits for the answer: its first value, or null when the connection ends.
    awaitable<nlohmann::json> ask(nlohmann::json const& event) {
        std::uint64_t const id = next_id_++;
        auto const waiting = std::make_shared<boost::asio::steady_timer>(
            peer_.get_executor(), boost::asio::steady_timer::time_point::max());
        waiting_.emplace(id, waiting);
        co_await say("42" + std::to_string(id) + event.dump());
        boost::system::error_code woken;
        if (!ended && !answers_.contains(id))
            co_await waiting->async_wait(
                boost::asio::redirect_error(boost::asio::use_awaitable, woken));
        waiting_.erase(id);
        nlohmann::json answer = std::move(answers_[id]);
        answers_.erase(id);
        co_return answer;
    }

    awaitable<void> say(std::string text) {
        unsent_ += masked_frame(0x81, text);
        if (std::exchange(writing_, true))
            co_return; // who writes sends it too
        while (!unsent_.empty()) {
            std::string const now = std::exchange(unsent_, {});
            co_await write(now);
        }
        writing_ = false;
    }

    void leave() { peer_.close(); }

    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.size(); }

    /// An event that is no question.
    std::function<void(nlohmann::json const&)> on_event;
    bool ended = false;

private:
    awaitable<void> take(std::string text) {
        if (text == "2")
            co_await say("3");
        else if (text.starts_with("43"))
            take_answer(text);
        else if (text.starts_with("42[") && on_event)
            on_event(nlohmann::json::parse(text.substr(2)));
        else if (text.starts_with("42")) // a question
            co_await say("43" + text.substr(2, text.find('[') - 2) + "[1]");
    }

    void take_answer(std::string const& text) {
        std::size_t const end = text.find('[');
        std::uint64_t const id = std::stoull(text.substr(2, end - 2));
        auto const values = nlohmann::json::parse(text.substr(end));
        answers_[id] = values.empty() ? nlohmann::json(true) : values[0];
        if (auto const found = waiting_.find(id); found != waiting_.end())
            found->second->cancel();
    }

    awaitable<void> write(std::string_view octets) {
        co_await boost::asio::async_write(peer_, boost::asio::buffer(octets),
                                          boost::asio::use_awaitable);
    }

    awaitable<std::string> frame() {
        std::string const start = co_await octets(2);
        std::size_t length = static_cast<unsigned char>(start[1]);
        if (length >= 126) {
            std::string const size = co_await octets(length == 126 ? 2 : 8);
            length = 0;
            for (char const each : size)
                length = length << 8U | static_cast<unsigned char>(each);
        }
        if (start[0] == '\x88')
            throw boost::system::system_error(boost::asio::error::eof); // close
        co_return co_await octets(length);
    }

    awaitable<std::string> octets(std::size_t count) {
        while (received_.size() - taken_ < count) {
            received_.erase(0, std::exchange(taken_, 0));
            char piece[16'384];
            std::size_t const got = co_await peer_.async_read_some(boost::asio::buffer(piece),
                                                                   boost::asio::use_awaitable);
            received_.append(piece, got);
        }
        std::string const found = received_.substr(taken_, count);
        taken_ += count;
        co_return found;
    }

    boost::asio::ip::tcp::socket peer_;
    std::string received_;
    std::size_t taken_ = 0; // of `received_`
    std::string unsent_;
    bool writing_ = false;
    std::uint64_t next_id_ = 0;
    std::map<std::uint64_t, std::shared_ptr<boost::asio::steady_timer>> waiting_;
    std::map<std::uint64_t, nlohmann::json> answers_;
};

} // namespace socketiota::test
