// SPDX-License-Identifier: MIT
//
// TLS on several shards, which share the certificates and the tickets of a port. Run it under
// ThreadSanitizer.
#include "shards_test.hpp"

#include <openssl/ssl.h>

#include <memory>
#include <set>

#include <support/secure_client.hpp>
#include <support/temporary_folder.hpp>

namespace socketiota::test {
namespace {

class secure_shards : public shards_test {
protected:
    void show(std::string const& host) {
        auto const made = make_certificate(host);
        folder.write("certificate.pem", made.certificate);
        folder.write("key.pem", made.key);
    }

    void start_secure() {
        io.emplace(of_shards(shards));
        io->on_connection([this](engine_session const& session) { on_session(session); });
        io->listen({boost::asio::ip::address_v4::loopback(), 0},
                   {.certificate = (folder.path() / "certificate.pem").string(),
                    .key = (folder.path() / "key.pem").string()});
        run();
    }

    /// A client that has been answered, and the thread that did.
    struct answered {
        std::unique_ptr<secure_client> client;
        std::string thread;
    };

    answered ask(tls_peer::settings const& settings = {}) {
        auto client = std::make_unique<secure_client>(
            peers,
            boost::asio::ip::tcp::endpoint(boost::asio::ip::address_v4::loopback(), io->port()),
            settings);
        client->carry_until([&client] { return client->peer.connected(); });
        client->open_websocket("/engine.io/");
        client->carry_until([&client] { return client->has("maxPayload"); });
        client->text("4who");
        client->carry_until([&client] { return client->has(":who"); });
        std::string const& heard = client->peer.received;
        std::size_t const begin = heard.rfind('}') + 4; // the handshake, a head of two octets, a 4
        std::size_t const end = heard.rfind(":who");
        return {std::move(client), heard.substr(begin, end - begin)};
    }

    boost::asio::io_context peers; // never run
    temporary_folder const folder;
};

TEST_F(secure_shards, all_show_a_renewed_certificate) {
    show("first");
    start_secure();
    std::set<std::string> before;
    while (before.size() < shards) {
        auto const who = ask();
        EXPECT_EQ(who.client->peer.server_name(), "first");
        before.insert(who.thread);
    }
    show("second");
    io->reload_certificates(); // on the thread of none of them
    std::set<std::string> after;
    while (after.size() < shards) {
        auto const who = ask();
        EXPECT_EQ(who.client->peer.server_name(), "second") << who.thread;
        after.insert(who.thread);
    }
    EXPECT_EQ(after, before);
}

TEST_F(secure_shards, all_resume_a_session_of_one) {
    show("localhost");
    start_secure();
    auto const first = ask();
    std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)> const session(
        SSL_get1_session(&first.client->peer.connection()), &SSL_SESSION_free);
    ASSERT_EQ(SSL_SESSION_is_resumable(session.get()), 1);
    std::set<std::string> seen;
    while (seen.size() < shards) {
        auto const who = ask({.session = session.get()});
        EXPECT_EQ(SSL_session_reused(&who.client->peer.connection()), 1) << who.thread;
        seen.insert(who.thread);
    }
}

} // namespace
} // namespace socketiota::test
