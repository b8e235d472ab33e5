// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <base/metric_help.hpp>
#include <base/metric_text.hpp>
#include <base/process_figures.hpp>
#include <support/exposition.hpp>

namespace socketiota::base {
namespace {

TEST(metric_text_test, writes_families_with_their_samples) {
    metric_text page;
    page.begin_counter("a_total", "How many.");
    page.sample(std::uint64_t{3});
    page.begin_gauge("b", "How much.");
    page.sample("kind", "x", std::uint64_t{1});
    page.sample("kind", "y", std::numeric_limits<std::uint64_t>::max());
    page.begin_gauge("c", "How long.");
    page.sample(0.25);
    EXPECT_EQ(page.text(), "# HELP a_total How many.\n"
                           "# TYPE a_total counter\n"
                           "a_total 3\n"
                           "# HELP b How much.\n"
                           "# TYPE b gauge\n"
                           "b{kind=\"x\"} 1\n"
                           "b{kind=\"y\"} 18446744073709551615\n"
                           "# HELP c How long.\n"
                           "# TYPE c gauge\n"
                           "c 0.25\n");
    EXPECT_EQ(test::exposition(page.text()).fault(), "");
}

TEST(metric_text_test, escapes_what_would_end_a_label_or_a_line) {
    metric_text page;
    page.begin_gauge("a", "One\\two\n\"three\".");
    page.sample("nsp", "/\"} 1\nb\\n \xc3\xa4", std::uint64_t{2});
    EXPECT_EQ(page.text(), "# HELP a One\\\\two\\n\"three\".\n"
                           "# TYPE a gauge\n"
                           "a{nsp=\"/\\\"} 1\\nb\\\\n \xc3\xa4\"} 2\n");
    EXPECT_EQ(test::exposition(page.text()).fault(), "");
}

TEST(metric_text_test, has_a_sentence_for_each_metric) {
    metric_text page;
    for (std::size_t index = 0; index != metric_count; ++index) {
        auto const what = static_cast<metric>(index);
        EXPECT_TRUE(help_of(what).ends_with('.')) << to_string(what);
        page.begin_counter(std::string(to_string(what)) + "_total", help_of(what));
        page.sample(std::uint64_t{0});
    }
    EXPECT_EQ(test::exposition(page.text()).fault(), "");
}

#ifndef _WIN32 // where there are none
TEST(process_figures_test, are_those_of_this_process) {
    metric_text page;
    write_process_figures(page);
    test::exposition const read(page.text());
    EXPECT_EQ(read.fault(), "");
    double const now =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    auto const started = read["process_start_time_seconds"];
    ASSERT_TRUE(started);
    EXPECT_LT(*started, now + 1);
    EXPECT_GT(*started, now - 3600); // ctest ends each test within a minute
    EXPECT_GT(read["process_cpu_seconds_total"].value_or(0), 0);
    EXPECT_GT(read["process_resident_memory_bytes"].value_or(0), 1 << 20);
    EXPECT_GT(read["process_max_fds"].value_or(0), 2);
}
#endif

// The checker itself: each of these is against the format.
TEST(exposition_test, finds_faults) {
    std::string const good = "# HELP a Text.\n# TYPE a gauge\na 1\n";
    EXPECT_EQ(test::exposition(good).fault(), "");
    for (std::string_view const page : {
             "a 1\n",
             "# HELP a Text.\na 1\n",
             "# TYPE a gauge\na 1\n",
             "# HELP a Text.\n# TYPE a gauge\n",
             "# HELP a Text.\n# TYPE a gauge\na 1",
             "# HELP a Text.\n# TYPE a gauge\na 1\na 2\n",
             "# HELP a Text.\n# TYPE a gauge\na x\n",
             "# HELP a Text.\n# TYPE a gauge\nb 1\n",
             "# HELP a Text.\n# TYPE a counter\na 1\n",
             "# HELP a_total T.\n# TYPE a_total gauge\na_total 1\n",
             "# HELP a_total T.\n# TYPE a_total counter\na_total -1\n",
             "# HELP a Te\\xt.\n# TYPE a gauge\na 1\n",
             "# HELP 1a Text.\n# TYPE 1a gauge\n1a 1\n",
             "# HELP a Text.\n# TYPE a gauge\na{b=\"\\x\"} 1\n",
             "# HELP a Text.\n# TYPE a gauge\na{b=\"x\" 1\n",
             "# HELP a Text.\n# TYPE a gauge\na{b-c=\"x\"} 1\n",
             "# HELP a Text.\n# TYPE a gauge\na{b=x} 1\n",
             "# HELP a Text.\n# TYPE a gauge\na  1\n",
             "# HELP a Text.\n# TYPE a gauge\n\na 1\n",
             "# HELP a Text.\n# TYPE a gauge\na 1\n# HELP a Text.\n# TYPE a gauge\na 1\n",
         })
        EXPECT_NE(test::exposition(page).fault(), "") << page;
}

} // namespace
} // namespace socketiota::base
