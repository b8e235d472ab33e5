// SPDX-License-Identifier: MIT
// Long-polling by script tags and forms.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include <support/engine_scene.hpp>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

header_lines const form_headers{{"Content-Type", "application/x-www-form-urlencoded"}};

engine::engine_options with_jsonp() {
    engine::engine_options options;
    options.allow_jsonp = true;
    options.allow_eio3 = true;
    return options;
}

/// A session of JSONP with everything of its beginning taken.
struct jsonp_scene : engine_scene {
    explicit jsonp_scene(std::string const& revision = "4",
                         engine::engine_options const& options = with_jsonp())
        : engine_scene(options),
          target("/socket.io/?EIO=" + revision + "&transport=polling&j=12"),
          opening(ask("GET", target).body) {
        std::size_t const begin = opening.find("sid\\\":\\\"");
        if (begin != std::string::npos)
            target += "&sid=" + opening.substr(begin + 8, 20);
        (void)host.take();
    }

    std::string poll_once() { return ask("GET", target).body; }

    answer deliver(std::string_view form) { return ask("POST", target, form, form_headers); }

    std::string target;
    std::string opening;
};

TEST(jsonp, hands_each_answer_to_a_function) {
    jsonp_scene scene;
    EXPECT_THAT(scene.opening, StartsWith("___eio[12](\"0{\\\"sid\\\":\\\""));
    scene.emit("4\"a\\n\xe2\x80\xa8");
    answer const polled = scene.ask("GET", scene.target);
    EXPECT_EQ(polled.header("Content-Type"), "text/plain; charset=UTF-8");
    EXPECT_EQ(polled.body, "___eio[12](\"4\\\"a\\\\n\\u2028\");");
    scene.session().close(engine::close_mode::after_sending);
    scene.time.settle();
    EXPECT_EQ(scene.poll_once(), "___eio[12](\"6\\u001e1\");");
}

TEST(jsonp, takes_deliveries_as_forms) {
    jsonp_scene scene;
    EXPECT_EQ(scene.deliver("d=4a%20b%1EbYWJj").body, "ok");
    EXPECT_EQ(scene.deliver("d=4x\\ny%5C%5Cnz").body, "ok");
    EXPECT_EQ(scene.metrics[metric::bad_form], 0U);
    EXPECT_EQ(scene.deliver("e=4nothing").body, "ok");
    EXPECT_EQ(scene.deliver("d=4one&d=4two").body, "ok");
    EXPECT_EQ(scene.metrics[metric::bad_form], 2U);
    EXPECT_THAT(scene.host.take(), ElementsAre("text a b", "binary abc", "text x\ny\\nz"));
    EXPECT_EQ(scene.deliver("d=nonsense").status, 400U);
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: parse error"));
    EXPECT_EQ(scene.metrics[metric::bad_packet], 1U);
}

// A form is counted as it comes, with its escapes.
TEST(jsonp, bounds_what_is_delivered) {
    engine::engine_options options = with_jsonp();
    options.max_http_buffer_size = 10;
    jsonp_scene scene("4", options);
    EXPECT_EQ(scene.deliver("d=4%E2%82.").body, "ok");
    EXPECT_EQ(scene.deliver("d=4%E2%82..").status, 413U);
    EXPECT_THAT(scene.host.take(),
                ElementsAre("text \xef\xbf\xbd.", "closed: transport error (payload too large)"));
    EXPECT_EQ(scene.metrics[metric::payload_too_large], 1U);
}

TEST(jsonp, compresses_the_script) {
    engine::engine_options options = with_jsonp();
    options.http_compression->threshold = 100;
    jsonp_scene scene("4", options);
    std::string const around = "___eio[12](\"4\");";
    for (std::size_t const size : {99U, 100U}) {
        std::string const text(size - around.size(), 'x');
        scene.emit('4' + text);
        answer const polled = scene.ask("GET", scene.target, {}, {{"Accept-Encoding", "gzip"}});
        EXPECT_EQ(polled.header("Content-Encoding"), size < 100 ? "" : "gzip");
        EXPECT_EQ(polled.body, size < 100 ? "___eio[12](\"4" + text + "\");" : polled.body);
    }
}

TEST(jsonp, is_text_in_revision_3) {
    jsonp_scene scene("3");
    EXPECT_EQ(scene.deliver("d=6%3A4hello2:4%E2%82%AC").body, "ok");
    EXPECT_THAT(scene.host.take(), ElementsAre("text hello", "text \xe2\x82\xac"));
    scene.emit("4a", {bytes(std::string_view("\1\2\3\4"))});
    EXPECT_EQ(scene.poll_once(), "___eio[12](\"2:4a10:b4AQIDBA==\");");
}

TEST(jsonp, takes_nothing_but_digits_for_the_function) {
    engine_scene scene(with_jsonp());
    EXPECT_THAT(scene.ask("GET", std::string(polling_target) + "&j=a1%22;b2").body,
                StartsWith("___eio[12](\""));
    EXPECT_THAT(scene.ask("GET", std::string(polling_target) + "&j=").body,
                StartsWith("___eio[0](\""));
    EXPECT_THAT(scene.ask("GET", std::string(polling_target) + "&j=12345678901234567890").body,
                StartsWith("___eio[123456789](\""));
}

TEST(jsonp, is_nothing_unless_it_is_allowed) {
    engine_scene scene;
    EXPECT_THAT(scene.ask("GET", std::string(polling_target) + "&j=1").body,
                StartsWith("0{\"sid\":\""));
}

TEST(jsonp, cannot_be_while_origins_are_chosen) {
    engine::engine_options options = with_jsonp();
    EXPECT_FALSE(engine::validate(options));
    options.allowed_origins = {"https://example.com"};
    EXPECT_THAT(std::string(engine::validate(options).value_or("")), StartsWith("allow_jsonp: "));
}

} // namespace
} // namespace socketiota::test
