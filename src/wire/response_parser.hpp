// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <wire/head_search.hpp>
#include <wire/response_head.hpp>

namespace socketiota::wire {

/// How large the head of a response may be.
struct response_limits {
    /// Everything up to the empty line, in octets. As in Node.
    std::uint32_t max_head_size = 16 * 1024;
    /// Header lines, at most `max_header_count` of the head.
    std::uint32_t max_header_count = wire::max_header_count;
};

/// What `response_parser::parse` found.
struct response_result {
    enum class kind : std::uint8_t { need_more, complete, error };

    kind type = kind::need_more;
    /// Octets of the complete head; the body begins there.
    std::size_t head_size = 0;
    /// Why it is no response that we accept: a constant of the program. Where the next one begins
    /// is not known.
    std::string_view sentence{};
};

/// Parses the heads of HTTP/1 responses in place, strictly (RFC 9112), as `request_parser` does
/// those of requests.
///
/// Thread safety: belongs to one connection.
class response_parser {
public:
    explicit response_parser(response_limits limits = {}) noexcept : limits_(limits) {}

    /// Parses the head at the front of `octets`.
    ///
    /// After `need_more` call it again with the same octets and more behind them, wherever they are
    /// in memory by then. After `complete` or `error` the next call begins a new head.
    ///
    /// A response to HEAD has no body, whatever its head says: who has sent that does not read one.
    ///
    /// Lifetime: the views in `head` point into `octets`.
    [[nodiscard]] response_result parse(std::string_view octets, response_head& head) noexcept;

private:
    [[nodiscard]] response_result parse_from_start(std::string_view octets, bool is_full,
                                                   response_head& head) const noexcept;

    response_limits limits_;
    head_search search_;
};

} // namespace socketiota::wire
