// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <wire/request_parser.hpp>

namespace socketiota::wire {
namespace {

using request_kind = request_result::kind;

struct parsed {
    request_result result;
    request_head head;
    /// What the views of `head` point into.
    std::string octets;
};

// Parses `wire`, after a proof that no way of cutting it makes a difference.
std::unique_ptr<parsed> parse(std::string_view wire, request_limits limits = {}) {
    auto outcome = std::make_unique<parsed>();
    outcome->octets = wire;
    outcome->result = request_parser(limits).parse(outcome->octets, outcome->head);

    auto const expect_same = [&](request_parser& parser, request_result last, std::size_t split) {
        request_head head;
        if (last.type == request_kind::need_more)
            last = parser.parse(wire, head);
        // An error behind the first piece may wait for a line feed that is out of place.
        if (last.type == request_kind::need_more && outcome->result.type == request_kind::error)
            last = parser.parse(std::string(wire) + "\n\n", head);
        EXPECT_EQ(last.type, outcome->result.type) << wire << "\nsplit at " << split;
        EXPECT_EQ(last.status, outcome->result.status) << wire << "\nsplit at " << split;
        EXPECT_EQ(last.head_size, outcome->result.head_size) << wire << "\nsplit at " << split;
    };
    request_head head;
    request_parser bytewise(limits);
    request_result last;
    for (std::size_t size = 0; size <= wire.size() && last.type == request_kind::need_more;
         ++size) {
        // A copy of exact size, so that a sanitizer sees a read beyond it.
        std::vector<char> const front(wire.begin(),
                                      wire.begin() + static_cast<std::ptrdiff_t>(size));
        last = bytewise.parse({front.data(), front.size()}, head);
    }
    expect_same(bytewise, last, 0);
    for (std::size_t split = 0; split <= wire.size(); ++split) {
        request_parser parser(limits);
        last = parser.parse(wire.substr(0, split), head);
        expect_same(parser, last, split);
    }
    return outcome;
}

// 0 for a head that is accepted, else the status that refuses it; -1 if it is incomplete.
int status_of(std::string_view wire, request_limits limits = {}) {
    auto const outcome = parse(wire, limits);
    return outcome->result.type == request_kind::need_more ? -1 : outcome->result.status;
}

int status_with(std::string_view header_lines) {
    return status_of("POST / HTTP/1.1\r\nHost: a\r\n" + std::string(header_lines) + "\r\n");
}

TEST(request_parser, reads_a_request) {
    std::string const head = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\n"
                             "Host: example.com:3000\r\n"
                             "accept:*/*\r\n"
                             "X-Empty:\r\n"
                             "X-Blanks: \t a \t b \t \r\n"
                             "\r\n";
    auto const outcome = parse(head + "GET / HTTP");
    ASSERT_EQ(outcome->result.type, request_kind::complete);
    EXPECT_EQ(outcome->result.head_size, head.size());
    EXPECT_EQ(outcome->head.method, "GET");
    EXPECT_EQ(outcome->head.target, "/socket.io/?EIO=4&transport=polling");
    EXPECT_EQ(outcome->head.form, target_form::origin);
    EXPECT_EQ(outcome->head.minor_version, 1);
    EXPECT_EQ(outcome->head.framing, body_framing::none);
    EXPECT_TRUE(outcome->head.keep_alive);
    EXPECT_FALSE(outcome->head.upgrade);
    EXPECT_FALSE(outcome->head.expect_continue);
    ASSERT_EQ(outcome->head.headers().size(), 4U);
    EXPECT_EQ(outcome->head.headers()[1].name, "accept");
    EXPECT_EQ(outcome->head.find("ACCEPT"), "*/*");
    EXPECT_EQ(outcome->head.find("x-empty"), "");
    EXPECT_EQ(outcome->head.find("x-blanks"), "a \t b");
    EXPECT_EQ(outcome->head.find("cookie"), std::nullopt);
}

TEST(request_parser, finds_the_first_of_equal_names_and_tells_that_it_is_not_the_only_one) {
    auto const outcome = parse("GET / HTTP/1.1\r\nHost: a\r\nx: 1\r\nX: 2\r\n\r\n");
    EXPECT_EQ(outcome->head.find("X"), "1");
    EXPECT_EQ(outcome->head.find_only("x"), std::nullopt);
    EXPECT_EQ(outcome->head.find_only("y"), std::nullopt);
    EXPECT_EQ(outcome->head.find_only("HOST"), "a");
}

TEST(request_parser, begins_anew_after_a_request) {
    request_parser parser;
    request_head head;
    std::string const first = "GET /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
    std::string const second = "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n";
    EXPECT_EQ(parser.parse(first.substr(0, 20), head).type, request_kind::need_more);
    EXPECT_EQ(parser.parse(first + second, head).head_size, first.size());
    EXPECT_EQ(head.framing, body_framing::sized);
    EXPECT_EQ(parser.parse(second, head).type, request_kind::complete);
    EXPECT_EQ(head.target, "/2");
    EXPECT_EQ(head.framing, body_framing::none);
    EXPECT_EQ(head.headers().size(), 1U);
}

TEST(request_parser, skips_two_empty_lines_and_no_more) {
    std::string const head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    EXPECT_EQ(parse("\r\n" + head)->result.head_size, head.size() + 2);
    EXPECT_EQ(parse("\r\n\r\n" + head)->result.head_size, head.size() + 4);
    EXPECT_EQ(status_of("\r\n\r\n\r\n" + head), 400);
    EXPECT_EQ(status_of("\n" + head), 400);
    EXPECT_EQ(status_of("\r" + head), 400);
    EXPECT_EQ(status_of("\r\n"), -1);
}

TEST(request_parser, refuses_malformed_first_lines) {
    std::string const rest = "Host: a\r\n\r\n";
    EXPECT_EQ(status_of("GET / HTTP/1.1\n" + rest), 400);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r" + rest), 400);
    EXPECT_EQ(status_of("GET / HTTP/1.1 \r\n" + rest), 400);
    EXPECT_EQ(status_of("GET  / HTTP/1.1\r\n" + rest), 400);
    EXPECT_EQ(status_of("GET /  HTTP/1.1\r\n" + rest), 400);
    EXPECT_EQ(status_of(" GET / HTTP/1.1\r\n" + rest), 400);
    EXPECT_EQ(status_of("GET\t/ HTTP/1.1\r\n" + rest), 400);
    EXPECT_EQ(status_of("G@T / HTTP/1.1\r\n" + rest), 400);
    EXPECT_EQ(status_of("GET /\r\n" + rest), 400);
    EXPECT_EQ(status_of("GET HTTP/1.1\r\n" + rest), 400);
    EXPECT_EQ(status_of("GET / http/1.1\r\n" + rest), 400);
    EXPECT_EQ(status_of("GET / HTTP/1.10\r\n" + rest), 400);
    EXPECT_EQ(status_of("GET / HTTP/11\r\n" + rest), 400);
    EXPECT_EQ(status_of("GET / HTTPS/1.1\r\n" + rest), 400);
    EXPECT_EQ(status_of(std::string_view("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 28)), 400);
}

TEST(request_parser, refuses_what_is_not_http_at_its_first_octets) {
    EXPECT_EQ(status_of(std::string_view("\x16\x03\x01\x02\x00\x01", 6)), 400);
    EXPECT_EQ(status_of("{\"not\": \"http\"}"), 400);
}

TEST(request_parser, refuses_other_versions) {
    EXPECT_EQ(status_of("GET / HTTP/1.2\r\nHost: a\r\n\r\n"), 505);
    EXPECT_EQ(status_of("GET / HTTP/0.9\r\nHost: a\r\n\r\n"), 505);
    EXPECT_EQ(status_of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505);
}

TEST(request_parser, takes_the_four_forms_of_targets) {
    auto const form_of = [](std::string_view method, std::string_view target) {
        auto const outcome =
            parse(std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        EXPECT_EQ(outcome->result.type, request_kind::complete) << target;
        return outcome->head.form;
    };
    EXPECT_EQ(form_of("GET", "/"), target_form::origin);
    EXPECT_EQ(form_of("GET", "//double//slash?a|b={c}\"<>^`\\"), target_form::origin);
    EXPECT_EQ(form_of("GET", "http://example.com"), target_form::absolute);
    EXPECT_EQ(form_of("GET", "HTTPS://[::1]:80/x?y"), target_form::absolute);
    EXPECT_EQ(form_of("OPTIONS", "*"), target_form::asterisk);
    EXPECT_EQ(form_of("CONNECT", "example.com:443"), target_form::authority);
}

TEST(request_parser, refuses_other_targets) {
    auto const status = [](std::string_view method, std::string_view target) {
        return status_of(std::string(method) + " " + std::string(target) +
                         " HTTP/1.1\r\nHost: a\r\n\r\n");
    };
    EXPECT_EQ(status("GET", "*"), 400);
    EXPECT_EQ(status("GET", "path"), 400);
    EXPECT_EQ(status("GET", "ftp://example.com/"), 400);
    EXPECT_EQ(status("GET", "http://"), 400);
    EXPECT_EQ(status("GET", "http:///path"), 400);
    EXPECT_EQ(status("GET", "http://user@example.com/"), 400);
    EXPECT_EQ(status("GET", "example.com:443"), 400);
    EXPECT_EQ(status("CONNECT", "/"), 400);
    EXPECT_EQ(status("CONNECT", "example.com"), 400);
    EXPECT_EQ(status("CONNECT", "example.com:"), 400);
    EXPECT_EQ(status("CONNECT", ":443"), 400);
    EXPECT_EQ(status("CONNECT", "example.com:https"), 400);
    EXPECT_EQ(status("GET", "/#fragment"), 400);
    EXPECT_EQ(status("GET", "/\x80"), 400);
    EXPECT_EQ(status("GET", "/\x7F"), 400);
}

TEST(request_parser, refuses_malformed_headers) {
    EXPECT_EQ(status_with("a: b\n"), 400);
    EXPECT_EQ(status_with("a: b\r"), 400);
    EXPECT_EQ(status_with("a: b\rc\r\n"), 400);
    EXPECT_EQ(status_with("a: b\r\n c\r\n"), 400);
    EXPECT_EQ(status_with("a: b\r\n\tc\r\n"), 400);
    EXPECT_EQ(status_with("a : b\r\n"), 400);
    EXPECT_EQ(status_with("a\t: b\r\n"), 400);
    EXPECT_EQ(status_with("a b: c\r\n"), 400);
    EXPECT_EQ(status_with(": b\r\n"), 400);
    EXPECT_EQ(status_with("a\r\n"), 400);
    EXPECT_EQ(status_with("a(: b\r\n"), 400);
    EXPECT_EQ(status_with("a\x80: b\r\n"), 400);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\n Host: a\r\n\r\n"), 400);
}

TEST(request_parser, refuses_control_characters_wherever_they_stand_in_a_value) {
    for (int octet = 0; octet < 256; ++octet) {
        for (std::size_t const place : {0U, 1U, 6U, 7U, 8U, 9U, 15U, 20U}) {
            std::string value(21, 'v');
            value[place] = static_cast<char>(static_cast<unsigned char>(octet));
            bool const is_control = (octet < 0x20 && octet != '\t') || octet == 0x7F;
            request_head head;
            std::string const wire = "GET / HTTP/1.1\r\nHost: a\r\nx: " + value + "\r\n\r\n";
            auto const result = request_parser().parse(wire, head);
            EXPECT_EQ(result.status, is_control ? 400 : 0) << octet << " at " << place;
        }
    }
}

TEST(request_parser, asks_for_exactly_one_host) {
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\n\r\n"), 400);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), 400);
    EXPECT_EQ(status_of("GET / HTTP/1.0\r\nHost: a\r\nhost: a\r\n\r\n"), 400);
    EXPECT_EQ(status_of("GET / HTTP/1.0\r\n\r\n"), 0);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost:\r\n\r\n"), 0);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: [::1]:3000\r\n\r\n"), 0);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), 400);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), 400);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"), 400);
}

TEST(request_parser, reads_content_length) {
    auto const length = [](std::string_view value) {
        auto const outcome = parse(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::string(value) + "\r\n\r\n");
        EXPECT_EQ(outcome->result.type, request_kind::complete) << value;
        EXPECT_EQ(outcome->head.framing, body_framing::sized);
        return outcome->head.content_length;
    };
    EXPECT_EQ(length("0"), 0U);
    EXPECT_EQ(length("007"), 7U);
    EXPECT_EQ(length("18446744073709551615"), UINT64_MAX);
    for (std::string_view const wrong :
         {"", "+5", "-5", "0x5", "5 5", "5,5", "5, 5", "5.0", "5e1", "five", "18446744073709551616",
          "100000000000000000000000"})
        EXPECT_EQ(status_with("Content-Length: " + std::string(wrong) + "\r\n"), 400) << wrong;
    EXPECT_EQ(status_with("Content-Length: 5\r\ncontent-length: 5\r\n"), 400);
    EXPECT_EQ(status_with("Content-Length: 5\r\ncontent-length: 6\r\n"), 400);
}

TEST(request_parser, takes_no_transfer_coding_but_chunked) {
    auto const outcome = parse("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n");
    ASSERT_EQ(outcome->result.type, request_kind::complete);
    EXPECT_EQ(outcome->head.framing, body_framing::chunked);
    EXPECT_EQ(status_with("Transfer-Encoding: gzip, chunked\r\n"), 501);
    for (std::string_view const wrong :
         {"", "xchunked", "chunkedx", "chunked, chunked", "gzip", "chunked, gzip", "identity",
          "\"chunked\"", "chunked,", "chunked;q=1", "chunked, identity"})
        EXPECT_EQ(status_with("Transfer-Encoding: " + std::string(wrong) + "\r\n"), 400) << wrong;
    EXPECT_EQ(status_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400);
    EXPECT_EQ(status_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"), 400);
    EXPECT_EQ(status_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
}

TEST(request_parser, refuses_both_framings) {
    EXPECT_EQ(status_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400);
    EXPECT_EQ(status_with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400);
}

TEST(request_parser, knows_whether_the_connection_stays) {
    auto const stays = [](std::string_view version, std::string_view lines) {
        auto const outcome = parse("GET / HTTP/1." + std::string(version) + "\r\nHost: a\r\n" +
                                   std::string(lines) + "\r\n");
        EXPECT_EQ(outcome->result.type, request_kind::complete);
        return outcome->head.keep_alive;
    };
    EXPECT_TRUE(stays("1", ""));
    EXPECT_FALSE(stays("1", "Connection: close\r\n"));
    EXPECT_FALSE(stays("1", "Connection: foo, CLOSE ,bar\r\n"));
    EXPECT_FALSE(stays("1", "Connection: keep-alive\r\nConnection: close\r\n"));
    EXPECT_TRUE(stays("1", "Connection: closed\r\n"));
    EXPECT_FALSE(stays("0", ""));
    EXPECT_TRUE(stays("0", "Connection: Keep-Alive\r\n"));
    EXPECT_FALSE(stays("0", "Connection: keep-alive, close\r\n"));
    EXPECT_FALSE(stays("1", "Connection: ,, close\r\n"));
    // Members that are no tokens mean nothing; the others count.
    EXPECT_TRUE(stays("1", "Connection: clo se\r\n"));
    EXPECT_TRUE(stays("1", "Connection: \"close\"\r\n"));
    EXPECT_TRUE(stays("1", "Connection: keep-alive;timeout=5\r\n"));
    EXPECT_FALSE(stays("1", "Connection: keep-alive;timeout=5, close\r\n"));
    EXPECT_FALSE(stays("0", "Connection: keep-alive;timeout=5\r\n"));
    EXPECT_EQ(status_with("Connection: Content-Length;x\r\nContent-Length: 1\r\n"
                          "Content-Length: 1\r\n"),
              400);
}

TEST(request_parser, sees_upgrades) {
    auto const upgrades = [](std::string_view version, std::string_view lines) {
        return parse("GET / HTTP/1." + std::string(version) + "\r\nHost: a\r\n" +
                     std::string(lines) + "\r\n")
            ->head.upgrade;
    };
    EXPECT_TRUE(upgrades("1", "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"));
    EXPECT_FALSE(upgrades("1", "Upgrade: websocket\r\n"));
    EXPECT_FALSE(upgrades("1", "Connection: Upgrade\r\n"));
    EXPECT_FALSE(upgrades("0", "Connection: Upgrade\r\nUpgrade: websocket\r\n"));
}

TEST(request_parser, knows_one_expectation) {
    EXPECT_TRUE(
        parse("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n\r\n")->head.expect_continue);
    EXPECT_FALSE(
        parse("PUT / HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\n\r\n")->head.expect_continue);
    EXPECT_EQ(status_with("Expect: tea\r\n"), 417);
}

TEST(request_parser, limits_the_target) {
    request_limits const limits{.max_target_size = 10};
    EXPECT_EQ(status_of("GET /234567890 HTTP/1.1\r\nHost: a\r\n\r\n", limits), 0);
    EXPECT_EQ(status_of("GET /2345678901 HTTP/1.1\r\nHost: a\r\n\r\n", limits), 414);
    EXPECT_EQ(status_of("GET /2345678901234", limits), 414);
}

TEST(request_parser, limits_the_head) {
    std::string const head = "GET / HTTP/1.1\r\nHost: a\r\nx: 1\r\n\r\n";
    auto const size = static_cast<std::uint32_t>(head.size());
    EXPECT_EQ(status_of(head, {.max_head_size = size}), 0);
    EXPECT_EQ(status_of(head + "body", {.max_head_size = size}), 0);
    EXPECT_EQ(status_of(head, {.max_head_size = size - 1}), 431);
    EXPECT_EQ(status_of(head.substr(0, 20), {.max_head_size = 20}), 431);
    EXPECT_EQ(status_of("GET /12345678901234567890", {.max_head_size = 20}), 414);
    EXPECT_EQ(status_of("GETGETGETGETGETGETGET", {.max_head_size = 20}), 431);
}

TEST(request_parser, limits_the_number_of_headers) {
    std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (std::size_t count = 1; count < max_header_count; ++count)
        head += "x: y\r\n";
    request_head parsed_head;
    EXPECT_EQ(request_parser().parse(head + "\r\n", parsed_head).type, request_kind::complete);
    EXPECT_EQ(parsed_head.headers().size(), max_header_count);
    EXPECT_EQ(request_parser().parse(head + "x: y\r\n\r\n", parsed_head).status, 431);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a\r\nx: y\r\n\r\n", {.max_header_count = 1}), 431);
}

TEST(request_parser, reads_a_large_head_octet_by_octet) {
    std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
    while (head.size() < 16'000)
        head += "x: " + std::string(1000, 'y') + "\r\n";
    head += "\r\n";
    request_parser parser;
    request_head parsed_head;
    for (std::size_t size = 1; size < head.size(); ++size)
        ASSERT_EQ(parser.parse(std::string_view(head).substr(0, size), parsed_head).type,
                  request_kind::need_more);
    EXPECT_EQ(parser.parse(head, parsed_head).type, request_kind::complete);
}

} // namespace
} // namespace socketiota::wire
