// SPDX-License-Identifier: MIT
// Group 6 of the Autobahn test suite: UTF-8, also cut within characters, and refused as early as
// it can be known.
#include "echo_scene.hpp"

#include <gmock/gmock.h>

namespace socketiota::websocket {
namespace {

using namespace std::string_view_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class autobahn_text : public autobahn {
protected:
    /// What becomes of `text` as one frame, octet by octet, and with each octet in a frame.
    void expect_each_way(std::string_view text, lines const& wanted) {
        EXPECT_EQ(echo_scene(GetParam()).text(text).answer(), wanted);
        EXPECT_EQ(echo_scene(GetParam()).text(text).answer(1), wanted);
        if (!text.empty()) {
            EXPECT_EQ(echo_scene(GetParam()).fragments(1, text, 1).answer(), wanted);
        }
    }
};

INSTANTIATE_TEST_SUITE_P(websocket, autobahn_text,
                         testing::Values(wire::websocket_role::server,
                                         wire::websocket_role::client),
                         name_of_role);

// German letters among ASCII, and the Greek "kosme".
constexpr auto text_in_german =
    "Hello-\xc2\xb5@\xc3\x9f\xc3\xb6\xc3\xa4\xc3\xbc\xc3\xa0\xc3\xa1-UTF-8!!"sv;
constexpr auto text_in_greek = "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5"sv;

TEST_P(autobahn_text, case_6_1_empty) {
    expect_each_way("", {""});
    echo_scene scene(GetParam());
    EXPECT_THAT(scene.frame(0x01).frame(0x00).frame(0x80).answer(), ElementsAre(""));
    EXPECT_THAT(scene.frame(0x01).frame(0x00, "middle").frame(0x80).answer(),
                ElementsAre("middle"));
}

TEST_P(autobahn_text, case_6_2_valid) {
    expect_each_way(text_in_german, {std::string(text_in_german)});
    expect_each_way(text_in_greek, {std::string(text_in_greek)});
    echo_scene scene(GetParam());
    EXPECT_THAT(scene.fragments(1, text_in_german, 12).answer(), ElementsAre(text_in_german));
}

TEST_P(autobahn_text, case_6_3_invalid) {
    std::string const text = std::string(text_in_greek) + "\xed\xa0\x80" + "edited";
    expect_each_way(text, {"closed 1007"});
}

TEST_P(autobahn_text, case_6_4_invalid_before_its_end) {
    for (std::string_view const wrong : {"\xf4\x90\x80\x80"sv, "\xed\xa0\x80"sv}) {
        echo_scene scene(GetParam());
        EXPECT_THAT(scene.frame(0x01, text_in_greek).answer(), IsEmpty());
        EXPECT_THAT(scene.frame(0x00, wrong).answer(), ElementsAre("closed 1007"));
    }
    // In the middle of a frame: all but the end of it has come.
    std::string frame = std::string(text_in_greek) + "\xf4\x90\x80\x80" + "edited";
    echo_scene scene(GetParam());
    EXPECT_THAT(scene.frame(0x01, text_in_greek).frame(0x00, "\xf4").answer(), IsEmpty());
    EXPECT_THAT(scene.frame(0x00, "\x90").answer(), ElementsAre("closed 1007"));
    expect_each_way(frame, {"closed 1007"});
}

TEST_P(autobahn_text, case_6_5_to_6_7_first_and_last_of_each_length) {
    for (std::string_view const valid :
         {"\xce\xba"sv, "\xce\xba\xe1\xbd\xb9"sv, text_in_greek, "\0"sv, "\xc2\x80"sv,
          "\xe0\xa0\x80"sv, "\xf0\x90\x80\x80"sv, "\x7f"sv, "\xdf\xbf"sv, "\xef\xbf\xbf"sv,
          "\xf4\x8f\xbf\xbf"sv})
        expect_each_way(valid, {std::string(valid)});
    for (std::string_view const cut :
         {"\xce"sv, "\xce\xba\xe1"sv, "\xce\xba\xe1\xbd"sv, "\xce\xba\xe1\xbd\xb9\xcf"sv,
          "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce"sv})
        expect_each_way(cut, {"closed 1007"});
}

TEST_P(autobahn_text, case_6_8_to_6_11_beyond_unicode_and_around_the_surrogates) {
    for (std::string_view const wrong :
         {"\xf8\x88\x80\x80\x80"sv, "\xfc\x84\x80\x80\x80\x80"sv, "\xf7\xbf\xbf\xbf"sv,
          "\xfb\xbf\xbf\xbf\xbf"sv, "\xfd\xbf\xbf\xbf\xbf\xbf"sv, "\xf4\x90\x80\x80"sv})
        expect_each_way(wrong, {"closed 1007"});
    for (std::string_view const valid :
         {"\xed\x9f\xbf"sv, "\xee\x80\x80"sv, "\xef\xbf\xbd"sv, "\xf4\x8f\xbf\xbf"sv})
        expect_each_way(valid, {std::string(valid)});
}

TEST_P(autobahn_text, case_6_12_and_6_13_octets_alone) {
    for (std::string_view const wrong :
         {"\x80"sv, "\xbf"sv, "\x80\xbf"sv, "\x80\xbf\x80"sv, "\x80\xbf\x80\xbf"sv,
          "\x80\xbf\x80\xbf\x80"sv, "\x80\xbf\x80\xbf\x80\xbf"sv})
        expect_each_way(wrong, {"closed 1007"});
    std::string all;
    for (unsigned octet = 0x80; octet < 0xc0; ++octet)
        all += static_cast<char>(octet);
    expect_each_way(all, {"closed 1007"});
    for (auto const& [first, last] :
         {std::pair(0xc0U, 0xdfU), std::pair(0xe0U, 0xefU), std::pair(0xf0U, 0xf7U),
          std::pair(0xf8U, 0xfbU), std::pair(0xfcU, 0xfdU)}) {
        std::string starts;
        for (unsigned octet = first; octet <= last; ++octet)
            starts.append({static_cast<char>(octet), ' '});
        expect_each_way(starts, {"closed 1007"});
    }
}

TEST_P(autobahn_text, case_6_14_to_6_16_last_octet_missing_and_impossible_ones) {
    for (std::string_view const wrong :
         {"\xc0"sv, "\xe0\x80"sv, "\xf0\x80\x80"sv, "\xf8\x80\x80\x80"sv, "\xfc\x80\x80\x80\x80"sv,
          "\xdf"sv, "\xef\xbf"sv, "\xf7\xbf\xbf"sv, "\xfb\xbf\xbf\xbf"sv, "\xfd\xbf\xbf\xbf\xbf"sv,
          "\xc0\xe0\x80\xf0\x80\x80\xf8\x80\x80\x80\xfc\x80\x80\x80\x80\xdf\xef\xbf\xf7\xbf\xbf"sv,
          "\xfe"sv, "\xff"sv, "\xfe\xfe\xff\xff"sv})
        expect_each_way(wrong, {"closed 1007"});
}

TEST_P(autobahn_text, case_6_17_to_6_19_longer_than_needed) {
    for (std::string_view const wrong :
         {"\xc0\xaf"sv, "\xe0\x80\xaf"sv, "\xf0\x80\x80\xaf"sv, "\xf8\x80\x80\x80\xaf"sv,
          "\xfc\x80\x80\x80\x80\xaf"sv, "\xc1\xbf"sv, "\xe0\x9f\xbf"sv, "\xf0\x8f\xbf\xbf"sv,
          "\xf8\x87\xbf\xbf\xbf"sv, "\xfc\x83\xbf\xbf\xbf\xbf"sv, "\xc0\x80"sv, "\xe0\x80\x80"sv,
          "\xf0\x80\x80\x80"sv, "\xf8\x80\x80\x80\x80"sv, "\xfc\x80\x80\x80\x80\x80"sv})
        expect_each_way(wrong, {"closed 1007"});
}

TEST_P(autobahn_text, case_6_20_and_6_21_surrogates) {
    for (std::string_view const wrong :
         {"\xed\xa0\x80"sv, "\xed\xad\xbf"sv, "\xed\xae\x80"sv, "\xed\xaf\xbf"sv, "\xed\xb0\x80"sv,
          "\xed\xbe\x80"sv, "\xed\xbf\xbf"sv, "\xed\xa0\x80\xed\xb0\x80"sv,
          "\xed\xa0\x80\xed\xbf\xbf"sv, "\xed\xad\xbf\xed\xb0\x80"sv, "\xed\xad\xbf\xed\xbf\xbf"sv,
          "\xed\xae\x80\xed\xb0\x80"sv, "\xed\xae\x80\xed\xbf\xbf"sv, "\xed\xaf\xbf\xed\xb0\x80"sv,
          "\xed\xaf\xbf\xed\xbf\xbf"sv})
        expect_each_way(wrong, {"closed 1007"});
}

TEST_P(autobahn_text, case_6_22_and_6_23_no_characters_and_all_the_same_valid) {
    for (std::string_view const valid :
         {"\xef\xbf\xbe"sv, "\xef\xbf\xbf"sv, "\xf0\x9f\xbf\xbe"sv, "\xf0\x9f\xbf\xbf"sv,
          "\xf0\xaf\xbf\xbe"sv, "\xf3\xbf\xbf\xbf"sv, "\xf4\x8f\xbf\xbe"sv, "\xf4\x8f\xbf\xbf"sv,
          "\xef\xbf\xb9"sv, "\xef\xbf\xba"sv, "\xef\xbf\xbb"sv, "\xef\xbf\xbc"sv, "\xef\xbf\xbd"sv,
          "\xef\xb7\x90"sv, "\xef\xb7\xaf"sv})
        expect_each_way(valid, {std::string(valid)});
}

} // namespace
} // namespace socketiota::websocket
