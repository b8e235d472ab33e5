// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <support/proxy_header_octets.hpp>
#include <wire/proxy_header.hpp>

namespace socketiota::wire {
namespace {

using kind = proxy_header::kind;

proxy_header read(std::string_view octets) {
    return read_proxy_header(std::as_bytes(std::span(octets)));
}

/// The octets of the address in hexadecimal; `-` for a proxy that names none.
std::string source_of(proxy_header const& header) {
    if (!header.source)
        return "-";
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (std::size_t index = 0; index < (header.source->is_v6 ? 16U : 4U); ++index) {
        auto const octet = std::to_integer<unsigned>(header.source->address[index]);
        text += digits[octet >> 4];
        text += digits[octet & 15U];
    }
    return text;
}

constexpr auto binary = test::proxy_header_of_version_2;

std::string const addresses_4("\xC0\0\2\1\x7F\0\0\1\xDC\4\x1\xBB", 12);
std::string const addresses_6 = std::string("\x20\1\x0D\xB8", 4) + std::string(11, '\0') + '\1' +
                                std::string(16, '\2') + std::string(4, '\3');

TEST(proxy_header, of_version_1_is_read) {
    for (std::string_view const behind : {"", "GET / HTTP/1.1\r\n"}) {
        std::string const line = "PROXY TCP4 192.0.2.1 127.0.0.1 56324 443\r\n";
        proxy_header const header = read(line + std::string(behind));
        EXPECT_EQ(header.what, kind::complete);
        EXPECT_EQ(header.size, line.size());
        EXPECT_EQ(source_of(header), "c0000201");
    }
    EXPECT_EQ(source_of(read("PROXY TCP6 2001:db8::1 ::1 0 65535\r\n")),
              "20010db8000000000000000000000001");
    EXPECT_EQ(source_of(read("PROXY UNKNOWN\r\n")), "-");
    EXPECT_EQ(source_of(read("PROXY UNKNOWN ffff:f...f:ffff whatever\r\n")), "-");
}

TEST(proxy_header, of_version_1_is_nothing_else) {
    for (std::string_view const octets : {"GET / HTTP/1.1\r\n",
                                          "PROXY\r\n",
                                          "proxy TCP4 192.0.2.1 127.0.0.1 1 2\r\n",
                                          "PROXY TCP4 192.0.2.1 127.0.0.1 1 2\n",
                                          "PROXY TCP4 192.0.2.1 127.0.0.1 1\r\n",
                                          "PROXY TCP4 192.0.2.1 127.0.0.1 1 2 3\r\n",
                                          "PROXY  TCP4 192.0.2.1 127.0.0.1 1 2\r\n",
                                          "PROXY TCP4 192.0.2.1  127.0.0.1 1 2\r\n",
                                          "PROXY TCP4 192.0.2.1 127.0.0.1 1 65536\r\n",
                                          "PROXY TCP4 192.0.2.1 127.0.0.1 01 2\r\n",
                                          "PROXY TCP4 192.0.2.1 127.0.0.1 -1 2\r\n",
                                          "PROXY TCP4 192.0.2.256 127.0.0.1 1 2\r\n",
                                          "PROXY TCP4 192.0.2 127.0.0.1 1 2\r\n",
                                          "PROXY TCP4 2001:db8::1 ::1 1 2\r\n",
                                          "PROXY TCP6 192.0.2.1 127.0.0.1 1 2\r\n",
                                          "PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n",
                                          "PROXY UDP4 192.0.2.1 127.0.0.1 1 2\r\n",
                                          "PROXY \r\n",
                                          "PROXY TCP4\r\n",
                                          "X"})
        EXPECT_EQ(read(octets).what, kind::malformed) << octets;
    EXPECT_EQ(read("PROXY UNKNOWN " + std::string(91, 'x') + "\r\n").what, kind::complete);
    EXPECT_EQ(read("PROXY UNKNOWN " + std::string(92, 'x') + "\r\n").what, kind::malformed);
    EXPECT_EQ(read("PROXY " + std::string(101, 'x')).what, kind::malformed);
    EXPECT_EQ(read("PROXY " + std::string(100, 'x')).what, kind::need_more);
}

TEST(proxy_header, of_version_2_is_read) {
    std::string const octets = binary(0x21, 0x11, addresses_4);
    proxy_header const header = read(octets + "GET");
    EXPECT_EQ(header.what, kind::complete);
    EXPECT_EQ(header.size, octets.size());
    EXPECT_EQ(source_of(header), "c0000201");
    EXPECT_EQ(source_of(read(binary(0x21, 0x21, addresses_6))), "20010db8000000000000000000000001");
    // What proxies add behind the addresses is skipped.
    proxy_header const longer = read(binary(0x21, 0x11, addresses_4 + std::string(4068, 'x')));
    EXPECT_EQ(longer.what, kind::complete);
    EXPECT_EQ(longer.size, longest_proxy_header);
    EXPECT_EQ(source_of(longer), "c0000201");
}

TEST(proxy_header, of_version_2_may_name_nobody) {
    // LOCAL, whatever follows; no family; Unix sockets; datagrams.
    for (std::string const& octets :
         {binary(0x20, 0x00, ""), binary(0x20, 0x11, ""), binary(0x20, 0x11, addresses_4),
          binary(0x20, 0x43, "x"), binary(0x21, 0x00, "x"),
          binary(0x21, 0x31, std::string(216, 'x')), binary(0x21, 0x12, addresses_4)}) {
        proxy_header const header = read(octets);
        EXPECT_EQ(header.what, kind::complete);
        EXPECT_EQ(header.size, octets.size());
        EXPECT_EQ(source_of(header), "-");
    }
}

TEST(proxy_header, of_version_2_is_nothing_else) {
    for (std::string const& octets :
         {binary(0x11, 0x11, addresses_4), binary(0x31, 0x11, addresses_4),
          binary(0x22, 0x11, addresses_4), binary(0x21, 0x41, addresses_4),
          binary(0x21, 0x13, addresses_4), binary(0x21, 0x11, addresses_4.substr(1)),
          binary(0x21, 0x21, addresses_4), binary(0x21, 0x31, std::string(215, 'x')),
          binary(0x21, 0x11, addresses_4 + std::string(4069, 'x'))})
        EXPECT_EQ(read(octets).what, kind::malformed);
    std::string wrong = binary(0x21, 0x11, addresses_4);
    wrong[11] = 'x';
    EXPECT_EQ(read(wrong).what, kind::malformed);
}

TEST(proxy_header, may_come_in_pieces) {
    for (std::string const& whole :
         {std::string("PROXY TCP4 192.0.2.1 127.0.0.1 1 2\r\n"), binary(0x21, 0x21, addresses_6)}) {
        for (std::size_t size = 0; size < whole.size(); ++size)
            EXPECT_EQ(read(whole.substr(0, size)).what, kind::need_more) << size;
        EXPECT_EQ(read(whole).what, kind::complete);
    }
}

} // namespace
} // namespace socketiota::wire
