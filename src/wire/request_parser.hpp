// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <wire/head_search.hpp>
#include <wire/request_head.hpp>

namespace socketiota::wire {

/// How large the head of a request may be. Sizes in octets.
struct request_limits {
    /// Everything up to the empty line; above: 431. As in Node.
    std::uint32_t max_head_size = 16 * 1024;
    /// The target alone; above: 414.
    std::uint32_t max_target_size = 16 * 1024;
    /// Header lines, at most `max_header_count` of the head; above: 431.
    std::uint32_t max_header_count = wire::max_header_count;
};

/// What `request_parser::parse` found.
struct request_result {
    enum class kind : std::uint8_t { need_more, complete, error };

    kind type = kind::need_more;
    /// The HTTP status that refuses the request: 400, 414, 417, 431, 501 or 505. Close the
    /// connection after it: where the next request begins is not known.
    std::uint16_t status = 0;
    /// Octets of the complete head; the body or the next request begins there.
    std::size_t head_size = 0;
    /// Why it was refused, for the log: a constant of the program.
    std::string_view sentence{};
};

/// Parses the heads of HTTP/1 requests in place, strictly (RFC 9112): what two servers could
/// understand in two ways is refused, because a proxy in front of us may have understood the other.
///
/// Thread safety: belongs to one connection.
class request_parser {
public:
    explicit request_parser(request_limits limits = {}) noexcept : limits_(limits) {}

    /// Parses the head at the front of `octets`.
    ///
    /// After `need_more` call it again with the same octets and more behind them, wherever they are
    /// in memory by then. Only what is new is searched, for the end of the head or a line that is
    /// broken; the head is not parsed again until then, so that a client that sends single octets
    /// costs no more than others. What is wrong with later pieces is therefore reported then, too.
    ///
    /// After `complete` or `error` the next call begins a new head.
    ///
    /// Lifetime: the views in `head` point into `octets`.
    [[nodiscard]] request_result parse(std::string_view octets, request_head& head) noexcept;

private:
    request_result parse_from_start(std::string_view octets, bool is_full,
                                    request_head& head) const noexcept;

    request_limits limits_;
    head_search search_;
};

} // namespace socketiota::wire
