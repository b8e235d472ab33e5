// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include <wire/framing_rules.hpp>
#include <wire/request_head.hpp>

namespace socketiota::wire {

/// What the headers of one request mean together: its framing, its host, what happens to the
/// connection.
class request_rules {
public:
    /// `head` has its first line and must outlive this.
    explicit request_rules(request_head& head) noexcept : head_(head), framing_(head) {}

    /// Takes one header into account.
    void apply(header_field field) noexcept;

    /// Judges the whole and fills what `head` says about framing and connection.
    [[nodiscard]] head_refusal conclude() noexcept;

private:
    void apply_host(std::string_view value) noexcept;
    void judge_target() noexcept;

    request_head& head_;
    framing_rules framing_;
    bool has_host_ = false;
};

} // namespace socketiota::wire
