// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>

#include <redis/reply_parser.hpp>

namespace socketiota::redis {

namespace {

using outcome = reply_parser::outcome;

constexpr std::size_t first_capacity = std::size_t{16} << 10;
constexpr std::size_t kept_capacity = std::size_t{256} << 10;
constexpr std::size_t kept_nodes = 4096;
// A read into less is hardly worth its system call.
constexpr std::size_t least_room = std::size_t{4} << 10;
// Texts that have no size in front; Redis cuts them far below.
constexpr std::size_t longest_line = std::size_t{64} << 10;
constexpr std::string_view line_end = "\r\n";

/// A size as nearly all are announced: a few digits, whose line has come.
struct short_size {
    std::size_t value = 0;
    std::size_t octets = 0; // with the end of the line; 0: it is none
};

/// Reads one, as far as it is so: the four texts of a message took 1 100 instructions more when
/// each line was searched for its end.
short_size read_short_size(std::string_view from) noexcept {
    constexpr std::size_t most_digits = 9;
    short_size read;
    std::size_t digits = 0;
    for (; digits != from.size() && from[digits] >= '0' && from[digits] <= '9'; ++digits) {
        if (digits == most_digits)
            return {};
        read.value = read.value * 10 + static_cast<std::size_t>(from[digits] - '0');
    }
    if (digits != 0 && from.size() - digits >= line_end.size() && from[digits] == line_end[0] &&
        from[digits + 1] == line_end[1])
        read.octets = digits + line_end.size();
    return read;
}

std::optional<std::int64_t> number_in(std::string_view digits) noexcept {
    std::int64_t value = 0;
    auto const [end, failure] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (failure != std::errc() || end != digits.data() + digits.size() || digits.empty())
        return std::nullopt;
    return value;
}

bool is_real(std::string_view text) noexcept {
    return !text.empty() && text.find_first_not_of("0123456789+-.eEinfa") == std::string_view::npos;
}

bool is_big_number(std::string_view text) noexcept {
    if (text.starts_with('-') || text.starts_with('+'))
        text.remove_prefix(1);
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

std::span<char> reply_parser::prepare() {
    if (is_complete_)
        drop_value();
    std::size_t const held = end_ - begin_;
    if (held == 0) {
        begin_ = end_ = 0;
        if (capacity_ > kept_capacity) {
            octets_.reset();
            capacity_ = 0;
        }
    }
    if (capacity_ - end_ < least_room) {
        // Moving in place must free as much as it moves, or many small reads would each move all.
        if (held + least_room <= capacity_ / 2) {
            std::memmove(octets_.get(), octets_.get() + begin_, held);
        } else {
            std::size_t const capacity = std::max(first_capacity, 2 * (held + least_room));
            auto larger = std::make_unique_for_overwrite<char[]>(capacity);
            if (held != 0)
                std::memcpy(larger.get(), octets_.get() + begin_, held);
            octets_ = std::move(larger);
            capacity_ = capacity;
        }
        begin_ = 0;
        end_ = held;
    }
    return {octets_.get() + end_, capacity_ - end_};
}

void reply_parser::drop_value() noexcept {
    begin_ += at_;
    at_ = scanned_ = 0;
    is_complete_ = false;
    if (nodes_.capacity() > kept_nodes)
        std::vector<reply_node>().swap(nodes_);
    else
        nodes_.clear();
}

outcome reply_parser::next() {
    if (is_complete_)
        drop_value();
    for (;;) {
        outcome const came = read_value();
        if (came != outcome::complete)
            return came;
        finish_levels();
        if (depth_ == 0 && !nodes_.empty()) {
            is_complete_ = true;
            return outcome::complete;
        }
    }
}

/// Needs so many octets from the beginning of the value.
outcome reply_parser::more(std::size_t size) const noexcept {
    return size > limits_.max_size ? outcome::too_large : outcome::need_more;
}

/// Finds the line that begins at `at_`, without its end.
outcome reply_parser::read_line(std::string_view& line) noexcept {
    std::string_view const all = rest();
    std::size_t const found = all.find(line_end, std::max(at_, scanned_));
    if (found == std::string_view::npos) {
        if (all.size() - at_ > longest_line + 1)
            return outcome::too_large;
        // The first half of the end may be there.
        scanned_ = std::max(at_, all.size() - std::min<std::size_t>(all.size(), 1));
        return more(all.size() + 1);
    }
    line = all.substr(at_, found - at_);
    return line.size() > longest_line ? outcome::too_large : outcome::complete;
}

/// Reads a value, or the beginning of one that holds others.
outcome reply_parser::read_value() {
    std::string_view const all = rest();
    if (at_ >= all.size())
        return more(at_ + 1);
    char const type = all[at_];
    if (type == '$' || type == '*' || type == '>') {
        short_size const read = read_short_size(all.substr(at_ + 1));
        if (read.octets != 0) [[likely]]
            return read_sized(type, read.value, at_ + 1 + read.octets);
    }
    std::string_view line;
    // What is no Redis is recognised by its first octet, not by a line that may never end.
    if (std::string_view("+-:$*_#,(!=%~>|").find(type) == std::string_view::npos)
        return outcome::malformed;
    if (outcome const found = read_line(line); found != outcome::complete)
        return found;
    std::size_t const text_begin = at_ + 1;
    std::string_view const text = line.substr(1);

    auto const simple = [&](reply_kind kind, bool is_valid) {
        if (!is_valid)
            return outcome::malformed;
        at_ += line.size() + line_end.size();
        return add(kind, text_begin, text.size());
    };
    switch (type) {
    case '+':
        return simple(reply_kind::text, text.find('\r') == text.npos);
    case '-':
        return simple(reply_kind::error, text.find('\r') == text.npos);
    case ':':
        return simple(reply_kind::integer, number_in(text).has_value());
    case ',':
        return simple(reply_kind::real, is_real(text));
    case '(':
        return simple(reply_kind::text, is_big_number(text));
    case '#':
        return simple(reply_kind::boolean, text == "t" || text == "f");
    case '_':
        return simple(reply_kind::null, text.empty());
    default:
        break;
    }
    if (text == "-1" && (type == '$' || type == '*'))
        return simple(reply_kind::null, true);
    auto const size = number_in(text);
    if (!size || *size < 0)
        return outcome::malformed;
    return read_sized(type, static_cast<std::size_t>(*size), at_ + line.size() + line_end.size());
}

/// Reads what announces its size, by octets or by values, and begins at `begin`.
outcome reply_parser::read_sized(char type, std::size_t size, std::size_t begin) {
    switch (type) {
    case '$':
        return read_text(reply_kind::text, size, begin, false);
    case '=':
        return read_text(reply_kind::text, size, begin, true);
    case '!':
        return read_text(reply_kind::error, size, begin, false);
    case '*':
        return open(reply_kind::array, size, begin, 1);
    case '~':
        return open(reply_kind::set, size, begin, 1);
    case '>':
        return depth_ == 0 ? open(reply_kind::push, size, begin, 1) : outcome::malformed;
    case '%':
        return open(reply_kind::map, size, begin, 2);
    default:
        return open(reply_kind::map, size, begin, 2, true);
    }
}

outcome reply_parser::read_text(reply_kind kind, std::size_t size, std::size_t begin,
                                bool has_format) {
    constexpr std::size_t format_size = 4; // "txt:"
    if (size > limits_.max_size)
        return outcome::too_large;
    std::size_t const end = begin + size + line_end.size();
    std::string_view const all = rest();
    if (end > all.size())
        return more(end);
    if (all[end - 2] != line_end[0] || all[end - 1] != line_end[1])
        return outcome::malformed;
    if (has_format) {
        if (size < format_size || all[begin + format_size - 1] != ':')
            return outcome::malformed;
        begin += format_size;
        size -= format_size;
    }
    at_ = end;
    return add(kind, begin, size);
}

outcome reply_parser::open(reply_kind kind, std::size_t count, std::size_t begin,
                           std::uint32_t each, bool is_remark) {
    if (count > limits_.max_values / each || depth_ == levels_.size())
        return outcome::too_large;
    at_ = begin;
    level opened;
    opened.node = static_cast<std::uint32_t>(nodes_.size());
    opened.missing = static_cast<std::uint32_t>(count) * each;
    opened.is_remark = is_remark;
    if (outcome const added = add(kind, 0, opened.missing); added != outcome::complete)
        return added;
    // It is its parent's when it is complete.
    if (depth_ != 0)
        ++levels_[depth_ - 1].missing;
    levels_[depth_++] = opened;
    return outcome::complete;
}

/// Adds a value to what is open.
outcome reply_parser::add(reply_kind kind, std::size_t offset, std::size_t size) {
    if (nodes_.size() >= limits_.max_values || at_ > limits_.max_size)
        return outcome::too_large;
    reply_node node;
    node.kind = kind;
    node.offset = static_cast<std::uint32_t>(offset);
    node.count = static_cast<std::uint32_t>(size);
    nodes_.push_back(node);
    if (depth_ != 0)
        --levels_[depth_ - 1].missing;
    scanned_ = at_;
    return outcome::complete;
}

/// Closes what has all its values.
void reply_parser::finish_levels() noexcept {
    while (depth_ != 0 && levels_[depth_ - 1].missing == 0) {
        level const& done = levels_[--depth_];
        if (done.is_remark) {
            nodes_.resize(done.node);
            return; // the value that it stands before is still to come
        }
        nodes_[done.node].nodes = static_cast<std::uint32_t>(nodes_.size() - done.node);
        if (depth_ != 0)
            --levels_[depth_ - 1].missing;
    }
}

} // namespace socketiota::redis
