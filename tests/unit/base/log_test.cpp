// SPDX-License-Identifier: MIT
#include <socketiota/log.hpp>
#include <socketiota/unlimited.hpp>

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include <base/log_limit.hpp>
#include <base/log_text.hpp>
#include <base/utf8.hpp>
#include <sys/socket.h>
#include <unistd.h>

namespace socketiota::base {
namespace {

using namespace std::chrono_literals;

TEST(log_text_test, leaves_text_as_it_is) {
    EXPECT_EQ(log_text(""), "");
    EXPECT_EQ(log_text("event \"say\": \xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80"),
              "event \"say\": \xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80");
}

TEST(log_text_test, escapes_what_looks_like_another_line_or_moves_the_cursor) {
    EXPECT_EQ(log_text("a\r\nb\tc\\n"), "a\\r\\nb\\tc\\\\n");
    EXPECT_EQ(log_text(std::string_view("\0\x1b[2J\x7f", 6)), "\\x00\\x1b[2J\\x7f");
    EXPECT_EQ(log_text("\xc2\x85\xc2\x9b"), "\\u0085\\u009b");
    EXPECT_EQ(log_text("\xc2\xa0"), "\xc2\xa0");
    EXPECT_EQ(log_text("\xe2\x80\xa8\xe2\x80\xae\xe2\x81\xa6"), "\\u2028\\u202e\\u2066");
}

TEST(log_text_test, escapes_what_is_no_utf8) {
    EXPECT_EQ(log_text("\xff\xc3"), "\\xff\\xc3");
    EXPECT_EQ(log_text("\xed\xa0\x80x"), "\\xed\\xa0\\x80x");
    EXPECT_EQ(log_text("\xe2\x82"), "\\xe2\\x82");
}

TEST(log_text_test, cuts_between_characters_and_escapes) {
    std::string const fits(longest_log_text, 'x');
    EXPECT_EQ(log_text(fits), fits);
    EXPECT_EQ(log_text(fits + 'x'), fits.substr(3) + "...");
    std::string wide;
    while (wide.size() < 3000)
        wide += "\xe2\x82\xac";
    EXPECT_LE(log_text(wide).size(), longest_log_text);
    EXPECT_TRUE(is_valid_utf8(log_text(wide)));
    std::string const escaped = log_text(std::string(2000, '\x01'));
    EXPECT_LE(escaped.size(), longest_log_text);
    EXPECT_TRUE(escaped.ends_with("\\x01..."));
}

TEST(log_names_test, names_each_once) {
    std::set<std::string_view> names;
    for (std::size_t index = 0; index < log_category_count; ++index)
        EXPECT_TRUE(names.insert(to_string(static_cast<log_category>(index))).second);
    EXPECT_EQ(to_string(log_level::warning), "warning");
    EXPECT_EQ(to_string(log_category::bad_arguments), "bad_arguments");
}

TEST(log_limit_test, counts_what_is_more_than_a_second_may_have) {
    log_limit limit(2);
    time_point const start{5s};
    auto const admit = [&](log_level level, time_point now) {
        return limit.admit(log_category::handlers, level, now);
    };
    EXPECT_TRUE(admit(log_level::notice, start));
    EXPECT_TRUE(admit(log_level::notice, start));
    EXPECT_FALSE(limit.next());
    EXPECT_FALSE(admit(log_level::warning, start + 1ms));
    EXPECT_FALSE(admit(log_level::notice, start + 999ms));
    EXPECT_EQ(limit.next(), start + 1s);
    EXPECT_TRUE(limit.admit(log_category::routes, log_level::error, start)) << "not its own";
    EXPECT_FALSE(limit.take(log_category::handlers, start + 999ms)) << "the second is not over";
    auto const omitted = limit.take(log_category::handlers, start + 1s);
    ASSERT_TRUE(omitted);
    EXPECT_EQ(omitted->lines, 2U);
    EXPECT_EQ(omitted->level, log_level::warning);
    EXPECT_FALSE(limit.take(log_category::handlers, start + 1s)) << "told already";
    EXPECT_TRUE(admit(log_level::notice, start + 1s));
}

TEST(log_limit_test, lets_all_pass_without_a_limit) {
    log_limit limit(unlimited);
    for (int count = 0; count < 1000; ++count)
        EXPECT_TRUE(limit.admit(log_category::handlers, log_level::error, time_point{}));
    EXPECT_FALSE(limit.next());
}

/// Puts `file` in the place of standard error.
class as_standard_error {
public:
    explicit as_standard_error(int file) : before_(::dup(STDERR_FILENO)) {
        ::dup2(file, STDERR_FILENO);
        ::close(file);
    }

    as_standard_error(as_standard_error const&) = delete;
    as_standard_error& operator=(as_standard_error const&) = delete;

    ~as_standard_error() {
        ::dup2(before_, STDERR_FILENO);
        ::close(before_);
    }

private:
    int before_;
};

std::string read_some(int file) {
    std::string text(4096, '\0');
    auto const count = ::read(file, text.data(), text.size());
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return text;
}

log_entry entry(std::string_view text) {
    return {.level = log_level::warning,
            .category = log_category::bad_arguments,
            .time = std::chrono::system_clock::time_point(1'700'000'000'042ms),
            .text = text};
}

TEST(log_to_standard_error_test, writes_one_line_with_time_level_and_category) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    {
        as_standard_error const here(pipe[1]);
        log_to_standard_error(entry("hello\r\nworld"));
    }
    EXPECT_EQ(read_some(pipe[0]),
              "2023-11-14T22:13:20.042Z socketiota warning bad_arguments: hello??world\n");
    ::close(pipe[0]);
}

// Were it to wait, the time limit of ctest would end this.
TEST(log_to_standard_error_test, does_not_wait_for_a_pipe_that_nobody_reads) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    std::string const text(1000, 'x');
    {
        as_standard_error const here(pipe[1]);
        for (int count = 0; count < 3000; ++count)
            log_to_standard_error(entry(text));
    }
    std::size_t octets = 0;
    for (std::string part = read_some(pipe[0]); !part.empty(); part = read_some(pipe[0]))
        octets += part.size();
    std::size_t const line = text.size() + std::string_view("2023-11-14T22:13:20.042Z "
                                                            "socketiota warning bad_arguments: \n")
                                               .size();
    EXPECT_GT(octets, 0U);
    EXPECT_EQ(octets % line, 0U) << "a line was cut";
    ::close(pipe[0]);
}

TEST(log_to_standard_error_test, does_not_wait_for_a_socket_that_nobody_reads) {
    std::array<int, 2> pair{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()), 0);
    std::string const text(1000, 'x');
    {
        as_standard_error const here(pair[1]);
        for (int count = 0; count < 3000; ++count)
            log_to_standard_error(entry(text));
    }
    EXPECT_TRUE(read_some(pair[0]).starts_with("2023-"));
    ::close(pair[0]);
}

TEST(log_to_standard_error_test, outlives_a_reader_that_is_gone) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    ::close(pipe[0]);
    {
        as_standard_error const here(pipe[1]);
        log_to_standard_error(entry("nobody"));
    }
    std::array<int, 2> pair{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()), 0);
    ::close(pair[0]);
    {
        as_standard_error const here(pair[1]);
        log_to_standard_error(entry("nobody"));
    }
    sigset_t mask;
    ASSERT_EQ(::pthread_sigmask(SIG_SETMASK, nullptr, &mask), 0);
    EXPECT_EQ(::sigismember(&mask, SIGPIPE), 0) << "the signal is as it was";
    ASSERT_EQ(::sigpending(&mask), 0);
    EXPECT_EQ(::sigismember(&mask, SIGPIPE), 0);
}

} // namespace
} // namespace socketiota::base
