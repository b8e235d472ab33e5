// SPDX-License-Identifier: MIT
#include <socketiota/server.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <support/descriptor_famine.hpp>
#include <support/temporary_folder.hpp>

// What a server tells of connections for which there is no descriptor.

namespace socketiota::test {
namespace {

namespace net = boost::asio;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

TEST(server_out_of_descriptors_on_one_shard, counts_them_and_says_once_what_to_do) {
    std::vector<std::string> lines;
    server_options options;
    options.serve_client = false;
    options.log = [&lines](log_entry const& entry) {
        if (entry.category == log_category::resources)
            lines.emplace_back(entry.text);
    };
    net::io_context context(1);
    server io(context, options);
    std::size_t counted = 0;
    io.on_metric(
        [&counted](metric what) { counted += what == metric::out_of_descriptors ? 1U : 0U; });
    io.listen({net::ip::address_v4::loopback(), 0});
    net::io_context unused;
    std::vector<net::ip::tcp::socket> peers;
    for (int count = 0; count < 3; ++count)
        peers.emplace_back(unused, net::ip::tcp::v4()); // opened while there are descriptors
    descriptor_famine const famine;
    for (auto& each : peers)
        each.connect({net::ip::address_v4::loopback(), io.port()});
    while (counted < 3)
        context.run_one();
    EXPECT_THAT(lines, ElementsAre(AllOf(HasSubstr("out of descriptors"), HasSubstr("ulimit -n"))));
}

// A file that cannot be opened for that reason is not missing.
TEST(server_out_of_descriptors_on_one_shard, has_files_of_static_folders_asked_for_again) {
    temporary_folder folder;
    folder.write("a.txt", "here");
    server_options options;
    options.serve_client = false;
    options.log = {};
    options.static_folder = folder.path().string();
    net::io_context context(1);
    server io(context, options);
    io.listen({net::ip::address_v4::loopback(), 0});
    net::io_context unused;
    net::ip::tcp::socket peer(unused);
    peer.connect({net::ip::address_v4::loopback(), io.port()});
    auto const ask = [&] {
        net::write(peer, net::buffer(std::string_view("GET /a.txt HTTP/1.1\r\nHost: h\r\n\r\n")));
        while (peer.available() == 0)
            context.run_one();
        std::string answer(4096, '\0');
        answer.resize(peer.read_some(net::buffer(answer)));
        return answer;
    };
    EXPECT_THAT(ask(), StartsWith("HTTP/1.1 200 "));
    {
        descriptor_famine const famine;
        EXPECT_THAT(ask(), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("\r\nRetry-After: 1\r\n")));
    }
    EXPECT_THAT(ask(), StartsWith("HTTP/1.1 200 "));
}

} // namespace
} // namespace socketiota::test
