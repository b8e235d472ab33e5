// SPDX-License-Identifier: MIT
#include "tls_scene.hpp"

#include <socketiota/error.hpp>

#include <boost/system/system_error.hpp>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include <unistd.h>

namespace socketiota::loop {
namespace {

using test::make_certificate;

tls_certificate named(std::string const& host) {
    auto const made = make_certificate(host);
    return {.certificate = made.certificate, .key = made.key};
}

tls_options with_hosts() {
    return {.certificate = certificate_of_test().certificate,
            .key = certificate_of_test().key,
            .hosts = {{"www.Example.test", named("whole name")},
                      {"*.example.test", named("one label")},
                      {"*.deep.example.test", named("deep label")}}};
}

class tls_hosts_test : public tls_scene {
protected:
    tls_hosts_test() : tls_scene(with_hosts()) {}

    std::string shown_to(std::string const& host) {
        open({.host = host});
        connect();
        return peer_->server_name();
    }
};

TEST_F(tls_hosts_test, shows_the_certificate_of_the_host_that_is_asked_for) {
    EXPECT_EQ(shown_to("www.example.test"), "whole name");
    EXPECT_EQ(shown_to("WWW.EXAMPLE.TEST"), "whole name");
    EXPECT_EQ(shown_to("api.example.test"), "one label");
    EXPECT_EQ(shown_to("a.deep.example.test"), "deep label");
    EXPECT_EQ(shown_to("deep.example.test"), "one label");
}

TEST_F(tls_hosts_test, shows_the_default_one_to_everybody_else) {
    EXPECT_EQ(shown_to(""), "default.test");
    EXPECT_EQ(shown_to("example.test"), "default.test");
    EXPECT_EQ(shown_to("a.www.example.test"), "default.test");
    EXPECT_EQ(shown_to("localhost"), "default.test");
    EXPECT_EQ(shown_to(std::string(255, 'x')), "default.test");
    EXPECT_EQ(shown_to(std::string(200, '.')), "default.test");
}

TEST_F(tls_hosts_test, refuses_a_client_that_speaks_only_other_protocols) {
    open({.protocols = "\2h2\6spdy/3"});
    carry();
    EXPECT_FALSE(peer_->connected());
    EXPECT_EQ(peer_->alert, SSL_AD_NO_APPLICATION_PROTOCOL);
    EXPECT_EQ(events_.breaks, 1);
    EXPECT_EQ(sink_.failed_handshakes, 1);
}

TEST_F(tls_hosts_test, chooses_http_1_1) {
    open({.host = "www.example.test", .protocols = "\2h2\10http/1.1"});
    connect();
    unsigned char const* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(&peer_->connection(), &chosen, &size);
    EXPECT_EQ(std::string_view(reinterpret_cast<char const*>(chosen), size), "http/1.1");
}

TEST_F(tls_hosts_test, speaks_tls_1_2_and_1_3_and_nothing_older) {
    open({.newest = TLS1_2_VERSION});
    connect();
    EXPECT_EQ(SSL_version(&peer_->connection()), TLS1_2_VERSION);
    open();
    connect();
    EXPECT_EQ(SSL_version(&peer_->connection()), TLS1_3_VERSION);
    open({.oldest = TLS1_VERSION, .newest = TLS1_1_VERSION});
    carry();
    EXPECT_FALSE(peer_->connected());
    EXPECT_EQ(peer_->alert, SSL_AD_PROTOCOL_VERSION);
    EXPECT_EQ(events_.breaks, 1);
}

TEST_F(tls_hosts_test, resumes_a_session_from_its_ticket) {
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        open({.host = "www.example.test", .newest = version});
        connect();
        EXPECT_EQ(SSL_session_reused(&peer_->connection()), 0);
        SSL_SESSION* const session = SSL_get1_session(&peer_->connection());
        EXPECT_EQ(SSL_SESSION_has_ticket(session), 1);
        peer_->end(); // a session of a connection that broke is not resumed
        open({.host = "www.example.test", .newest = version, .session = session});
        connect();
        EXPECT_EQ(SSL_session_reused(&peer_->connection()), 1);
        peer_->send("resumed");
        carry();
        EXPECT_EQ(events_.received, "resumed");
        SSL_SESSION_free(session);
    }
}

TEST(tls_options, can_leave_out_tls_1_2) {
    counting_sink sink;
    test::manual_shard home;
    auto const context =
        std::make_shared<tls_context>(tls_options{.certificate = certificate_of_test().certificate,
                                                  .key = certificate_of_test().key,
                                                  .minimum_version = tls_version::tls_1_3});
    auto const wire = std::make_shared<test::memory_peer>(home.context());
    auto const channel = context->wrap(home.shared(), wire->server_end(), sink);
    recording_owner events;
    channel->set_owner(events);
    test::tls_peer peer({.newest = TLS1_2_VERSION});
    wire->send(peer.take());
    home.settle();
    peer.give(wire->received());
    EXPECT_EQ(peer.alert, SSL_AD_PROTOCOL_VERSION);
}

/// Files that go with the test.
class tls_files : public testing::Test {
protected:
    tls_files() { std::filesystem::create_directory(folder_); }

    ~tls_files() override { std::filesystem::remove_all(folder_); }

    std::string file(std::string const& name, std::string const& text) {
        std::string const path = folder_ + '/' + name;
        std::ofstream(path) << text;
        return path;
    }

    /// What is thrown for these options.
    static boost::system::system_error refusal(tls_options const& options) {
        try {
            tls_context const made(options);
        } catch (boost::system::system_error const& thrown) {
            return thrown;
        }
        ADD_FAILURE() << "nothing was thrown";
        return boost::system::system_error(error_code());
    }

    static error_code system_error_of(int number) {
        return {number, boost::system::system_category()};
    }

    static void expect(boost::system::system_error const& thrown, error_code const& code,
                       std::string const& named) {
        EXPECT_EQ(thrown.code(), code) << thrown.what();
        EXPECT_NE(std::string(thrown.what()).find(named), std::string::npos) << thrown.what();
    }

    std::string folder_ = testing::TempDir() + "tls_files." + std::to_string(::getpid());
};

TEST_F(tls_files, are_read_by_their_paths) {
    auto const made = make_certificate("from.file", "secret");
    EXPECT_NO_THROW(
        tls_context({.certificate = file("chain.pem", made.certificate + "a comment between\n" +
                                                          named("issuer").certificate),
                     .key = file("key.pem", made.key),
                     .key_password = "secret"}));
}

TEST_F(tls_files, that_cannot_be_read_are_named_with_the_cause) {
    std::string const good = file("good.pem", certificate_of_test().certificate);
    std::string const missing = folder_ + "/missing.pem";
    error_code const none = system_error_of(ENOENT);
    expect(refusal({.certificate = missing, .key = good}), none,
           "cannot use the certificate file " + missing);
    expect(refusal({.certificate = good, .key = missing}), none,
           "cannot use the private key file " + missing);
    expect(refusal({.certificate = folder_, .key = good}), system_error_of(EISDIR), folder_);
    expect(refusal({.certificate = "/dev/zero", .key = good}),
           make_error_code(boost::system::errc::file_too_large), "/dev/zero");
    expect(refusal({.key = good}), make_error_code(error::invalid_option), "certificate");
    expect(refusal({.certificate = good}), make_error_code(error::invalid_option), "private key");
}

TEST_F(tls_files, that_hold_something_else_are_named) {
    std::string const good = file("good.pem", certificate_of_test().certificate);
    std::string const key = file("key.pem", certificate_of_test().key);
    std::string const empty = file("empty.pem", "");
    std::string const text = file("text.pem", "not PEM at all\n");
    for (std::string const& wrong : {empty, text}) {
        expect(refusal({.certificate = wrong, .key = key}), make_error_code(error::bad_certificate),
               wrong);
        expect(refusal({.certificate = good, .key = wrong}),
               make_error_code(error::bad_private_key), wrong);
    }
    expect(refusal({.certificate = key, .key = key}), make_error_code(error::bad_certificate), key);
    expect(refusal({.certificate = good, .key = good}), make_error_code(error::bad_private_key),
           good);
    std::string cut = certificate_of_test().certificate;
    cut += cut.substr(0, cut.size() / 2);
    expect(refusal({.certificate = cut, .key = key}), make_error_code(error::bad_certificate),
           "the certificate given as text");
}

TEST_F(tls_files, that_do_not_fit_each_other_are_named) {
    std::string const key = file("foreign.pem", make_certificate("another").key);
    expect(refusal({.certificate = certificate_of_test().certificate, .key = key}),
           make_error_code(error::foreign_private_key), key);
}

TEST_F(tls_files, that_are_locked_need_their_password) {
    auto const made = make_certificate("locked", "secret");
    std::string const key = file("locked.pem", made.key);
    for (char const* const wrong : {"", "another", "secre"})
        expect(refusal({.certificate = made.certificate, .key = key, .key_password = wrong}),
               make_error_code(error::locked_private_key), key);
    expect(refusal({.certificate = made.certificate,
                    .key = key,
                    .key_password = std::string(100'000, 'x')}),
           make_error_code(error::locked_private_key), key);
}

TEST_F(tls_files, of_hosts_that_are_no_names_are_refused) {
    for (std::string const& wrong : std::initializer_list<std::string>{
             "", "*", "*.", "*.*.test", "a.*.test", "w*.test", "host:443", ".test", "test."})
        expect(refusal({.certificate = certificate_of_test().certificate,
                        .key = certificate_of_test().key,
                        .hosts = {{wrong, named("x")}}}),
               make_error_code(error::invalid_option), "'" + wrong + "'");
    std::string const missing = folder_ + "/of_host.pem";
    expect(refusal({.certificate = certificate_of_test().certificate,
                    .key = certificate_of_test().key,
                    .hosts = {{"host.test", {.certificate = missing, .key = missing}}}}),
           system_error_of(ENOENT), missing);
}

TEST_F(tls_files, of_one_host_are_not_two) {
    expect(refusal({.certificate = certificate_of_test().certificate,
                    .key = certificate_of_test().key,
                    .hosts = {{"host.test", named("x")}, {"HOST.test", named("y")}}}),
           make_error_code(error::invalid_option), "twice");
}

class tls_reload : public tls_files {
protected:
    std::string shown() {
        auto const wire = std::make_shared<test::memory_peer>(home_.context());
        auto const channel = context_->wrap(home_.shared(), wire->server_end(), sink_);
        recording_owner events;
        channel->set_owner(events);
        test::tls_peer peer;
        for (int flights = 0; flights < 4; ++flights) {
            wire->send(peer.take());
            home_.settle();
            peer.give(std::exchange(wire->received(), {}));
        }
        EXPECT_TRUE(peer.connected());
        return peer.server_name();
    }

    void write(test::test_certificate const& pair) {
        file("certificate.pem", pair.certificate);
        file("key.pem", pair.key);
    }

    counting_sink sink_;
    test::manual_shard home_;
    std::shared_ptr<tls_context> context_;
};

TEST_F(tls_reload, shows_what_the_files_hold_now) {
    write(make_certificate("old"));
    context_ = std::make_shared<tls_context>(
        tls_options{.certificate = folder_ + "/certificate.pem", .key = folder_ + "/key.pem"});
    EXPECT_EQ(shown(), "old");
    // In the middle of a handshake that began with the old one.
    auto const wire = std::make_shared<test::memory_peer>(home_.context());
    auto channel = context_->wrap(home_.shared(), wire->server_end(), sink_);
    recording_owner events;
    channel->set_owner(events);
    test::tls_peer peer({.host = "somebody"});
    std::string const hello = peer.take();
    wire->send(hello.substr(0, 50));
    home_.settle();
    write(make_certificate("new"));
    EXPECT_EQ(shown(), "old");
    context_->reload();
    EXPECT_EQ(shown(), "new");
    wire->send(hello.substr(50));
    home_.settle();
    peer.give(std::exchange(wire->received(), {}));
    EXPECT_EQ(peer.server_name(), "old");

    file("key.pem", make_certificate("another").key);
    EXPECT_THROW(context_->reload(), boost::system::system_error);
    EXPECT_EQ(shown(), "new"); // goes on with what it has
}

} // namespace
} // namespace socketiota::loop
