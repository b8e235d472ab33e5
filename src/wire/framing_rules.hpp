// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include <wire/http_head.hpp>

namespace socketiota::wire {

/// Why a well-formed head is refused, or nothing.
struct head_refusal {
    /// The status that refuses a request; 0 if there is none.
    std::uint16_t status = 0;
    std::string_view sentence{};

    [[nodiscard]] explicit operator bool() const noexcept { return status != 0; }
};

/// What the headers of a head say about where its body ends and what becomes of the connection.
/// Wherever two readers could disagree about where the body ends, it refuses (RFC 9112 6.3 and
/// 11.2: request smuggling).
class framing_rules {
public:
    /// `head` has its first line and must outlive this.
    explicit framing_rules(http_head& head) noexcept : head_(head) {}

    /// Takes one header into account.
    void apply(header_field field) noexcept;

    /// The first reason that was found.
    [[nodiscard]] head_refusal const& refusal() const noexcept { return refusal_; }

    /// Keeps a reason unless there is one already.
    void refuse(std::uint16_t status, std::string_view sentence) noexcept;

    /// Judges the whole, and fills what the head says about the connection and a body that is
    /// sized or chunked. Otherwise its framing is `none`.
    void conclude() noexcept;

private:
    void apply_connection(std::string_view value) noexcept;
    void apply_content_length(std::string_view value) noexcept;
    void apply_transfer_encoding(std::string_view value) noexcept;

    http_head& head_;
    head_refusal refusal_;
    bool has_content_length_ = false;
    bool has_transfer_encoding_ = false;
    bool has_upgrade_ = false;
    bool connection_close_ = false;
    bool connection_keep_alive_ = false;
    bool connection_upgrade_ = false;
};

} // namespace socketiota::wire
