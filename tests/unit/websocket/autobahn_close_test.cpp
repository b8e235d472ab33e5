// SPDX-License-Identifier: MIT
// Group 7 of the Autobahn test suite: closing, and the codes that may be said.
#include "echo_scene.hpp"

#include <gmock/gmock.h>

namespace socketiota::websocket {
namespace {

using namespace std::string_view_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class autobahn_close : public autobahn {
protected:
    /// What is answered to a close frame with this content, and to nothing behind it.
    lines answer(std::string_view content) {
        echo_scene scene(GetParam());
        auto const came = scene.frame(0x88, content).text("late").ping("late").answer();
        EXPECT_TRUE(scene.ended());
        EXPECT_THAT(scene.text("later").answer(), IsEmpty());
        return came;
    }

    lines answer(unsigned code, std::string_view reason = {}) {
        std::string const content{static_cast<char>(code >> 8), static_cast<char>(code & 0xFFU)};
        return answer(content + std::string(reason));
    }
};

INSTANTIATE_TEST_SUITE_P(websocket, autobahn_close,
                         testing::Values(wire::websocket_role::server,
                                         wire::websocket_role::client),
                         name_of_role);

TEST_P(autobahn_close, case_7_1_1_to_7_1_5_closing) {
    {
        echo_scene scene(GetParam());
        EXPECT_THAT(scene.text("Hello World!").close(1000).answer(),
                    ElementsAre("Hello World!", "closed 1000"));
    }
    {
        echo_scene scene(GetParam());
        EXPECT_THAT(scene.close(1000).close(1000).answer(), ElementsAre("closed 1000"));
    }
    {
        echo_scene scene(GetParam());
        scene.frame(0x01, "fragment1").close(1000).frame(0x80, "fragment2");
        EXPECT_THAT(scene.answer(), ElementsAre("closed 1000"));
    }
}

TEST_P(autobahn_close, case_7_1_6_behind_a_large_text) {
    echo_scene scene(GetParam());
    std::string const text(256 << 10, 'B');
    EXPECT_EQ(scene.text(text).text("Hello World!").close(1000).ping("late").answer(),
              (lines{text, "Hello World!", "closed 1000"}));
}

TEST_P(autobahn_close, case_7_3_lengths_of_the_frame) {
    EXPECT_EQ(answer(""), lines{"closed"});
    EXPECT_EQ(answer("a"), lines{"closed 1002"});
    EXPECT_EQ(answer(1000), lines{"closed 1000"});
    EXPECT_EQ(answer(1000, "Hello World!"), lines{"closed 1000"});
    EXPECT_EQ(answer(1000, std::string(123, '*')), lines{"closed 1000"});
    EXPECT_EQ(answer(1000, std::string(124, '*')), lines{"closed 1002"});
}

TEST_P(autobahn_close, case_7_5_a_reason_that_is_not_utf8) {
    EXPECT_EQ(answer(1000, "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80"
                           "edited"),
              lines{"closed 1007"});
}

TEST_P(autobahn_close, case_7_7_codes_that_may_be_said) {
    for (unsigned const code : {1000U, 1001U, 1002U, 1003U, 1007U, 1008U, 1009U, 1010U, 1011U,
                                3000U, 3999U, 4000U, 4999U})
        EXPECT_EQ(answer(code), lines{"closed " + std::to_string(code)});
}

TEST_P(autobahn_close, case_7_9_and_7_13_codes_that_may_not_be_said) {
    for (unsigned const code :
         {0U, 999U, 1004U, 1005U, 1006U, 1015U, 1016U, 1100U, 2000U, 2999U, 5000U, 65535U})
        EXPECT_EQ(answer(code), lines{"closed 1002"}) << code;
}

} // namespace
} // namespace socketiota::websocket
