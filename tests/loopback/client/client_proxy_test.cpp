// SPDX-License-Identifier: MIT
//
// A client behind a proxy, or at a local socket, that ends at each step of its way to the server.
// Run it under AddressSanitizer.
#include "client_scene.hpp"
#include "test_proxy.hpp"

#include <socketiota/tls_options.hpp>

#include <boost/asio/post.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include <support/temporary_folder.hpp>
#include <support/test_certificate.hpp>

namespace socketiota::test {
namespace {

test_certificate const& of_server() {
    static test_certificate const made = make_certificate("localhost");
    return made;
}

/// A server with TLS, which is reached as each test says.
class proxied_scene {
public:
    /// @param way a scheme of a proxy, or `local`
    explicit proxied_scene(std::string const& way) {
        if (way == "local") {
            its.io->listen_local((folder.path() / "socket").string());
            options.local_path = (folder.path() / "socket").string();
            its.url = "http://localhost";
            return;
        }
        its.io->listen("127.0.0.1", 0,
                       tls_options{.certificate = of_server().certificate, .key = of_server().key});
        std::uint16_t const port = its.io->port();
        proxy.emplace(its.context, way, port);
        options.proxy = proxy->url();
        options.tls.ca = of_server().certificate;
        its.url = "https://localhost:" + std::to_string(port);
    }

    void run_out() {
        proxy.reset();
        its.run_out();
    }

    temporary_folder folder;
    client_scene its;
    std::optional<test_proxy> proxy;
    client_options options = client_scene::quick();
};

constexpr char const* roads[] = {"http", "socks5", "socks5h", "local"};

TEST(a_client_behind_a_proxy, connects_by_each_transport) {
    for (auto const* const way : roads)
        for (transport const by : {transport::polling, transport::websocket}) {
            SCOPED_TRACE(std::string(way) + " " + std::string(to_string(by)));
            proxied_scene scene(way);
            scene.options.transports = {by};
            scene.its.connect(scene.options);
            int answer = 0;
            scene.its.me->emit_with_ack<int>("echo", 7)([&](error_code, int got) { answer = got; });
            scene.its.until([&] { return answer != 0; });
            EXPECT_EQ(answer, 7);
            scene.run_out();
        }
}

struct proxied_act {
    char const* name;
    void (*on)(proxied_scene&);
};

constexpr proxied_act ends[] = {
    {"destroy", [](proxied_scene& scene) { scene.its.one.reset(); }},
    {"close", [](proxied_scene& scene) { scene.its.one->close(); }},
    {"replace",
     [](proxied_scene& scene) {
         scene.its.one.reset();
         scene.its.connect(scene.options);
     }},
    {"proxy goes", [](proxied_scene& scene) { scene.proxy.reset(); }},
};

TEST(a_client_behind_a_proxy, may_end_at_each_step) {
    for (auto const* const way : roads)
        for (proxied_act const& each : ends) {
            SCOPED_TRACE(std::string(way) + ", " + each.name);
            bool is_over = false;
            for (int steps = 0; !is_over && steps < 400; ++steps) {
                proxied_scene scene(way);
                scene.options.transports = {transport::websocket};
                scene.its.connect(scene.options);
                for (int done = 0; done != steps && !scene.its.me->connected(); ++done)
                    scene.its.context.run_one();
                is_over = scene.its.me->connected();
                boost::asio::post(scene.its.context, [&] { each.on(scene); });
                scene.its.context.poll();
                scene.run_out();
            }
            EXPECT_TRUE(is_over) << "it went as far as it could";
        }
}

} // namespace
} // namespace socketiota::test
