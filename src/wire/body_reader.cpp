// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <wire/body_reader.hpp>
#include <wire/header_line.hpp>
#include <wire/http_syntax.hpp>

namespace socketiota::wire {
namespace {

using body_kind = body_event::kind;

// Bounds what a client can make us read without sending any body: one line, and per body what
// stands on lines beyond the size of a chunk and its CR LF.
constexpr std::size_t max_line_size = 4096;
constexpr std::uint32_t max_overhead = 16 * 1024;

// Headers that would change what was understood before the body came (RFC 9110 6.5.1).
constexpr std::string_view forbidden_trailers[] = {"content-length", "transfer-encoding", "host",
                                                   "trailer"};

// The extensions of a chunk from `from` on: `; name`, `; name=token` or `; name="quoted"`, any
// number of them (RFC 9112 7.1.1).
bool are_chunk_extensions(std::string_view line, std::size_t from) noexcept {
    auto const skip_blanks = [&line](std::size_t at) {
        while (at < line.size() && is_blank(line[at]))
            ++at;
        return at;
    };
    while (from < line.size()) {
        from = skip_blanks(from);
        if (from == line.size() || line[from] != ';')
            return false;
        from = skip_blanks(from + 1);
        std::size_t const name_end = skip_token(line, from);
        if (name_end == from)
            return false;
        from = skip_blanks(name_end);
        if (from == line.size() || line[from] != '=') {
            // White space without a further extension behind it is not part of the grammar.
            if (from == line.size() && from != name_end)
                return false;
            continue;
        }
        from = skip_blanks(from + 1);
        if (from < line.size() && line[from] == '"') {
            for (++from; from < line.size() && line[from] != '"'; ++from) {
                if (line[from] == '\\')
                    ++from;
                if (from == line.size() || !is_kind(line[from], character_kind::field_value))
                    return false;
            }
            if (from == line.size())
                return false;
            ++from;
        } else {
            std::size_t const value_end = skip_token(line, from);
            if (value_end == from)
                return false;
            from = value_end;
        }
    }
    return true;
}

} // namespace

body_reader::body_reader(body_framing framing, std::uint64_t content_length,
                         std::uint64_t max_size) noexcept
    : chunked_(framing == body_framing::chunked),
      remaining_(framing == body_framing::sized ? content_length : 0),
      allowance_(max_size) {
    if (chunked_)
        state_ = state::chunk_size;
    else if (framing == body_framing::until_end)
        state_ = state::until_end;
    else if (remaining_ > max_size)
        fail(413, "the body is larger than the limit");
    else if (remaining_ == 0)
        state_ = state::complete;
}

body_event body_reader::next(std::string_view& input) {
    for (;;) {
        std::string_view line;
        switch (state_) {
        case state::complete:
            return {.type = body_kind::complete};
        case state::error:
            return {.type = body_kind::error, .status = status_, .sentence = sentence_};
        case state::data:
            return read_data(input);
        case state::until_end:
            if (input.size() > allowance_) {
                fail(413, "the body is larger than the limit");
                continue;
            }
            allowance_ -= input.size();
            if (input.empty())
                return {};
            return {.type = body_kind::data, .data = std::exchange(input, {})};
        case state::chunk_size:
        case state::chunk_end:
        case state::trailer:
            if (!take_line(input, line)) {
                if (state_ == state::error)
                    continue;
                return {};
            }
            if (state_ == state::chunk_size)
                begin_chunk(line);
            else if (state_ == state::trailer)
                read_trailer(line);
            else if (line == "\r\n")
                state_ = state::chunk_size;
            else
                fail(400, "a chunk does not end with CR LF");
            line_.clear();
        }
    }
}

body_event body_reader::read_data(std::string_view& input) noexcept {
    if (input.empty())
        return {};
    auto const size = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, input.size()));
    std::string_view const data = input.substr(0, size);
    input.remove_prefix(size);
    remaining_ -= size;
    if (remaining_ == 0)
        state_ = chunked_ ? state::chunk_end : state::complete;
    return {.type = body_kind::data, .data = data};
}

body_event body_reader::fail(std::uint16_t status, std::string_view sentence) noexcept {
    state_ = state::error;
    status_ = status;
    sentence_ = sentence;
    return {.type = body_kind::error, .status = status, .sentence = sentence};
}

// Takes a line with its CR LF, from the input if it is there whole, else put together in `line_`.
// False if its end is not there yet, or if it is too long, which is an error.
bool body_reader::take_line(std::string_view& input, std::string_view& line) {
    std::size_t const line_feed = input.find('\n');
    std::size_t const size = line_feed == std::string_view::npos ? input.size() : line_feed + 1;
    if (line_.size() + size > max_line_size) {
        fail(400, "a line between chunks is longer than the limit");
        return false;
    }
    line = input.substr(0, size);
    input.remove_prefix(size);
    bool const is_whole = line_feed != std::string_view::npos;
    if (!is_whole || !line_.empty()) {
        line_.append(line);
        line = line_;
    }
    return is_whole;
}

void body_reader::begin_chunk(std::string_view line) noexcept {
    std::uint64_t size = 0;
    std::size_t digits = 0;
    for (; digits < line.size(); ++digits) {
        auto const digit = hex_digit(line[digits]);
        if (!digit)
            break;
        // 16 digits fill 64 bits; leading zeros count, or they could go on for ever.
        if (digits == 16) {
            fail(400, "the size of a chunk has more than 16 digits");
            return;
        }
        size = size << 4 | *digit;
    }
    if (digits == 0 || !line.ends_with("\r\n")) {
        fail(400, "the size of a chunk is not a line with a number of base 16");
        return;
    }
    line.remove_suffix(2);
    if (!are_chunk_extensions(line, digits)) {
        fail(400, "the extensions of a chunk are malformed");
        return;
    }
    overhead_ += static_cast<std::uint32_t>(line.size() - digits);
    if (overhead_ > max_overhead) {
        fail(400, "the extensions of the chunks are longer than the limit");
    } else if (size > allowance_) {
        fail(413, "the body is larger than the limit");
    } else {
        allowance_ -= size;
        remaining_ = size;
        state_ = size == 0 ? state::trailer : state::data;
    }
}

void body_reader::read_trailer(std::string_view line) noexcept {
    overhead_ += static_cast<std::uint32_t>(line.size());
    if (overhead_ > max_overhead) {
        fail(431, "the trailers are longer than the limit");
        return;
    }
    header_line const trailer = parse_header_line(line, 0);
    switch (trailer.type) {
    case header_line::kind::end:
        state_ = state::complete;
        return;
    case header_line::kind::field:
        for (std::string_view const name : forbidden_trailers)
            if (equal_ignoring_case(trailer.field.name, name))
                fail(400, "a trailer has the name of a header about framing");
        return;
    case header_line::kind::incomplete:
    case header_line::kind::malformed:
        fail(400, "a trailer is malformed");
        return;
    }
}

} // namespace socketiota::wire
