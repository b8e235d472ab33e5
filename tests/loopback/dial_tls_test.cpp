// SPDX-License-Identifier: MIT
#include "dial_scene.hpp"

#include <socketiota/error.hpp>

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/system/system_error.hpp>

#include <openssl/evp.h>
#include <openssl/ssl.h>

#include <array>
#include <atomic>
#include <deque>
#include <functional>
#include <thread>

#include <loop/tls_client_context.hpp>
#include <support/test_certificate.hpp>

namespace socketiota::loop {
namespace {

namespace ssl = boost::asio::ssl;

/// A server of TLS on a thread of its own, which greets whom it has agreed with, and says what it
/// was sent; one connection after the other.
class tls_server {
public:
    explicit tls_server(test::test_certificate const& shown,
                        std::function<void(SSL_CTX&)> const& set_up = {}) {
        context_.use_certificate(boost::asio::buffer(shown.certificate), ssl::context::pem);
        context_.use_private_key(boost::asio::buffer(shown.key), ssl::context::pem);
        if (set_up)
            set_up(*context_.native_handle());
        thread_ = std::thread([this] { serve(); });
    }

    tls_server(tls_server const&) = delete;
    tls_server& operator=(tls_server const&) = delete;

    ~tls_server() {
        ends_ = true;
        tcp::socket last(home_);
        error_code ignored;
        last.connect(acceptor_.local_endpoint(), ignored);
        thread_.join();
    }

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    void serve() {
        for (;;) {
            ssl::stream<tcp::socket> peer(acceptor_.accept(), context_);
            if (ends_)
                return;
            error_code failure;
            peer.handshake(ssl::stream_base::server, failure);
            char const* const name =
                SSL_get_servername(peer.native_handle(), TLSEXT_NAMETYPE_host_name);
            unsigned char const* protocol = nullptr;
            unsigned size = 0;
            SSL_get0_alpn_selected(peer.native_handle(), &protocol, &size);
            std::string const greeting =
                "asked for " + std::string(name == nullptr ? "nobody" : name) + " by " +
                std::string(reinterpret_cast<char const*>(protocol), size) + ".";
            if (!failure)
                boost::asio::write(peer, boost::asio::buffer(greeting), failure);
            std::array<char, 1000> octets{};
            std::size_t count = 0;
            while (!failure) {
                count = peer.read_some(boost::asio::buffer(octets), failure);
                if (!failure)
                    boost::asio::write(peer, boost::asio::buffer(octets, count), failure);
            }
        }
    }

    boost::asio::io_context home_;
    ssl::context context_{ssl::context::tls_server};
    tcp::acceptor acceptor_{home_, {boost::asio::ip::address_v4::loopback(), 0}};
    std::atomic<bool> ends_ = false;
    std::thread thread_;
};

test::test_certificate const& of_localhost() {
    static test::test_certificate const made = test::make_certificate("localhost");
    return made;
}

class dial_tls : public dial_scene {
protected:
    void TearDown() override { heard_.dialled.reset(); } // whose end its server awaits

    tls_server& serve(test::test_certificate const& shown,
                      std::function<void(SSL_CTX&)> const& set_up = {}) {
        return servers_.emplace_back(shown, set_up);
    }

    void dial_secure(std::uint16_t port, tls_client_options const& options,
                     std::string const& host = "localhost", std::string_view protocol = {}) {
        socket_dialler secure(home_, std::make_shared<tls_client_context const>(options, protocol));
        dial(secure, {.host = host, .port = port, .secure = true});
    }

    [[nodiscard]] error_code reason() const {
        return heard_.failure ? heard_.failure->reason : error_code();
    }

    /// What failed, without where.
    [[nodiscard]] std::string words() const {
        if (!heard_.failure)
            return "it is connected";
        EXPECT_EQ(heard_.failure->stage, dial_stage::tls);
        std::string const& all = heard_.failure->words;
        return all.substr(std::min(all.find(": ") + 2, all.size()));
    }

    void expect_greeting(std::string const& greeting) {
        ASSERT_TRUE(heard_.dialled) << words();
        heard_.dialled->set_owner(events_);
        run_until([&] { return events_.received.ends_with('.') || events_.breaks > 0; });
        EXPECT_EQ(events_.received, greeting);
        EXPECT_EQ(events_.breaks, 0) << events_.failure.message();
        events_ = {};
    }

    std::deque<tls_server> servers_;
    tls_client_options const trusting_{.ca = of_localhost().certificate};
};

TEST_F(dial_tls, is_complete_before_it_is_told_and_carries_octets_both_ways) {
    tls_server const& server = serve(of_localhost());
    dial_secure(server.port(), trusting_);
    ASSERT_TRUE(heard_.dialled) << words();
    EXPECT_TRUE(heard_.dialled->secure());
    error_code failure;
    EXPECT_EQ(write(*heard_.dialled, "before there is an owner ", failure), 25U);
    // What the server says at once, in the packet with the end of its handshake, waits.
    poll();
    heard_.dialled->set_owner(events_);
    EXPECT_EQ(write(*heard_.dialled, "question", failure), 8U);
    EXPECT_FALSE(failure);
    run_until([&] { return events_.received.ends_with("question"); });
    EXPECT_EQ(events_.received, "asked for localhost by .before there is an owner question");
}

TEST_F(dial_tls, can_be_paused_before_there_is_an_owner) {
    tls_server const& server = serve(of_localhost());
    dial_secure(server.port(), trusting_);
    ASSERT_TRUE(heard_.dialled) << words();
    heard_.dialled->pause_reading();
    heard_.dialled->resume_reading();
    expect_greeting("asked for localhost by .");
}

TEST_F(dial_tls, says_which_certificate_is_wrong_and_why) {
    tls_server const& stranger = serve(test::make_certificate("localhost"));
    dial_secure(stranger.port(), trusting_);
    EXPECT_EQ(words(), "the certificate of /CN=localhost: self-signed certificate");
    EXPECT_EQ(reason(), error::certificate_not_trusted);
    dial_secure(stranger.port(), {});
    EXPECT_EQ(words(), "the certificate of /CN=localhost: self-signed certificate")
        << "the system does not know it";

    auto const old = test::make_certificate("localhost", {}, -1800);
    tls_server const& expired = serve(old);
    dial_secure(expired.port(), {.ca = old.certificate});
    EXPECT_EQ(words(), "the certificate of /CN=localhost: certificate has expired");

    auto const foreign = test::make_certificate("example.com");
    tls_server const& other = serve(foreign);
    dial_secure(other.port(), {.ca = foreign.certificate});
    EXPECT_EQ(words(), "the certificate of /CN=example.com: hostname mismatch");
    dial_secure(other.port(), {.ca = foreign.certificate}, "127.0.0.1");
    EXPECT_EQ(words(), "the certificate of /CN=example.com: IP address mismatch");
    dial_secure(other.port(), {.ca = foreign.certificate, .server_name = "example.com"},
                "127.0.0.1");
    expect_greeting("asked for example.com by .");
    dial_secure(other.port(), {.verify = false});
    expect_greeting("asked for localhost by .");
}

TEST_F(dial_tls, asks_for_no_address_and_says_what_is_spoken_inside) {
    tls_server const& server = serve(of_localhost(), [](SSL_CTX& context) {
        SSL_CTX_set_alpn_select_cb(
            &context,
            [](SSL*, unsigned char const** chosen, unsigned char* size,
               unsigned char const* offered, unsigned int, void*) {
                *chosen = offered + 1;
                *size = *offered;
                return SSL_TLSEXT_ERR_OK;
            },
            nullptr);
    });
    dial_secure(server.port(), {.verify = false}, "127.0.0.1", "http/1.1");
    expect_greeting("asked for nobody by http/1.1.");
    dial_secure(server.port(), {.ca = trusting_.ca, .server_name = "localhost."}, "127.0.0.1");
    expect_greeting("asked for localhost by .");
}

TEST_F(dial_tls, trusts_the_keys_that_are_pinned_and_no_other) {
    auto const key = test::key_of(of_localhost());
    unsigned char* encoded = nullptr;
    int const size = i2d_PUBKEY(key.get(), &encoded);
    std::array<unsigned char, 32> digest{};
    EVP_Digest(encoded, static_cast<std::size_t>(size), digest.data(), nullptr, EVP_sha256(),
               nullptr);
    OPENSSL_free(encoded);
    std::string pin(44, '\0');
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(pin.data()), digest.data(), 32);
    std::string const other = std::string(43, 'A') + '=';

    tls_server const& server = serve(of_localhost());
    dial_secure(server.port(), {.ca = trusting_.ca, .pins = {other, pin}});
    expect_greeting("asked for localhost by .");
    dial_secure(server.port(), {.ca = trusting_.ca, .pins = {other}});
    EXPECT_EQ(words(),
              "the certificate of /CN=localhost: its key is none of those that are pinned");
    EXPECT_EQ(reason(), error::certificate_not_trusted);
    dial_secure(server.port(), {.pins = {pin}});
    EXPECT_EQ(words(), "the certificate of /CN=localhost: self-signed certificate")
        << "a pin does not replace an authority";
    dial_secure(server.port(), {.verify = false, .pins = {pin}});
    expect_greeting("asked for localhost by .");
    dial_secure(server.port(), {.verify = false, .pins = {other}});
    EXPECT_EQ(words(),
              "the certificate of /CN=localhost: its key is none of those that are pinned");
    EXPECT_THROW(tls_client_context({.pins = {"sha256//" + pin}}), boost::system::system_error);
}

TEST_F(dial_tls, shows_the_certificate_that_is_wanted) {
    auto const client = test::make_certificate("ann");
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        tls_server const& server = serve(of_localhost(), [&](SSL_CTX& context) {
            SSL_CTX_set_max_proto_version(&context, version);
            SSL_CTX_set_verify(&context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                               nullptr);
            auto const known = test::certificate_of(client);
            X509_STORE_add_cert(SSL_CTX_get_cert_store(&context), known.get());
        });
        tls_client_options with = trusting_;
        with.certificate = {.certificate = client.certificate, .key = client.key};
        dial_secure(server.port(), with);
        expect_greeting("asked for localhost by .");

        dial_secure(server.port(), trusting_);
        if (version == TLS1_2_VERSION) {
            EXPECT_EQ(words(), "sslv3 alert handshake failure (SSL routines)");
            continue;
        }
        // In TLS 1.3 the handshake is complete before the server says so.
        ASSERT_TRUE(heard_.dialled);
        heard_.dialled->set_owner(events_);
        run_until([&] { return events_.breaks > 0; });
        EXPECT_EQ(events_.failure.message(), "tlsv13 alert certificate required (SSL routines)");
        events_ = {};
    }
}

TEST_F(dial_tls, refuses_what_is_older_than_tls_1_2) {
    tls_server const& server = serve(of_localhost(), [](SSL_CTX& context) {
        SSL_CTX_set_security_level(&context, 0);
        SSL_CTX_set_min_proto_version(&context, TLS1_VERSION);
        SSL_CTX_set_max_proto_version(&context, TLS1_1_VERSION);
    });
    dial_secure(server.port(), trusting_);
    ASSERT_TRUE(heard_.failure);
    EXPECT_EQ(heard_.failure->stage, dial_stage::tls);
}

/// What answers is not TLS, or nothing.
class dial_without_tls : public dial_tls {
protected:
    /// Begins, and waits for the server's end of it.
    void begin() {
        heard_.attempt = secure_.dial(
            {.host = "127.0.0.1", .port = listening_->local_endpoint().port(), .secure = true},
            heard_);
        run_until([&] { return !accepted_.empty(); });
        accepted_.back()->set_owner(server_);
        run_until([&] { return !server_.received.empty(); });
        EXPECT_EQ(heard_.attempt->stage(), dial_stage::tls);
    }

    std::unique_ptr<test::open_listener> listening_ = listen();
    recording_owner server_;
    socket_dialler secure_{home_, std::make_shared<tls_client_context const>(trusting_)};
};

TEST_F(dial_without_tls, says_so) {
    begin();
    error_code failure;
    static_cast<void>(write(*accepted_.back(), "-ERR unknown command\r\n", failure));
    run_until([&] { return heard_.calls > 0; });
    EXPECT_EQ(words(), "what answers is no TLS");
    EXPECT_EQ(reason(), error::speaks_no_tls);
}

TEST_F(dial_without_tls, tells_of_an_end_in_the_handshake) {
    begin();
    accepted_.pop_back();
    run_until([&] { return heard_.calls > 0; });
    ASSERT_TRUE(heard_.failure);
    EXPECT_EQ(heard_.failure->stage, dial_stage::tls);
    EXPECT_EQ(heard_.failure->reason, boost::asio::error::eof);
}

TEST_F(dial_without_tls, ends_in_silence_with_its_attempt) {
    begin();
    heard_.attempt.reset();
    run_until([&] { return server_.ends > 0; });
    EXPECT_EQ(heard_.calls, 0);
}

TEST_F(dial_tls, ends_in_silence_with_its_attempt_at_each_step) {
    tls_server const& server = serve(of_localhost());
    socket_dialler secure(home_, std::make_shared<tls_client_context const>(trusting_));
    end_at_each_step(secure, {.host = "localhost", .port = server.port(), .secure = true});
    EXPECT_TRUE(heard_.dialled);
}

} // namespace
} // namespace socketiota::loop
