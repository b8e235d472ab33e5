// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include <base/output_buffer.hpp>
#include <base/utf8.hpp>
#include <value/json_string.hpp>

namespace socketiota {
namespace {

using namespace std::string_view_literals;

std::string unescape(std::string_view escaped, lone_surrogates lone = lone_surrogates::replaced) {
    std::string into(escaped.size(), '?');
    char* const end = unescape_json_string(escaped, into.data(), lone);
    into.resize(static_cast<std::size_t>(end - into.data()));
    return into;
}

std::string quote(std::string_view text) {
    base::output_buffer into;
    append_json_string(into, text);
    EXPECT_TRUE(base::is_valid_utf8(into.view()));
    return std::string(into.view());
}

TEST(unescape_json_string, knows_each_escape) {
    EXPECT_EQ(unescape(R"(a\"\\\/\b\f\n\r\tz)"), "a\"\\/\b\f\n\r\tz");
    EXPECT_EQ(unescape(R"(\u0041\u00e9\u20AC)"), "A\xc3\xa9\xe2\x82\xac");
    EXPECT_EQ(unescape(R"(\u0000)"), "\0"sv);
    EXPECT_EQ(unescape(""), "");
}

TEST(unescape_json_string, joins_surrogate_pairs) {
    EXPECT_EQ(unescape(R"(\ud83d\ude00)"), "\xf0\x9f\x98\x80");
    EXPECT_EQ(unescape(R"(\uD800\uDC00\uDBFF\uDFFF)"), "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
}

TEST(unescape_json_string, replaces_lone_surrogates) {
    std::string const replaced = "\xef\xbf\xbd";
    EXPECT_EQ(unescape(R"(\ud800)"), replaced);
    EXPECT_EQ(unescape(R"(\udfff)"), replaced);
    EXPECT_EQ(unescape(R"(\ud83dx)"), replaced + "x");
    EXPECT_EQ(unescape(R"(\ud83d\n)"), replaced + "\n");
    EXPECT_EQ(unescape(R"(\ud83d\u0041)"), replaced + "A");
    EXPECT_EQ(unescape(R"(\ud83d\ud83d\ude00)"), replaced + "\xf0\x9f\x98\x80");
    EXPECT_EQ(unescape(R"(\ude00\ud83d)"), replaced + replaced);
    EXPECT_EQ(unescape(R"(\ud83d\\ude00)"), replaced + "\\ude00");
}

TEST(unescape_json_string, keeps_lone_surrogates) {
    auto const kept = [](std::string_view text) { return unescape(text, lone_surrogates::kept); };
    EXPECT_EQ(kept(R"(\ud800)"), "\xed\xa0\x80");
    EXPECT_EQ(kept(R"(\udfff)"), "\xed\xbf\xbf");
    EXPECT_EQ(kept(R"(\ud83d\ud83d\ude00)"), "\xed\xa0\xbd\xf0\x9f\x98\x80");
    EXPECT_EQ(kept(R"(\ude00\ud83d)"), "\xed\xb8\x80\xed\xa0\xbd");
    EXPECT_EQ(kept(R"(\ufffd)"), "\xef\xbf\xbd");
}

TEST(append_json_string, escapes_what_stringify_escapes) {
    EXPECT_EQ(quote("a\"\\/\b\f\n\r\t\x01\x1f\x7f"), R"("a\"\\/\b\f\n\r\t\u0001\u001f)"
                                                     "\x7f\"");
    EXPECT_EQ(quote("\0"sv), R"("\u0000")");
    EXPECT_EQ(quote(""), R"("")");
    EXPECT_EQ(quote({}), R"("")");
    EXPECT_EQ(quote("\xe2\x82\xac\n\xf0\x9f\x98\x80"), "\"\xe2\x82\xac\\n\xf0\x9f\x98\x80\"");
    EXPECT_EQ(quote("long enough for words and blocks, then \" and on it goes for a while"),
              R"("long enough for words and blocks, then \" and on it goes for a while")");
}

TEST(append_json_string, writes_encoded_surrogates_as_escapes) {
    EXPECT_EQ(quote("\xed\xa0\x80"), R"("\ud800")");
    EXPECT_EQ(quote("\xed\xaf\xbf"), R"("\udbff")");
    EXPECT_EQ(quote("x\xed\xb0\x80y"), R"("x\udc00y")");
    EXPECT_EQ(quote("\xed\xbf\xbf"), R"("\udfff")");
    EXPECT_EQ(quote("\xed\xa0\xbd\xed\xb8\x80"), R"("\ud83d\ude00")");
}

TEST(append_json_string, replaces_each_maximal_invalid_part_once) {
    std::string const replaced = "\xef\xbf\xbd";
    // As TextDecoder does; the examples of the Unicode standard, section 3.9.
    EXPECT_EQ(quote("\xff"), '"' + replaced + '"');
    EXPECT_EQ(quote("a\x80z"), "\"a" + replaced + "z\"");
    EXPECT_EQ(quote("\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41"), '"' + replaced + replaced + replaced +
                                                                 replaced + replaced + replaced +
                                                                 replaced + replaced + "A\"");
    EXPECT_EQ(quote("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41"),
              '"' + replaced + replaced + replaced + replaced + "A\"");
    EXPECT_EQ(quote("\xf4\x91\x92\x93\xff\x41\x80\xbf\x42"), '"' + replaced + replaced + replaced +
                                                                 replaced + replaced + 'A' +
                                                                 replaced + replaced + "B\"");
    EXPECT_EQ(quote("\xe2\x82"), '"' + replaced + '"');
    EXPECT_EQ(quote("\xed\xa0"), '"' + replaced + replaced + '"');
    EXPECT_EQ(quote("\"\xff\n"), "\"\\\"" + replaced + "\\n\"");
    EXPECT_EQ(quote("\xe2\x82\xac\xff\xe2\x82\xac"),
              "\"\xe2\x82\xac" + replaced + "\xe2\x82\xac\"");
}

TEST(append_json_string, comes_back_unescaped) {
    for (unsigned octet = 0; octet != 128; ++octet) {
        std::string const text = std::string(octet % 20, 'x') + static_cast<char>(octet) + "tail";
        std::string const quoted = quote(text);
        EXPECT_EQ(unescape(std::string_view(quoted).substr(1, quoted.size() - 2)), text);
    }
}

} // namespace
} // namespace socketiota
