// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace socketiota::wire {

/// One `name=value` of a query, as it came: percent-encoded.
struct query_parameter {
    std::string_view name{};
    /// Empty also if there is no `=`.
    std::string_view value{};
};

/// Walks through the parameters of a query in the order of arrival, all of them when a name comes
/// several times; empty ones, as in `a=1&&b=2`, are skipped.
class query_reader {
public:
    /// @param query what follows the `?`.
    explicit query_reader(std::string_view query) noexcept : rest_(query) {}

    /// The next parameter, or nothing at the end.
    [[nodiscard]] std::optional<query_parameter> next() noexcept;

private:
    std::string_view rest_;
};

/// Decodes a name or value as browsers encode forms: `+` is a space, `%XX` an octet, an invalid
/// escape stays as it is, and what is not UTF-8 after that becomes U+FFFD, so that the result may
/// go into JSON.
///
/// @param scratch holds the result if it differs from `encoded`.
/// @return `encoded` itself or a view of `scratch`.
[[nodiscard]] std::string_view decode_query_component(std::string_view encoded,
                                                      std::string& scratch);

/// The decoded value of the parameter called `name`. Of several the last, which is what the
/// official server sees: it makes an object of the parameters, where later ones overwrite.
///
/// @param scratch holds what had to be decoded.
/// @return a view of `query` or of `scratch`, or nothing if there is no such parameter.
[[nodiscard]] std::optional<std::string_view>
find_query_parameter(std::string_view query, std::string_view name, std::string& scratch);

} // namespace socketiota::wire
