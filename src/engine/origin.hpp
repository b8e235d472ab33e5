// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/cors_options.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota::engine {

/// `given` as browsers send it in `Origin` (RFC 6454 section 6.2), where it can only mean that:
/// scheme and host in small letters, no slash at the end, no port that is the scheme's own.
/// Nothing if it is no origin: a host alone, a path, a pattern, the address of a WebSocket.
[[nodiscard]] std::optional<std::string> normal_origin(std::string_view given);

/// The same for a pattern of origins, which has one `*` in the first label of its host, or `*` for
/// its port, or both. Nothing if it is none.
[[nodiscard]] std::optional<std::string> normal_pattern(std::string_view given);

/// `given` with each origin and pattern in its normal form; what is neither stays as it is, for
/// `validate`.
[[nodiscard]] std::vector<std::string> normal_origins(std::vector<std::string> given);

/// The same for the origins of a rule; `*` is any, and a pattern a list with it.
void normalise(cors_options::origin_rule& rule);

/// Whether `origin` is in its normal form.
[[nodiscard]] bool is_normal_origin(std::string_view origin);

/// Whether each of them is an origin or a pattern, in its normal form.
[[nodiscard]] bool are_normal(std::vector<std::string> const& origins);

/// Whether `origin` is one of `named`, origins and patterns.
[[nodiscard]] bool is_one_of(std::vector<std::string> const& named, std::string_view origin);

/// Whether `allowed` is `any_origin` alone.
[[nodiscard]] bool is_any_origin(std::vector<std::string> const& allowed) noexcept;

/// Whether a page of `origin` may connect: what has no origin (empty) comes from no page.
[[nodiscard]] bool lets_in(std::vector<std::string> const& allowed, std::string_view origin);

/// Whether one at least of the origins that `rule` names may connect; true if it says them by
/// patterns.
[[nodiscard]] bool lets_in_one_of(std::vector<std::string> const& allowed,
                                  cors_options::origin_rule const& rule);

} // namespace socketiota::engine
