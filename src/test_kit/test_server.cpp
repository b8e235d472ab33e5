// SPDX-License-Identifier: MIT
#include <boost/asio/post.hpp>

#include <cstddef>
#include <utility>

#include <test_kit/fake_connection.hpp>
#include <test_kit/fake_socket.hpp>
#include <test_kit/insides.hpp>
#include <test_kit/memory_peer.hpp>

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

void test_server::pass(std::chrono::milliseconds time) { parts_->home->pass(time); }

void test_server::settle() { parts_->home->settle(); }

} // namespace socketiota
