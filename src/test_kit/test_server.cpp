// SPDX-License-Identifier: MIT
#include <boost/asio/post.hpp>

#include <cstddef>
#include <string>
#include <utility>

#include <client/client_settings.hpp>
#include <client/manager.hpp>
#include <test_kit/fake_connection.hpp>
#include <test_kit/fake_socket.hpp>
#include <test_kit/insides.hpp>
#include <test_kit/memory_peer.hpp>
#include <test_kit/server_dialler.hpp>

namespace socketiota {

namespace {

server_options without_files(server_options options) {
    options.serve_client = false;
    options.client_folder.clear();
    return options;
}

} // namespace

test_server::test_server(server_options options, std::uint32_t seed)
    : parts_(std::make_unique<parts>(without_files(std::move(options)), seed)) {}

test_server::~test_server() {
    // Handlers of the program may hold clients of this test: they find no server any more.
    parts_->core->close();
    parts_->home->settle();
}

server& test_server::io() noexcept { return parts_->io; }

test_client test_server::connect(arrival const& how) {
    // In turn, which is as good an order as that of the kernel.
    std::size_t const shard = parts_->arrived++ % parts_->home->time().size();
    auto peer = std::make_shared<test_kit::memory_peer>(parts_->home->time()[shard].shared());
    auto accept = [this, shard, peer] { parts_->core->part(shard).accept(peer->server_end()); };
    if (parts_->home->time().size() == 1)
        accept();
    else // from there what happens belongs to that shard
        boost::asio::post(parts_->home->time()[shard].context(), accept);
    auto const connection =
        std::make_shared<test_kit::fake_connection>(parts_->home, std::move(peer));
    parts_->home->add(connection);
    connection->open(parts_->core->part().protocol_path(), how.query, how.headers);
    test_client arrived(connection->join(how.nsp, how.auth));
    parts_->home->settle();
    return arrived;
}

client test_server::make_client(client_options options, std::string_view nsp) {
    std::string url = "http://test.server";
    if (!nsp.starts_with('/'))
        url += '/';
    auto settings = clients::settings_of(url.append(nsp), std::move(options));
    auto const shared = parts_->loop_of_clients();
    settings.engine.deflate = shared->deflate(settings.options.per_message_deflate);
    auto arrive = [home = std::weak_ptr(parts_->home), core = std::weak_ptr(parts_->core)](
                      std::size_t shard, std::shared_ptr<test_kit::memory_peer> const& peer) {
        auto const there = core.lock();
        auto const time = home.lock();
        if (!there || !time)
            return false;
        boost::asio::post(time->time()[shard].context(),
                          [there, shard, peer] { there->part(shard).accept(peer->server_end()); });
        return true;
    };
    auto dialler = std::make_unique<test_kit::server_dialler>(parts_->home, std::move(arrive));
    return client(loop::hold_at_home(
        std::make_unique<clients::manager>(shared, std::move(settings), std::move(dialler))));
}

void test_server::pass(std::chrono::milliseconds time) { parts_->home->pass(time); }

void test_server::settle() { parts_->home->settle(); }

} // namespace socketiota
