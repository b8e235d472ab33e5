// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota::http {
class exchange;
}

namespace socketiota::engine {

/// The first request of a session in one flat buffer: an idle connection keeps about as many octets
/// as the request had, in two allocations, not a tree of strings.
///
/// Immutable after `build`, so it is safe to read from any thread.
class handshake_record {
public:
    /// What a record is made from; the views are copied.
    struct source {
        std::string_view url;
        std::string_view remote_address;
        std::vector<std::pair<std::string_view, std::string_view>> headers;
        bool secure = false;
        std::chrono::system_clock::time_point issued{};
    };

    explicit handshake_record(source const& from);

    [[nodiscard]] std::string_view url() const noexcept;
    [[nodiscard]] std::string_view remote_address() const noexcept;

    [[nodiscard]] bool secure() const noexcept { return secure_; }

    /// Whether the request came from another origin than the page's own, as far as its Origin
    /// header says anything (Node: `xdomain`).
    [[nodiscard]] bool cross_domain() const noexcept { return header("origin").has_value(); }

    [[nodiscard]] std::chrono::system_clock::time_point issued() const noexcept { return issued_; }

    /// First header with that name, whatever its case.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept;

    [[nodiscard]] std::size_t header_count() const noexcept { return headers_; }

    [[nodiscard]] std::pair<std::string_view, std::string_view>
    header_at(std::size_t index) const noexcept;

    /// Query parameter with that name, percent-decoded; of several the last, as in Node.
    [[nodiscard]] std::optional<std::string> query(std::string_view name) const;

    /// All query parameters, percent-decoded, in the order of arrival.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> query() const;

private:
    struct piece {
        std::uint32_t begin;
        std::uint32_t size;
    };

    [[nodiscard]] std::string_view at(piece where) const noexcept {
        return std::string_view(text_).substr(where.begin, where.size);
    }

    std::string text_;
    std::vector<piece> pieces_; // url, address, then name and value of each header
    std::size_t headers_ = 0;
    std::chrono::system_clock::time_point issued_;
    bool secure_;
};

/// A copy of what `request` says. To be called inside `http::service::serve`.
[[nodiscard]] std::shared_ptr<handshake_record const> record_of(http::exchange& request);

/// What stands before the `?` of a target.
[[nodiscard]] std::string_view path_of(std::string_view target) noexcept;

/// All parameters behind the `?` of a target, percent-decoded, in the order of arrival.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> query_of(std::string_view target);

} // namespace socketiota::engine
