// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include <wire/request_head.hpp>

namespace socketiota::wire {

/// Why a well-formed head is refused, or nothing.
struct request_refusal {
    /// 0 if there is none.
    std::uint16_t status = 0;
    std::string_view sentence{};

    [[nodiscard]] explicit operator bool() const noexcept { return status != 0; }
};

/// What the headers of one request mean together: its framing, its host, what happens to the
/// connection. Wherever two readers could disagree about where the body ends, it refuses
/// (RFC 9112 6.3 and 11.2: request smuggling).
class request_rules {
public:
    /// `head` has its first line and must outlive this.
    explicit request_rules(request_head& head) noexcept : head_(head) {}

    /// Takes one header into account.
    void apply(header_field field) noexcept;

    /// Judges the whole and fills what `head` says about framing and connection.
    [[nodiscard]] request_refusal conclude() noexcept;

private:
    void refuse(std::uint16_t status, std::string_view sentence) noexcept;
    void apply_connection(std::string_view value) noexcept;
    void apply_content_length(std::string_view value) noexcept;
    void apply_transfer_encoding(std::string_view value) noexcept;
    void apply_host(std::string_view value) noexcept;
    void judge_target() noexcept;

    request_head& head_;
    /// The first reason found.
    request_refusal refusal_;
    bool has_host_ = false;
    bool has_content_length_ = false;
    bool has_transfer_encoding_ = false;
    bool has_upgrade_ = false;
    bool connection_close_ = false;
    bool connection_keep_alive_ = false;
    bool connection_upgrade_ = false;
};

} // namespace socketiota::wire
