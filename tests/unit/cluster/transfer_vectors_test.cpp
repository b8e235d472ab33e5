// SPDX-License-Identifier: MIT
// What official servers send on of events of others; make_transfer_vectors.mjs wrote the file.
#include "sent_to_clients.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace socketiota::cluster {
namespace {

using encoding = carried_value::encoding;

TEST(transfer_vectors, are_sent_on_as_official_servers_send_them) {
    std::ifstream file(std::string(CLUSTER_GOLDEN) + "/transfer_vectors.txt");
    int vectors = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#'))
            continue;
        SCOPED_TRACE(line);
        ++vectors;
        std::istringstream columns(line);
        std::string classic;
        std::string streams;
        std::string text_of_classic;
        std::string text_of_streams;
        std::string packet_of_classic;
        columns >> classic >> streams >> text_of_classic >> text_of_streams >> packet_of_classic;
        carried_event event;
        std::string const first = from_hex(classic);
        ASSERT_TRUE(event.open({encoding::msgpack, first}));
        EXPECT_EQ(as_text(event), "4" + from_hex(text_of_classic));
        EXPECT_EQ(to_hex(as_packet(event)), packet_of_classic);
        std::string const second = from_hex(streams);
        ASSERT_TRUE(event.open({encoding::msgpack, second}));
        EXPECT_EQ(as_text(event), "4" + from_hex(text_of_streams));
    }
    EXPECT_EQ(vectors, 150);
}

} // namespace
} // namespace socketiota::cluster
