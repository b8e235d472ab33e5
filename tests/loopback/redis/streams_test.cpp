// SPDX-License-Identifier: MIT
// Servers with the adapter of Redis Streams, and the sessions that they keep, on a real Redis.
#include "redis_test.hpp"

#include <cstdlib>
#include <optional>

#include <cluster/carried_event.hpp>
#include <cluster/stream_mover.hpp>

namespace socketiota::cluster {
namespace {

using namespace std::chrono_literals;
using names = std::vector<std::string>;

std::string name_of(message const& what) {
    carried_event event;
    return event.open(what.values) ? event.name() : "?";
}

class ear final : public line_listener {
public:
    void on_message(message& what) override {
        heard.push_back(name_of(what));
        offsets.push_back(what.offset);
    }

    void on_gap() override { ++gaps; }

    names heard;
    names offsets;
    int gaps = 0;
};

/// What whoever takes a session hears.
struct taking {
    names missed;
    names offsets;
    std::string sid;
    std::string data;
    std::optional<error_code> ended;
};

class taker final : public session_taker {
public:
    explicit taker(taking& tells) : tells_(tells) {}

    void on_session(kept_session const& session) override {
        tells_.sid = session.socket_id;
        tells_.data = session.data.octets;
    }

    void on_missed(message const& what) override {
        tells_.missed.push_back(name_of(what));
        tells_.offsets.push_back(what.offset);
    }

    void on_end(error_code reason, std::string_view) override { tells_.ended = reason; }

private:
    taking& tells_;
};

class redis_streams : public redis::redis_test {
protected:
    struct node final : redis::client_listener {
        node(redis_streams& test, std::string const& url, stream_options const& options = {})
            : client(redis::make_client(test.home, {.url = url})),
              mover(*client, options, *test.home),
              way(mover.open("/", hears)) {
            client->start(*this);
            test.run_until([this] { return counted() == 1; });
        }

        /// Asks once for how many servers there are.
        std::size_t counted() {
            if (!asked) {
                asked = true;
                way->count_servers([this](error_code, std::size_t servers) {
                    asked = false;
                    count = servers;
                });
            }
            return count == 0 ? 0 : 1;
        }

        void on_state(redis::link_state, error_code, std::string_view) override {
            mover.on_state();
        }

        void on_gap() override {} // of what was published

        void on_lost(error_code, std::string_view) override {}

        std::unique_ptr<redis::client> client;
        stream_mover mover;
        ear hears;
        std::unique_ptr<line> way;
        std::size_t count = 0;
        bool asked = false;
    };

    static message event(std::string_view name) {
        message what{.type = message_type::broadcast};
        what.values = {carried_value::encoding::json, name};
        return what;
    }

    /// Sends an event, and tells its offset.
    std::string send(node& from, std::string_view name) {
        std::optional<std::string> told;
        from.way->send_logged(event(name), [&told](error_code, std::string_view offset) {
            told = std::string(offset);
        });
        run_until([&] { return told.has_value(); });
        return *told;
    }

    bool keep(node& by, session_store::keeping how) {
        kept_session const session{.socket_id = "s1",
                                   .private_id = "p1",
                                   .rooms = {"s1"},
                                   .data = {carried_value::encoding::json, R"({"a":1})"}};
        std::optional<bool> told;
        by.way->sessions()->keep(session, how, 60s,
                                 [&told](error_code, bool kept) { told = kept; });
        run_until([&] { return told.has_value(); });
        return *told;
    }

    taking take(node& by, std::string const& offset) {
        taking taken;
        by.way->sessions()->take("p1", offset, std::make_unique<taker>(taken));
        run_until([&] { return taken.ended.has_value(); });
        return taken;
    }

    test::redis_server server;
};

TEST_F(redis_streams, bring_events_with_their_offsets) {
    node a(*this, server.url());
    node b(*this, server.url());
    std::string const first = send(a, R"(["one"])");
    std::string const second = send(a, R"(["two"])");
    run_until([&] { return b.hears.heard.size() == 2; });
    EXPECT_EQ(b.hears.heard, (names{"one", "two"}));
    EXPECT_EQ(b.hears.offsets, (names{first, second}));
    EXPECT_TRUE(a.hears.heard.empty());
}

TEST_F(redis_streams, bring_what_was_sent_while_redis_was_away) {
    node a(*this, server.url());
    node b(*this, server.url());
    send(a, R"(["one"])");
    run_until([&] { return b.hears.heard.size() == 1; });
    server.kill();
    run_until([&] { return a.client->state() != redis::link_state::connected; });
    EXPECT_EQ(send(a, R"(["two"])"), ""); // told at once that there is none
    server.start();
    run_until([&] { return b.hears.heard.size() == 2; });
    EXPECT_EQ(b.hears.heard.back(), "two");
}

TEST_F(redis_streams, say_what_they_have_lost) {
    node a(*this, server.url());
    node b(*this, server.url(), {.block_time = 100ms});
    send(a, R"(["one"])");
    run_until([&] { return b.hears.heard.size() == 1; });
    auto const admin = connect(server);
    EXPECT_EQ(b.hears.gaps, 0);
    EXPECT_EQ(ask(*admin, {"XTRIM", "socket.io", "MAXLEN", "0"}), "1;");
    EXPECT_EQ(ask(*admin, {"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"}).empty(), false);
    run_until([&] { return b.hears.gaps == 1; });
    send(a, R"(["two"])");
    run_until([&] { return b.hears.heard.size() == 2; });
}

TEST_F(redis_streams, keep_sessions_for_other_servers) {
    node a(*this, server.url());
    node b(*this, server.url());
    std::string const seen = send(a, R"(["seen"])");
    EXPECT_FALSE(keep(a, session_store::keeping::again));
    EXPECT_TRUE(keep(a, session_store::keeping::anew));
    EXPECT_TRUE(keep(a, session_store::keeping::again));
    std::string const one = send(a, R"(["one"])");
    std::string const two = send(b, R"(["two"])");
    taking const taken = take(b, seen);
    EXPECT_FALSE(*taken.ended);
    EXPECT_EQ(taken.sid, "s1");
    EXPECT_EQ(taken.data, "\x81\xA1"
                          "a\x01");
    EXPECT_EQ(taken.missed, (names{"one", "two"}));
    EXPECT_EQ(taken.offsets, (names{one, two}));
    EXPECT_TRUE(*take(b, seen).ended); // it is gone
    EXPECT_FALSE(keep(a, session_store::keeping::again));
    EXPECT_TRUE(keep(a, session_store::keeping::anew));
    EXPECT_TRUE(*take(b, "1-1").ended); // the offset is unknown
}

TEST_F(redis_streams, take_many_missed_events_in_slices) {
    node a(*this, server.url(), {.read_count = 7});
    std::string const seen = send(a, R"(["seen"])");
    EXPECT_TRUE(keep(a, session_store::keeping::anew));
    for (int each = 0; each != 50; ++each)
        a.way->send(event(R"(["more"])"));
    EXPECT_EQ(take(a, seen).missed.size(), 50U);
}

} // namespace
} // namespace socketiota::cluster
