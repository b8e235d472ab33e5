// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include <support/engine_scene.hpp>

// Every arrow of long-polling, seen from outside: what each request is answered and what the hub
// hears.

namespace socketiota::test {
namespace {

enum class situation {
    idle,
    polled,
    delivering,
    polled_delivering,
    closing,
    closing_delivering,
    // With output that no poll has taken yet.
    closing_with_rest,
    closing_delivering_with_rest,
};

enum class event {
    poll,
    delivery,
    binary_delivery,
    put,
    emit,
    probe,
    delivered,
    delivered_close,
    delivered_garbage,
    delivered_nothing,
    delivered_too_much,
    poll_aborted,
    delivery_aborted,
    close_after_sending,
    close_at_once,
};

/// What is seen: the answer to a request as `status body` with `|` for the separator, `-` while it
/// waits, `cut` when its connection was closed without an answer; empty if there is no such
/// request.
struct row {
    situation from;
    event on;
    std::string_view poll;
    std::string_view delivery;
    std::string_view newcomer;
    std::string_view heard;
};

constexpr std::string_view overlap = "closed: transport error (overlap from client)";
constexpr std::string_view data_overlap =
    "closed: transport error (data request overlap from client)";
constexpr std::string_view invalid = "closed: transport error (invalid content)";
constexpr std::string_view too_large = "closed: transport error (payload too large)";
constexpr std::string_view poll_gone =
    "closed: transport error (poll connection closed prematurely)";
constexpr std::string_view delivery_gone =
    "closed: transport error (data request connection closed prematurely)";
constexpr std::string_view forced = "closed: forced close";
constexpr std::string_view by_client = "closed: transport close";
constexpr std::string_view parse_error = "closed: parse error";

using enum situation;

constexpr row rows[]{
    {idle, event::poll, "", "", "-", ""},
    {idle, event::delivery, "", "", "-", ""},
    {idle, event::binary_delivery, "", "", "400", invalid},
    {idle, event::put, "", "", "500", ""},
    {idle, event::close_after_sending, "", "", "", ""},
    {idle, event::close_at_once, "", "", "", forced},

    {polled, event::poll, "200 1", "", "400", overlap},
    {polled, event::delivery, "-", "", "-", ""},
    {polled, event::binary_delivery, "200 1", "", "400", invalid},
    {polled, event::put, "-", "", "500", ""},
    {polled, event::emit, "200 4out", "", "", ""},
    {polled, event::probe, "200 6", "", "", ""},
    {polled, event::poll_aborted, "cut", "", "", poll_gone},
    {polled, event::close_after_sending, "200 1", "", "", forced},
    {polled, event::close_at_once, "200 1", "", "", forced},

    {delivering, event::poll, "", "-", "-", ""},
    {delivering, event::delivery, "", "cut", "400", data_overlap},
    {delivering, event::binary_delivery, "", "cut", "400", data_overlap},
    {delivering, event::put, "", "-", "500", ""},
    {delivering, event::delivered, "", "200 ok", "", "text hello"},
    {delivering, event::delivered_close, "", "200 ok", "", by_client},
    {delivering, event::delivered_garbage, "", "400", "", parse_error},
    {delivering, event::delivered_nothing, "", "400", "", parse_error},
    {delivering, event::delivered_too_much, "", "413", "", too_large},
    {delivering, event::delivery_aborted, "", "cut", "", delivery_gone},
    {delivering, event::close_after_sending, "", "-", "", ""},
    {delivering, event::close_at_once, "", "cut", "", forced},

    {polled_delivering, event::poll, "200 1", "cut", "400", overlap},
    {polled_delivering, event::delivery, "200 1", "cut", "400", data_overlap},
    {polled_delivering, event::binary_delivery, "200 1", "cut", "400", data_overlap},
    {polled_delivering, event::put, "-", "-", "500", ""},
    {polled_delivering, event::emit, "200 4out", "-", "", ""},
    {polled_delivering, event::probe, "200 6", "-", "", ""},
    {polled_delivering, event::delivered, "-", "200 ok", "", "text hello"},
    {polled_delivering, event::delivered_close, "200 6", "200 ok", "", by_client},
    {polled_delivering, event::delivered_garbage, "200 1", "400", "", parse_error},
    {polled_delivering, event::delivered_too_much, "200 6", "413", "", too_large},
    {polled_delivering, event::poll_aborted, "cut", "cut", "", poll_gone},
    {polled_delivering, event::delivery_aborted, "200 1", "cut", "", delivery_gone},
    {polled_delivering, event::close_after_sending, "200 1", "cut", "", forced},
    {polled_delivering, event::close_at_once, "200 1", "cut", "", forced},

    {closing, event::poll, "", "", "200 6|1", forced},
    {closing, event::delivery, "", "", "-", ""},
    {closing, event::binary_delivery, "", "", "400", invalid},
    {closing, event::put, "", "", "500", ""},
    {closing, event::emit, "", "", "", ""},
    {closing, event::close_at_once, "", "", "", forced},

    {closing_delivering, event::poll, "", "cut", "200 6|1", forced},
    {closing_delivering, event::delivery, "", "cut", "400", data_overlap},
    {closing_delivering, event::binary_delivery, "", "cut", "400", data_overlap},
    {closing_delivering, event::put, "", "-", "500", ""},
    {closing_delivering, event::delivered, "", "200 ok", "", ""},
    {closing_delivering, event::delivered_close, "", "200 ok", "", by_client},
    {closing_delivering, event::delivered_garbage, "", "400", "", parse_error},
    {closing_delivering, event::delivered_too_much, "", "413", "", too_large},
    {closing_delivering, event::delivery_aborted, "", "cut", "", delivery_gone},
    {closing_delivering, event::close_at_once, "", "cut", "", forced},

    {closing_with_rest, event::poll, "", "", "200 4rest", ""},
    {closing_delivering_with_rest, event::poll, "", "-", "200 4rest", ""},
};

void PrintTo(row const& each, std::ostream* out) {
    *out << "situation " << static_cast<int>(each.from) << ", event " << static_cast<int>(each.on);
}

class polling_arrows : public testing::TestWithParam<row> {
protected:
    static constexpr std::size_t largest = 100;

    polling_arrows() : scene(options()), sid(scene.handshake()) { (void)scene.host.take(); }

    static engine::engine_options options() {
        engine::engine_options chosen;
        chosen.max_http_buffer_size = largest;
        return chosen;
    }

    void bring_to(situation where) {
        if (where == polled || where == polled_delivering)
            poll = scene.poll(sid);
        if (where == delivering || where == polled_delivering || where == closing_delivering ||
            where == closing_delivering_with_rest)
            delivery = begin_delivery();
        if (where == closing_with_rest || where == closing_delivering_with_rest)
            scene.emit("4rest");
        if (where >= closing)
            scene.session().close(engine::close_mode::after_sending);
        scene.time.settle();
        EXPECT_TRUE(scene.host.take().empty());
    }

    http_peer begin_delivery(header_lines headers = {}) {
        headers.emplace_back("Transfer-Encoding", "chunked");
        http_peer peer = scene.connect();
        std::string head = "POST " + scene.polling(sid) + " HTTP/1.1\r\nHost: localhost\r\n";
        for (auto const& [name, value] : headers)
            head.append(name).append(": ").append(value).append("\r\n");
        peer.connection().send(head + "\r\n");
        scene.time.settle();
        return peer;
    }

    void deliver(std::string_view body) {
        std::string const digits = "0123456789abcdef";
        std::string chunk;
        if (!body.empty())
            chunk.append({digits[body.size() / 16], digits[body.size() % 16]})
                .append("\r\n")
                .append(body)
                .append("\r\n");
        delivery->connection().send(chunk + "0\r\n\r\n");
    }

    void happen(event what) {
        switch (what) {
        case event::poll:
            newcomer = scene.poll(sid);
            break;
        case event::delivery:
            newcomer = begin_delivery();
            break;
        case event::binary_delivery:
            newcomer = begin_delivery({{"Content-Type", "application/octet-stream"}});
            break;
        case event::put:
            newcomer = scene.send("PUT", scene.polling(sid));
            break;
        case event::emit:
            scene.emit("4out");
            break;
        case event::probe:
            scene.open_websocket(scene.websocket(sid))->text("2probe");
            break;
        case event::delivered:
            deliver("4hello");
            break;
        case event::delivered_close:
            deliver("1\x1e"
                    "4too late");
            break;
        case event::delivered_garbage:
            deliver("abc");
            break;
        case event::delivered_nothing:
            deliver("");
            break;
        case event::delivered_too_much:
            deliver('4' + std::string(largest, '.'));
            break;
        case event::poll_aborted:
            poll->connection().reset();
            break;
        case event::delivery_aborted:
            delivery->connection().reset();
            break;
        case event::close_after_sending:
            scene.session().close(engine::close_mode::after_sending);
            break;
        case event::close_at_once:
            scene.session().close(engine::close_mode::at_once);
            break;
        }
        scene.time.settle();
    }

    static std::string outcome(std::optional<http_peer>& peer) {
        if (!peer)
            return {};
        if (auto const found = peer->take_answer()) {
            std::string text = std::to_string(found->status);
            if (!found->body.empty())
                text += ' ' + found->body;
            std::replace(text.begin(), text.end(), '\x1e', '|');
            return text;
        }
        return peer->connection().closed_by_server() ? "cut" : "-";
    }

    std::string heard() {
        std::string text;
        for (std::string const& line : scene.host.take())
            text += text.empty() ? line : "; " + line;
        return text;
    }

    engine_scene scene;
    std::string sid;
    std::optional<http_peer> poll;
    std::optional<http_peer> delivery;
    std::optional<http_peer> newcomer;
};

TEST_P(polling_arrows, is_as_written) {
    row const& expected = GetParam();
    bring_to(expected.from);
    happen(expected.on);
    EXPECT_EQ(outcome(poll), expected.poll);
    EXPECT_EQ(outcome(delivery), expected.delivery);
    EXPECT_EQ(outcome(newcomer), expected.newcomer);
    EXPECT_EQ(heard(), expected.heard);

    bool const ended = expected.heard.starts_with("closed");
    EXPECT_EQ(scene.subject().session_count(), ended ? 0U : 1U);
    scene.subject().close();
    EXPECT_TRUE(scene.is_empty());
    EXPECT_EQ(heard(), ended ? "" : forced);
}

INSTANTIATE_TEST_SUITE_P(all, polling_arrows, testing::ValuesIn(rows));

} // namespace
} // namespace socketiota::test
