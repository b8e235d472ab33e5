// SPDX-License-Identifier: MIT
#include "redis_test.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>

#include <redis/address.hpp>
#include <redis/single_client.hpp>
#include <redis/socket_carrier.hpp>
#include <support/test_certificate.hpp>

namespace socketiota::redis {
namespace {

using redis_faults = redis_test;

/// Times that a test can wait for.
redis_options quick(std::string url) {
    redis_options made{.url = std::move(url)};
    made.answer_timeout = 300ms;
    made.min_backoff = 5ms;
    made.max_backoff = 20ms;
    return made;
}

TEST_F(redis_faults, of_passwords_and_users_are_told) {
    test::redis_server const server({"--requirepass", "se cret"});
    std::string const port = std::to_string(server.port());
    EXPECT_EQ(failure_of({.url = server.url()}), error::redis_password_missing);
    EXPECT_EQ(failure_of({.url = server.url(), .password = "wrong"}), error::redis_wrong_password);
    EXPECT_EQ(failure_of({.url = "redis://nobody:x@127.0.0.1:" + port}),
              error::redis_wrong_password);
    EXPECT_THAT(words, StartsWith("WRONGPASS "));
    auto const root = connect({.url = "redis://:se%20cret@127.0.0.1:" + port});
    EXPECT_EQ(ask(*root, {"ACL", "SETUSER", "ann", "on", ">pw", "+@all", "~*", "&socket.io*"}),
              "OK;");
    auto const ann = connect({.url = "redis://ann:pw@127.0.0.1:" + port});
    EXPECT_EQ(ask(*ann, {"ACL", "WHOAMI"}), "ann;");
    ann->line->send({"PUBLISH", "other", "1"});
    wait_for(*ann, "lost command: the user of Redis may not do this");
    ann->line->subscribe(channel_kind::channel, "socket.io#/#", ann->heard);
    ann->line->subscribe(channel_kind::channel, "other", ann->heard);
    wait_for(*ann, "subscribed socket.io#/#");
    wait_for(*ann, "degraded: the user of Redis may not do this");
    EXPECT_EQ(ann->line->state(), link_state::degraded);
}

TEST_F(redis_faults, of_a_password_where_there_is_none_are_told) {
    test::redis_server const server;
    EXPECT_EQ(failure_of({.url = server.url(), .password = "x"}), error::redis_wrong_password);
}

TEST_F(redis_faults, of_the_address_are_told) {
    std::string const nobody = "127.0.0.1:" + std::to_string(test::free_port());
    EXPECT_EQ(failure_of({.url = "redis://" + nobody}), error::redis_unreachable);
    EXPECT_THAT(words, testing::HasSubstr("Connection refused"));
    EXPECT_EQ(failure_of({.url = "unix:///no/such/socket"}), error::redis_unreachable);
    EXPECT_EQ(failure_of({.url = "redis://no..host"}), error::redis_unknown_host);
}

TEST_F(redis_faults, of_databases_and_full_servers_are_told) {
    test::redis_server const server({"--maxclients", "1"});
    EXPECT_EQ(failure_of({.url = server.url() + "/99"}), error::redis_no_database);
    auto const only = connect(server);
    EXPECT_EQ(failure_of({.url = server.url()}), error::redis_too_many_clients);
}

TEST_F(redis_faults, of_a_replica_are_told_until_it_is_made_a_master) {
    std::string const nobody = std::to_string(test::free_port());
    using texts = std::vector<std::string>;
    for (texts const& option :
         {texts{}, texts{"--rename-command", "HELLO", ""}, // as before Redis 6
          texts{"--user", "default", "on", "nopass", "~*", "&*", "+@all", "-role"}}) {
        texts options{"--replicaof", "127.0.0.1", nobody};
        options.insert(options.end(), option.begin(), option.end());
        test::redis_server const replica(options);
        auto const ann = start(quick(replica.url()));
        ann->line->subscribe(channel_kind::channel, "a", ann->heard);
        wait_for(*ann, "at replica: this Redis is a replica");
        EXPECT_EQ(ask(*ann, {"PUBLISH", "a", "1"}), "1;");
        wait_for(*ann, "a/a: 1");
        EXPECT_THAT(ask(*ann, {"XADD", "s", "*", "k", "v"}),
                    StartsWith("error: this Redis is a replica"));
        EXPECT_EQ(ask(*ann, {"REPLICAOF", "NO", "ONE"}), "OK;");
        wait_for(*ann, "gap");
        EXPECT_THAT(ann->heard.heard, Contains("connected"));
        EXPECT_THAT(ask(*ann, {"XADD", "s", "1-1", "k", "v"}), "1-1;");

        EXPECT_EQ(ask(*ann, {"REPLICAOF", "127.0.0.1", nobody}), "OK;");
        static_cast<void>(ann->heard.take());
        EXPECT_THAT(ask(*ann, {"XADD", "s", "*", "k", "v"}),
                    StartsWith("error: this Redis is a replica"));
        wait_for(*ann, "at replica: ");
    }
}

TEST_F(redis_faults, of_a_restart_are_over_when_all_is_subscribed_again) {
    test::redis_server server;
    auto const ann = connect(quick(server.url()));
    ann->line->subscribe(channel_kind::channel, "a", ann->heard);
    ann->line->subscribe(channel_kind::pattern, "b*", ann->heard);
    ann->line->subscribe(channel_kind::shard, "c", ann->heard);
    wait_for(*ann, "subscribed c");
    run_until([&] { return ann->line->state() == link_state::connected; });
    static_cast<void>(ann->heard.take());
    server.kill();
    wait_for(*ann, "degraded: ");
    std::string waited;
    ann->line->send({"PING"}, [&](error_code, reply value) { waited = text_of(value); });
    wait_for(*ann, "degraded: nothing answers at the address of Redis");
    server.start();
    wait_for(*ann, "gap");
    run_until([&] { return !waited.empty(); });
    EXPECT_EQ(waited, "PONG") << "it was not on its way";
    EXPECT_THAT(ann->heard.heard, testing::IsSupersetOf({"subscribed a", "subscribed b*",
                                                         "subscribed c", "connected"}));
    static_cast<void>(ann->heard.take());
    ann->line->send({"PUBLISH", "a", "1"});
    ann->line->send({"PUBLISH", "bc", "2"});
    ann->line->send({"SPUBLISH", "c", "3"});
    wait_for(*ann, "c/c: 3");
    EXPECT_THAT(ann->heard.heard, ElementsAre("a/a: 1", "b*/bc: 2", "c/c: 3"));
}

TEST_F(redis_faults, of_a_server_that_stalls_are_told_in_time) {
    test::redis_server const server;
    auto const ann = connect(quick(server.url()));
    server.pause();
    EXPECT_THAT(ask(*ann, {"PING"}), StartsWith("error: Redis did not answer in time"));
    EXPECT_EQ(ann->line->state(), link_state::degraded);
    EXPECT_THAT(ann->heard.heard, Contains(StartsWith("degraded: Redis did not answer in time")));
    // The kernel still takes connections for it, but nobody answers there either.
    EXPECT_EQ(failure_of(quick(server.url())), error::redis_silent);
    server.go_on();
    wait_for(*ann, "gap");
    EXPECT_EQ(ask(*ann, {"PING"}), "PONG;");
}

TEST_F(redis_faults, of_a_connection_that_is_killed_are_mended) {
    test::redis_server const server;
    auto const root = connect(server);
    auto const ann = connect(quick(server.url()));
    ann->line->subscribe(channel_kind::channel, "a", ann->heard);
    wait_for(*ann, "subscribed a");
    run_until([&] { return ann->line->state() == link_state::connected; });
    static_cast<void>(ann->heard.take());
    EXPECT_EQ(ask(*root, {"CLIENT", "KILL", "TYPE", "pubsub"}), "1;");
    wait_for(*ann, "gap");
    EXPECT_THAT(ann->heard.heard,
                ElementsAre(StartsWith("degraded: "), "subscribed a", "connected", "gap"));
    root->line->send({"PUBLISH", "a", "1"});
    wait_for(*ann, "a/a: 1");
}

TEST_F(redis_faults, of_one_address_of_a_name_end_when_another_answers) {
    namespace ip = boost::asio::ip;
    test::redis_server const server({"--bind", "127.0.0.1"});
    // Where nobody accepts, the kernel answers nothing once a few are waiting.
    ip::tcp::acceptor deaf(context);
    deaf.open(ip::tcp::v6());
    deaf.set_option(ip::v6_only(true));
    deaf.bind({ip::address_v6::loopback(), server.port()});
    deaf.listen(0);
    std::vector<ip::tcp::socket> waiting;
    for (int each = 0; each < 4; ++each) {
        waiting.emplace_back(context);
        waiting.back().async_connect(deaf.local_endpoint(), [](error_code) {});
    }
    redis_options const options{.url = server.url()};
    // Without a host it is the loopback address of both protocols, that of IPv6 first.
    address const both{.port = server.port()};
    recording_listener heard;
    single_client ann(home, std::make_shared<redis_options const>(options),
                      [make = make_socket_carriers(home, {}, false), both] { return make(both); });
    ann.start(heard);
    ann.subscribe(channel_kind::channel, "a", heard);
    run_until([&] { return ann.state() == link_state::connected; });
    EXPECT_THAT(heard.heard, testing::Not(Contains(StartsWith("degraded: "))));
}

/// A server with a TLS port of its own certificate, which is for localhost.
class redis_tls : public redis_test {
protected:
    redis_tls() : made_(test::make_certificate("localhost")) {
        folder_.write("certificate.pem", made_.certificate);
        folder_.write("key.pem", made_.key);
    }

    [[nodiscard]] std::string path_of(char const* file) const { return folder_.path() / file; }

    [[nodiscard]] std::vector<std::string> arguments(std::string const& clients) const {
        return {"--tls-port",         std::to_string(port_),
                "--tls-cert-file",    path_of("certificate.pem"),
                "--tls-key-file",     path_of("key.pem"),
                "--tls-ca-cert-file", path_of("certificate.pem"),
                "--tls-auth-clients", clients};
    }

    [[nodiscard]] redis_options secure(std::string const& host) const {
        redis_options made{.url = "rediss://" + host + ":" + std::to_string(port_)};
        made.tls.ca = made_.certificate;
        return made;
    }

    test::temporary_folder folder_;
    test::test_certificate const made_;
    std::uint16_t const port_ = test::free_port();
};

TEST_F(redis_tls, carries_everything) {
    test::redis_server const server(arguments("no"));
    auto const ann = connect(secure("localhost"));
    ann->line->subscribe(channel_kind::channel, "a", ann->heard);
    wait_for(*ann, "subscribed a");
    std::string const large(3'000'000, 'x');
    ann->line->send({"PUBLISH", "a", large});
    wait_for(*ann, "a/a: ");
    EXPECT_EQ(ann->heard.heard.back(), "a/a: " + large);

    redis_options from_file = secure("localhost");
    from_file.tls.ca = path_of("certificate.pem");
    EXPECT_EQ(ask(*connect(from_file), {"PING"}), "PONG;");
}

TEST_F(redis_tls, trusts_no_certificate_of_a_stranger_or_for_another_host) {
    test::redis_server const server(arguments("no"));
    redis_options stranger = secure("localhost");
    stranger.tls.ca = test::make_certificate("localhost").certificate;
    EXPECT_EQ(failure_of(stranger), error::redis_not_trusted);
    stranger.tls.ca.clear();
    EXPECT_EQ(failure_of(stranger), error::redis_not_trusted) << "the system's do not know it";
    EXPECT_EQ(failure_of(secure("127.0.0.1")), error::redis_not_trusted);
    EXPECT_THAT(words, testing::HasSubstr("IP address mismatch"));

    redis_options named = secure("127.0.0.1");
    named.tls.server_name = "localhost";
    EXPECT_EQ(ask(*connect(named), {"PING"}), "PONG;");
    named.tls.server_name = "example.com";
    EXPECT_EQ(failure_of(named), error::redis_not_trusted);
    named.tls.verify = false;
    EXPECT_EQ(ask(*connect(named), {"PING"}), "PONG;");
}

TEST_F(redis_tls, tells_a_port_with_tls_from_one_without) {
    test::redis_server const server(arguments("no"));
    // It closes without a word; the sentence names both reasons that this can have.
    EXPECT_EQ(failure_of({.url = "redis://127.0.0.1:" + std::to_string(port_)}),
              error::redis_hung_up);
    redis_options plain = secure("localhost");
    plain.url = "rediss://127.0.0.1:" + std::to_string(server.port());
    plain.connect_timeout = 200ms; // it waits for more
    EXPECT_EQ(failure_of(plain), error::redis_speaks_no_tls);
}

TEST_F(redis_tls, shows_the_certificate_that_is_wanted_of_clients) {
    test::redis_server const server(arguments("yes"));
    redis_options options = secure("localhost");
    EXPECT_EQ(failure_of(options), error::redis_speaks_no_tls);
    EXPECT_THAT(words, testing::HasSubstr("certificate required"));
    options.tls.certificate = {.certificate = made_.certificate, .key = made_.key};
    EXPECT_EQ(ask(*connect(options), {"PING"}), "PONG;");
}

TEST_F(redis_tls, refuses_files_that_are_none) {
    auto const sentence_of = [&](redis_options const& options) -> std::string {
        try {
            static_cast<void>(make_client(home, options));
        } catch (boost::system::system_error const& refused) {
            return refused.what();
        }
        return "taken";
    };
    redis_options options = secure("localhost");
    EXPECT_EQ(sentence_of(options), "taken");
    options.tls.ca = "/no/such/file";
    EXPECT_THAT(sentence_of(options),
                StartsWith("cannot use tls_client_options.ca, the file /no/such/file: "));
    options.tls.ca = path_of("key.pem");
    EXPECT_THAT(sentence_of(options), StartsWith("cannot use tls_client_options.ca, the file "));
    options.tls.ca = made_.key;
    EXPECT_THAT(sentence_of(options), StartsWith("cannot use tls_client_options.ca given as text"));
    options = secure("localhost");
    options.tls.certificate.certificate = "/no/such/file";
    EXPECT_THAT(sentence_of(options), testing::HasSubstr("/no/such/file"));
}

} // namespace
} // namespace socketiota::redis
