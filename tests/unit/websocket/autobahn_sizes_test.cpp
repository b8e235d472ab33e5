// SPDX-License-Identifier: MIT
// Groups 9, 12 and 13 of the Autobahn test suite: large and many, plain and compressed. There a
// case sends a thousand texts; these send as many as show the same.
#include "echo_scene.hpp"

#include <gmock/gmock.h>

#include <tuple>

namespace socketiota::websocket {
namespace {

using wire::websocket_role;

class autobahn_sizes : public autobahn {
protected:
    static constexpr std::size_t kib = 1024;

    connection_kind const large_{.limits = {.max_payload_size = 16384 * kib}};
};

INSTANTIATE_TEST_SUITE_P(websocket, autobahn_sizes,
                         testing::Values(websocket_role::server, websocket_role::client),
                         name_of_role);

TEST_P(autobahn_sizes, case_9_1_and_9_2_large_texts_and_binaries) {
    for (std::size_t const size : {64 * kib, 256 * kib, 1024 * kib, 4096 * kib, 16384 * kib}) {
        std::string const content(size, '*');
        echo_scene scene(GetParam(), large_);
        EXPECT_TRUE(scene.text(content).answer() == lines{content}) << size;
        EXPECT_TRUE(scene.frame(0x82, content).answer() == lines{'<' + content + '>'}) << size;
    }
}

TEST_P(autobahn_sizes, case_9_3_and_9_4_in_fragments) {
    std::string const content(1024 * kib, '*');
    for (std::size_t const piece :
         {std::size_t{64}, std::size_t{256}, kib, 4 * kib, 64 * kib, 1024 * kib}) {
        connection_kind kind = large_;
        kind.limits.max_fragments = 16384;
        echo_scene scene(GetParam(), kind);
        EXPECT_TRUE(scene.fragments(1, content, piece).answer() == lines{content}) << piece;
        EXPECT_TRUE(scene.fragments(2, content, piece).answer() == lines{'<' + content + '>'})
            << piece;
    }
}

TEST_P(autobahn_sizes, case_9_5_and_9_6_in_many_reads) {
    std::string const content(1024 * kib, '*');
    for (std::size_t const chop : {std::size_t{64}, std::size_t{256}, kib, 2 * kib}) {
        echo_scene scene(GetParam(), large_);
        EXPECT_TRUE(scene.text(content).answer(chop) == lines{content}) << chop;
        EXPECT_TRUE(scene.frame(0x82, content).answer(chop) == lines{'<' + content + '>'}) << chop;
    }
}

TEST_P(autobahn_sizes, case_9_7_and_9_8_a_thousand_there_and_back) {
    for (std::size_t const size : {0U, 16U, 64U, 256U, 1024U, 4096U}) {
        std::string const content(size, '*');
        echo_scene scene(GetParam());
        for (int each = 0; each < 1000; ++each) {
            ASSERT_EQ(scene.text(content).answer(), lines{content});
            ASSERT_EQ(scene.frame(0x82, content).answer(), lines{'<' + content + '>'});
        }
    }
}

TEST_P(autobahn_sizes, one_octet_more_than_the_limit) {
    connection_kind kind;
    kind.limits.max_payload_size = 1000;
    std::string const fits(1000, '*');
    EXPECT_EQ(echo_scene(GetParam(), kind).text(fits).answer(), lines{fits});
    EXPECT_EQ(echo_scene(GetParam(), kind).text(fits + '*').answer(), lines{"closed 1009"});
    EXPECT_EQ(echo_scene(GetParam(), kind).fragments(1, fits + '*', 100).answer(),
              lines{"closed 1009"});
}

/// What 12.1 to 12.5 send: JSON in ASCII, in UTF-8, and binaries that resemble others or nothing.
std::string content_of(std::size_t size, bool is_noise) {
    std::string text;
    for (std::uint32_t state = 1; text.size() < size; state = state * 1664525 + 1013904223) {
        if (is_noise)
            text += static_cast<char>('!' + (state >> 24) % 90);
        else
            text += "{\"AutobahnPython/0.6.0\": [\"caf\xc3\xa9\", " + std::to_string(state >> 24) +
                    "]}";
    }
    if (!is_noise)
        text.resize(size, ' ');
    // Not within a character.
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0x80U) != 0)
        text.pop_back();
    return text;
}

/// Group 13 has the terms of group 12 varied.
class autobahn_deflate
    : public testing::TestWithParam<std::tuple<websocket_role, wire::deflate_terms, std::size_t>> {
protected:
    using lines = echo_scene::lines;
};

INSTANTIATE_TEST_SUITE_P(websocket, autobahn_deflate,
                         testing::Combine(testing::Values(websocket_role::server,
                                                          websocket_role::client),
                                          testing::Values(wire::deflate_terms{false, false, 15, 15},
                                                          wire::deflate_terms{true, true, 15, 15},
                                                          wire::deflate_terms{false, false, 9, 9},
                                                          wire::deflate_terms{true, true, 9, 9},
                                                          wire::deflate_terms{true, false, 12, 15},
                                                          wire::deflate_terms{false, true, 15, 12}),
                                          testing::Values(0, 1024)));

TEST_P(autobahn_deflate, case_12_and_13_compressed_texts_and_binaries) {
    auto const& [which, terms, threshold] = GetParam();
    auto const shared = std::make_shared<shared_deflate>(deflate_options{.threshold = threshold});
    connection_kind const kind{.deflate = agreed_deflate{terms, shared}};
    bool const is_server = which == websocket_role::server;
    echo_scene scene(which, kind);
    wire::deflater compressor(
        is_server ? terms.client_window_bits : terms.server_window_bits,
        !(is_server ? terms.client_no_context_takeover : terms.server_no_context_takeover));
    for (std::size_t const size :
         {16U, 64U, 256U, 1024U, 4096U, 8192U, 16384U, 32768U, 65536U, 131072U, 8192U, 16U}) {
        for (bool const is_noise : {false, true}) {
            std::string const content = content_of(size, is_noise);
            std::string compressed;
            compressor.append(content, compressed);
            EXPECT_TRUE(scene.frame(0xc1, compressed).answer() == lines{content}) << size;
            compressed.clear();
            compressor.append(content, compressed);
            EXPECT_TRUE(scene.frame(0xc2, compressed).answer() == lines{'<' + content + '>'})
                << size;
            // In fragments, and as it is.
            compressed.clear();
            compressor.append(content, compressed);
            std::size_t const half = compressed.size() / 2;
            scene.frame(0x41, compressed.substr(0, half)).ping("ping");
            EXPECT_EQ(scene.answer(), lines{"[ping]"});
            EXPECT_TRUE(scene.frame(0x80, compressed.substr(half)).answer() == lines{content})
                << size;
            EXPECT_TRUE(scene.text(content).answer() == lines{content}) << size;
        }
    }
}

} // namespace
} // namespace socketiota::websocket
