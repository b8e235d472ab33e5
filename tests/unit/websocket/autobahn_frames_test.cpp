// SPDX-License-Identifier: MIT
// Groups 1 to 5 and 10 of the Autobahn test suite: frames, pings, reserved bits and opcodes,
// fragments.
#include "echo_scene.hpp"

#include <gmock/gmock.h>

namespace socketiota::websocket {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

INSTANTIATE_TEST_SUITE_P(websocket, autobahn,
                         testing::Values(wire::websocket_role::server,
                                         wire::websocket_role::client),
                         name_of_role);

constexpr std::size_t sizes_around_the_headers[]{0, 125, 126, 127, 128, 65535, 65536};

TEST_P(autobahn, case_1_1_texts_of_each_length) {
    echo_scene scene(GetParam());
    for (std::size_t const size : sizes_around_the_headers) {
        std::string const text(size, '*');
        EXPECT_EQ(scene.text(text).answer(), lines{text});
        EXPECT_EQ(scene.text(text).answer(997), lines{text});
    }
    EXPECT_THAT(scene.close(1000).answer(), ElementsAre("closed 1000"));
}

TEST_P(autobahn, case_1_2_binaries_of_each_length) {
    echo_scene scene(GetParam());
    for (std::size_t const size : sizes_around_the_headers) {
        std::string const octets(size, '\xfe');
        EXPECT_EQ(scene.frame(0x82, octets).answer(), lines{'<' + octets + '>'});
        EXPECT_EQ(scene.frame(0x82, octets).answer(997), lines{'<' + octets + '>'});
    }
}

TEST_P(autobahn, case_2_1_to_2_4_and_2_6_pings) {
    echo_scene scene(GetParam());
    for (std::string const& content :
         {std::string(), std::string("Hello, world!"),
          std::string("\0\xff\xfe\xfd\xfc\xfb\0\xff", 8), std::string(125, '\xfe')}) {
        EXPECT_EQ(scene.ping(content).answer(), lines{'[' + content + ']'});
        EXPECT_EQ(scene.ping(content).answer(1), lines{'[' + content + ']'});
    }
}

TEST_P(autobahn, case_2_5_a_ping_of_126_octets) {
    echo_scene scene(GetParam());
    EXPECT_THAT(scene.ping(std::string(126, '\xfe')).answer(), ElementsAre("closed 1002"));
    EXPECT_TRUE(scene.ended());
}

TEST_P(autobahn, case_2_7_to_2_9_pongs_that_nobody_asked_for) {
    echo_scene scene(GetParam());
    EXPECT_THAT(scene.frame(0x8a).answer(), IsEmpty());
    EXPECT_THAT(scene.frame(0x8a, "unsolicited").answer(), IsEmpty());
    EXPECT_THAT(scene.frame(0x8a, "unsolicited").ping("ping").answer(), ElementsAre("[ping]"));
}

TEST_P(autobahn, case_2_10_and_2_11_ten_pings) {
    for (std::size_t const chop : {0U, 1U}) {
        echo_scene scene(GetParam());
        lines wanted;
        for (int each = 0; each < 10; ++each) {
            std::string const content = "payload-" + std::to_string(each);
            scene.ping(content);
            wanted.push_back('[' + content + ']');
        }
        EXPECT_EQ(scene.answer(chop), wanted);
    }
}

TEST_P(autobahn, case_3_reserved_bits) {
    for (unsigned bits = 1; bits <= 7; ++bits) {
        for (unsigned const first : {0x81U, 0x82U, 0x89U, 0x88U}) {
            for (std::size_t const chop : {0U, 1U}) {
                echo_scene scene(GetParam());
                scene.text("before").answer(chop);
                scene.frame(first | bits << 4, first == 0x88 ? "" : "content").ping("late");
                EXPECT_THAT(scene.answer(chop), ElementsAre("closed 1002")) << bits << ' ' << first;
                EXPECT_TRUE(scene.ended());
            }
        }
    }
}

TEST_P(autobahn, case_4_reserved_opcodes) {
    for (unsigned const code : {3U, 4U, 5U, 6U, 7U, 11U, 12U, 13U, 14U, 15U}) {
        for (std::string_view const content : {"", "reserved"}) {
            echo_scene scene(GetParam());
            scene.text("before").answer();
            EXPECT_THAT(scene.frame(0x80 | code, content).ping("late").answer(),
                        ElementsAre("closed 1002"))
                << code;
            EXPECT_TRUE(scene.ended());
        }
    }
}

TEST_P(autobahn, case_5_1_and_5_2_control_frames_in_fragments) {
    for (unsigned const code : {9U, 10U}) {
        echo_scene scene(GetParam());
        EXPECT_THAT(scene.frame(code, "fragment1").frame(0x80, "fragment2").answer(),
                    ElementsAre("closed 1002"));
    }
}

TEST_P(autobahn, case_5_3_to_5_8_a_text_in_two_fragments) {
    for (std::size_t const chop : {0U, 1U, 9U}) {
        echo_scene scene(GetParam());
        EXPECT_THAT(scene.frame(0x01, "fragment1").frame(0x80, "fragment2").answer(chop),
                    ElementsAre("fragment1fragment2"));
        EXPECT_THAT(
            scene.frame(0x01, "fragment1").ping("ping").frame(0x80, "fragment2").answer(chop),
            testing::UnorderedElementsAre("[ping]", "fragment1fragment2"));
    }
}

TEST_P(autobahn, case_5_9_to_5_14_a_continuation_of_nothing) {
    for (unsigned const first : {0x80U, 0x00U}) {
        for (std::size_t const chop : {0U, 1U}) {
            echo_scene scene(GetParam());
            scene.frame(first, "non-continuation payload").text("Hello, world!");
            EXPECT_THAT(scene.answer(chop), ElementsAre("closed 1002"));
            EXPECT_TRUE(scene.ended());
        }
    }
}

TEST_P(autobahn, case_5_15_a_continuation_behind_a_text) {
    echo_scene scene(GetParam());
    scene.frame(0x01, "fragment1").frame(0x80, "fragment2");
    scene.frame(0x00, "fragment3").frame(0x81, "fragment4");
    EXPECT_THAT(scene.answer(), ElementsAre("fragment1fragment2", "closed 1002"));
}

TEST_P(autobahn, case_5_16_and_5_17_continuations_before_a_text) {
    for (unsigned const first : {0x00U, 0x80U}) {
        echo_scene scene(GetParam());
        scene.frame(first, "fragment1").frame(0x01, "fragment2").frame(0x80, "fragment3");
        EXPECT_THAT(scene.answer(), ElementsAre("closed 1002"));
    }
}

TEST_P(autobahn, case_5_18_a_text_inside_of_a_text) {
    echo_scene scene(GetParam());
    EXPECT_THAT(scene.frame(0x01, "fragment1").frame(0x81, "fragment2").answer(),
                ElementsAre("closed 1002"));
}

TEST_P(autobahn, case_5_19_and_5_20_a_text_in_five_fragments_with_pings) {
    for (std::size_t const chop : {0U, 1U}) {
        echo_scene scene(GetParam());
        scene.frame(0x01, "fragment1").frame(0x00, "fragment2").ping("pongme 1!");
        EXPECT_THAT(scene.answer(chop), ElementsAre("[pongme 1!]"));
        scene.frame(0x00, "fragment3").frame(0x00, "fragment4").ping("pongme 2!");
        EXPECT_THAT(scene.answer(chop), ElementsAre("[pongme 2!]"));
        EXPECT_THAT(scene.frame(0x80, "fragment5").answer(chop),
                    ElementsAre("fragment1fragment2fragment3fragment4fragment5"));
    }
}

TEST_P(autobahn, case_10_1_a_text_in_many_fragments) {
    echo_scene scene(GetParam());
    std::string const text(65536, '*');
    EXPECT_EQ(scene.fragments(1, text, 1300).answer(), lines{text});
}

} // namespace
} // namespace socketiota::websocket
