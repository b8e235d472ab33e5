// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

#include <wire/gzip.hpp>
#include <zlib.h>

namespace socketiota::wire {
namespace {

// With zlib's own reader of gzip files, which checks the sums of the format.
std::string unpack(std::string packed, std::size_t size, int window = 15 + 16) {
    z_stream stream{};
    EXPECT_EQ(inflateInit2(&stream, window), Z_OK);
    std::string plain(size + 1, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(plain.data());
    stream.avail_out = static_cast<uInt>(plain.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    plain.resize(stream.total_out);
    inflateEnd(&stream);
    return plain;
}

TEST(gzip_test, packs_what_unpacks_to_the_same) {
    std::mt19937 random(1);
    for (std::size_t const size : {0U, 1U, 100U, 70'000U, 1'000'000U}) {
        std::string const text(size, 'a');
        std::string noise(size, '\0');
        for (char& each : noise)
            each = static_cast<char>(random());
        EXPECT_EQ(unpack(gzip(text), size), text);
        EXPECT_EQ(unpack(gzip(noise), size), noise);
    }
    EXPECT_LT(gzip(std::string(100'000, 'a')).size(), 200U);
    EXPECT_EQ(gzip("same"), gzip("same"));
}

TEST(gzip_test, compresses_in_both_codings) {
    std::string const text(5000, 'a');
    EXPECT_EQ(unpack(compress(text, content_coding::gzip, 1), text.size()), text);
    EXPECT_EQ(unpack(compress(text, content_coding::deflate, 9), text.size(), 15), text);
    EXPECT_EQ(to_string(content_coding::gzip), "gzip");
    EXPECT_EQ(to_string(content_coding::deflate), "deflate");
}

TEST(gzip_test, chooses_what_the_client_likes_best) {
    for (char const* const gzip :
         {"gzip, deflate", "gzip", "x-gzip;q=0.5", "*", "br, *;q=0.1", "deflate;q=0.5, gzip;q=0.6",
          "gzip, deflate;q=1.0", "deflate;q=0, *", "deflate;q=2, gzip"})
        EXPECT_EQ(choose_coding(gzip), content_coding::gzip) << gzip;
    for (char const* const deflate : {"deflate", "deflate, gzip", "Deflate;q=0.1", "gzip;q=0, *",
                                      "gzip;q=0.5, deflate;q=0.6", "deflate, *"})
        EXPECT_EQ(choose_coding(deflate), content_coding::deflate) << deflate;
    for (char const* const none : {"", "br", "gzip;q=0", "gzip;q=0, deflate;q=0", "identity",
                                   "identity, gzip;q=0.5, deflate;q=0.9", "*;q=0", ";;,"})
        EXPECT_EQ(choose_coding(none), content_coding::identity) << none;
}

TEST(gzip_test, is_accepted_by_who_says_so) {
    for (char const* const yes : {"gzip", "GZIP", "x-gzip", "gzip, deflate, br",
                                  "br;q=1.0, gzip;q=0.8", "*", "gzip;q=0.001", "deflate, *;q=0.1",
                                  "identity;q=0.5, gzip", "gzip ; q=1", ",gzip", "gzip;q=1.000"})
        EXPECT_TRUE(accepts_gzip(yes)) << yes;
    for (char const* const no :
         {"", "br", "gzip;q=0", "gzip;q=0.000", "*;q=0", "gzip;q=0, *", "identity, gzip;q=0.5",
          "gzipped", "gzip;q=", "gzip;q=2", "gzip;q=1.001", "gzip;q=0.0001", "gzip;level=1", ";;,",
          "identity"})
        EXPECT_FALSE(accepts_gzip(no)) << no;
}

} // namespace
} // namespace socketiota::wire
