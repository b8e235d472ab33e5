// SPDX-License-Identifier: MIT
#include <wire/header_lines.hpp>
#include <wire/http_syntax.hpp>
#include <wire/request_parser.hpp>
#include <wire/request_rules.hpp>

namespace socketiota::wire {
namespace {

using request_kind = request_result::kind;

request_result refuse(std::uint16_t status, std::string_view sentence) noexcept {
    return {.type = request_kind::error, .status = status, .sentence = sentence};
}

// RFC 9112 2.2: a server should ignore an empty line before a request; two is what old clients that
// end a body with CR LF can add up to.
constexpr std::size_t max_empty_lines = 2;

std::size_t skip_empty_lines(std::string_view octets) noexcept {
    std::size_t from = 0;
    while (from < 2 * max_empty_lines && octets.substr(from).starts_with("\r\n"))
        from += 2;
    return from;
}

// The first line of a request, parsed piece by piece; each piece says whether it was there.
class request_line_parser {
public:
    request_line_parser(std::string_view octets, std::size_t from, request_limits const& limits,
                        request_head& head) noexcept
        : octets_(octets), position_(from), limits_(limits), head_(head) {}

    // `complete` with the position behind the line, or what is wrong.
    request_result parse() noexcept {
        if (!method() || !target() || !version())
            return result_;
        result_.type = request_kind::complete;
        result_.head_size = position_;
        return result_;
    }

    /// Whether octets ran out within the target.
    [[nodiscard]] bool in_target() const noexcept { return in_target_; }

private:
    bool stop(request_result result) noexcept {
        result_ = result;
        return false;
    }

    // Whether a CR has come that may become one more empty line before the request.
    [[nodiscard]] bool is_half_empty_line() const noexcept {
        return octets_.substr(position_) == "\r" && position_ < 2 * max_empty_lines;
    }

    bool method() noexcept {
        std::size_t const end = skip_token(octets_, position_);
        if (end == octets_.size() || is_half_empty_line())
            return stop({});
        if (octets_[end] != ' ' || end == position_)
            return stop(refuse(400, "the method is not a token with a space behind it"));
        head_.method = octets_.substr(position_, end - position_);
        position_ = end + 1;
        return true;
    }

    bool target() noexcept {
        std::size_t const end = skip_target(octets_, position_);
        if (end - position_ > limits_.max_target_size)
            return stop(refuse(414, "the target is longer than the limit"));
        if (end == octets_.size()) {
            in_target_ = true;
            return stop({});
        }
        if (octets_[end] != ' ' || end == position_)
            return stop(refuse(400, "the target is empty or has a character that it may not have"));
        head_.target = octets_.substr(position_, end - position_);
        position_ = end + 1;
        return true;
    }

    bool version() noexcept {
        for (char const expected : std::string_view("HTTP/D.D\r\n")) {
            if (position_ == octets_.size())
                return stop({});
            char const c = octets_[position_++];
            if (expected == 'D' ? c < '0' || c > '9' : c != expected)
                return stop(refuse(400, "the first line does not end with an HTTP version"));
        }
        // Behind the loop the digits stand 5 and 3 characters back.
        char const major = octets_[position_ - 5];
        char const minor = octets_[position_ - 3];
        if (major != '1' || minor > '1')
            return stop(refuse(505, "the HTTP version is neither 1.0 nor 1.1"));
        head_.minor_version = static_cast<std::uint8_t>(minor - '0');
        return true;
    }

    std::string_view octets_;
    std::size_t position_;
    request_limits const& limits_;
    request_head& head_;
    request_result result_;
    bool in_target_ = false;
};

} // namespace

request_result request_parser::parse(std::string_view octets, request_head& head) noexcept {
    // Octets beyond the limit can be a body or more requests, but no part of an acceptable head.
    octets = octets.substr(0, limits_.max_head_size);
    bool const is_full = octets.size() == limits_.max_head_size;
    if (!is_full && search_.finds_nothing(octets, skip_empty_lines(octets)))
        return {};
    request_result const result = parse_from_start(octets, is_full, head);
    if (result.type == request_kind::need_more)
        search_.note_incomplete(octets.size());
    else
        search_.forget();
    return result;
}

request_result request_parser::parse_from_start(std::string_view octets, bool is_full,
                                                request_head& head) const noexcept {
    head.clear();
    request_line_parser line(octets, skip_empty_lines(octets), limits_, head);
    request_result const first_line = line.parse();
    if (first_line.type == request_kind::need_more && is_full)
        return line.in_target() ? refuse(414, "the target is longer than the limit")
                                : refuse(431, "the head is longer than the limit");
    if (first_line.type != request_kind::complete)
        return first_line;

    request_rules rules(head);
    header_lines const lines =
        parse_header_lines(octets, first_line.head_size, limits_.max_header_count, head,
                           [&rules](header_field field) noexcept { rules.apply(field); });
    switch (lines.type) {
    case header_lines::kind::incomplete:
        return is_full ? refuse(431, "the head is longer than the limit") : request_result{};
    case header_lines::kind::malformed:
        return refuse(400, lines.sentence);
    case header_lines::kind::too_many:
        return refuse(431, "there are more headers than the limit");
    case header_lines::kind::complete:
        break;
    }
    if (head_refusal const refusal = rules.conclude())
        return refuse(refusal.status, refusal.sentence);
    return {.type = request_kind::complete, .head_size = lines.next};
}

} // namespace socketiota::wire
