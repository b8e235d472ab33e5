// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <wire/body_reader.hpp>

namespace socketiota::wire {
namespace {

using body_kind = body_event::kind;

struct outcome {
    std::string body;
    /// 0 if complete, -1 if more is needed, else the status.
    int status = -1;
    /// What was left for the next request.
    std::string rest;

    friend bool operator==(outcome const&, outcome const&) = default;

    friend std::ostream& operator<<(std::ostream& stream, outcome const& value) {
        return stream << value.status << " body [" << value.body << "] rest [" << value.rest << "]";
    }
};

outcome read_in_pieces(body_reader reader, std::string_view wire, std::size_t first,
                       std::size_t further) {
    outcome result;
    std::size_t from = 0;
    for (std::size_t size = first; result.status == -1; size = further) {
        std::string_view const piece = wire.substr(from, size);
        std::vector<char> const copy(piece.begin(), piece.end());
        std::string_view input(copy.data(), copy.size());
        for (;;) {
            body_event const event = reader.next(input);
            if (event.type == body_kind::data) {
                EXPECT_FALSE(event.data.empty());
                result.body += event.data;
                continue;
            }
            if (event.type == body_kind::need_more)
                EXPECT_TRUE(input.empty());
            else
                result.status = event.status;
            break;
        }
        from += piece.size() - input.size();
        if (from == wire.size())
            break;
    }
    // A refused body is not followed by a request.
    if (result.status <= 0)
        result.rest = wire.substr(from);
    else
        result.body.clear();
    return result;
}

// Reads `wire`, after a proof that no way of cutting it makes a difference.
outcome read(body_reader const& reader, std::string_view wire) {
    outcome const whole = read_in_pieces(reader, wire, wire.size() + 1, 1);
    EXPECT_EQ(read_in_pieces(reader, wire, 1, 1), whole) << wire;
    for (std::size_t split = 1; split < wire.size(); ++split)
        EXPECT_EQ(read_in_pieces(reader, wire, split, wire.size()), whole)
            << wire << "\nsplit at " << split;
    return whole;
}

outcome read_chunked(std::string_view wire, std::uint64_t limit = 100) {
    return read({body_framing::chunked, 0, limit}, wire);
}

int chunked_status(std::string_view wire) { return read_chunked(wire).status; }

TEST(body_reader, ends_at_once_without_a_body) {
    EXPECT_EQ(read({body_framing::none, 0, 10}, "GET"), (outcome{"", 0, "GET"}));
    EXPECT_EQ(read({body_framing::sized, 0, 10}, "GET"), (outcome{"", 0, "GET"}));
}

TEST(body_reader, takes_a_sized_body_and_leaves_the_next_request) {
    EXPECT_EQ(read({body_framing::sized, 5, 10}, "helloGET"), (outcome{"hello", 0, "GET"}));
    EXPECT_EQ(read({body_framing::sized, 5, 10}, "hell"), (outcome{"hell", -1, ""}));
    EXPECT_EQ(read({body_framing::sized, 5, 5}, "hello"), (outcome{"hello", 0, ""}));
}

TEST(body_reader, refuses_a_declared_size_before_any_of_it_came) {
    body_reader reader(body_framing::sized, std::uint64_t{1} << 62, 1'000'000);
    std::string_view input;
    body_event const event = reader.next(input);
    EXPECT_EQ(event.type, body_kind::error);
    EXPECT_EQ(event.status, 413);
}

TEST(body_reader, takes_chunks) {
    EXPECT_EQ(read_chunked("5\r\nhello\r\n1\r\n \r\n005\r\nworld\r\n0\r\n\r\nGET"),
              (outcome{"hello world", 0, "GET"}));
    EXPECT_EQ(read_chunked("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n"),
              (outcome{"01234567890123456789", 0, ""}));
    EXPECT_EQ(read_chunked("0\r\n\r\n"), (outcome{"", 0, ""}));
    EXPECT_EQ(read_chunked("5\r\nhel").status, -1);
}

TEST(body_reader, refuses_malformed_sizes_of_chunks) {
    for (std::string_view const line :
         {"", "g", "+5", "-5", "0x5", " 5", "5 ", "5\t", "5 5", "5;", "5; ", "fffffffffffffffff",
          "10000000000000005", "00000000000000000"})
        EXPECT_EQ(chunked_status(std::string(line) + "\r\nhello\r\n0\r\n\r\n"), 400) << line;
    EXPECT_EQ(chunked_status("5\nhello\r\n0\r\n\r\n"), 400);
    EXPECT_EQ(chunked_status("5;ab\nhello\r\n0\r\n\r\n"), 400);
    EXPECT_EQ(chunked_status("5\rhello\r\n0\r\n\r\n"), 400);
    EXPECT_EQ(chunked_status("5\r\nhello!\r\n0\r\n\r\n"), 400);
    EXPECT_EQ(chunked_status("5\r\nhello\n0\r\n\r\n"), 400);
    EXPECT_EQ(chunked_status("5\r\nhell\r\n0\r\n\r\n"), 400);
}

TEST(body_reader, validates_and_ignores_extensions_of_chunks) {
    for (std::string_view const extension :
         {";a", ";a=b", " ; a = b", ";a;b;c=d", ";a=\"quoted \\\" ; string\"", "\t;a\t;b"})
        EXPECT_EQ(read_chunked("5" + std::string(extension) + "\r\nhello\r\n0;last\r\n\r\n"),
                  (outcome{"hello", 0, ""}))
            << extension;
    for (std::string_view const extension :
         {";", ";=", ";a=", ";a b", ";a=\"open", ";a=\"x\"y", ";a=\"\x01\"", ";\x01", ";a=\"x\\",
          ";a\n;b", ";a\r;b", ";a "})
        EXPECT_EQ(chunked_status("5" + std::string(extension) + "\r\nhello\r\n0\r\n\r\n"), 400)
            << extension;
}

TEST(body_reader, bounds_extensions_of_chunks) {
    EXPECT_EQ(read_in_pieces({body_framing::chunked, 0, 10}, "1;" + std::string(5000, 'a'), 5002, 1)
                  .status,
              400);
    std::string wire;
    for (int count = 0; count < 20; ++count)
        wire += "1;" + std::string(1000, 'a') + "\r\nx\r\n";
    EXPECT_EQ(read_in_pieces({body_framing::chunked, 0, 1000}, wire, wire.size(), 1).status, 400);
}

TEST(body_reader, counts_chunks_against_the_limit) {
    EXPECT_EQ(read_chunked("5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n", 10),
              (outcome{"helloworld", 0, ""}));
    EXPECT_EQ(read_chunked("5\r\nhello\r\n5\r\nworld\r\n1\r\n!\r\n0\r\n\r\n", 10).status, 413);
    EXPECT_EQ(read_chunked("5\r\nhello\r\nffffffffffffffff\r\n", 10).status, 413);
}

TEST(body_reader, validates_and_ignores_trailers) {
    EXPECT_EQ(read_chunked("0\r\nx: y\r\nExpires:\r\n\r\nGET"), (outcome{"", 0, "GET"}));
    for (std::string_view const trailer :
         {"x : y\r\n", " x: y\r\n", "x\r\n", ": y\r\n", "x: y\n", "x: \x01\r\n", "x: y\r",
          "Content-Length: 5\r\n", "transfer-encoding: chunked\r\n", "HOST: a\r\n"})
        EXPECT_EQ(chunked_status("0\r\n" + std::string(trailer) + "\r\n"), 400) << trailer;
}

TEST(body_reader, bounds_trailers) {
    std::string wire = "0\r\n";
    for (int count = 0; count < 20; ++count)
        wire += "x: " + std::string(1000, 'y') + "\r\n";
    EXPECT_EQ(read_in_pieces({body_framing::chunked, 0, 10}, wire, wire.size(), 1).status, 431);
}

TEST(body_reader, repeats_its_end) {
    body_reader reader(body_framing::sized, 1, 10);
    std::string_view input = "xy";
    EXPECT_EQ(reader.next(input).type, body_kind::data);
    EXPECT_EQ(reader.next(input).type, body_kind::complete);
    EXPECT_EQ(reader.next(input).type, body_kind::complete);
    EXPECT_EQ(input, "y");
}

} // namespace
} // namespace socketiota::wire
