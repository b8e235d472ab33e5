// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/export.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota {

/// The headers of an answer that the library makes, for programs that add their own:
///
///     options.headers = [](sio::http_headers& answer, sio::handshake const&) {
///         answer.set("X-Content-Type-Options", "nosniff");
///     };
///
/// The case of names does not matter. `Content-Length`, `Date`, `Connection` and whatever else says
/// where an answer ends, or that it is a WebSocket, is the server's, and left out of these.
///
/// Thread safety: distinct objects: safe.
class SOCKETIOTA_EXPORT http_headers {
public:
    /// Names and values, in their order.
    using field_list = std::vector<std::pair<std::string, std::string>>;

    /// None.
    http_headers() noexcept = default;

    /// With these.
    explicit http_headers(field_list fields) noexcept : fields_(std::move(fields)) {}

    /// Sets one, in place of all with that name. A value that could end its line early (CR, LF,
    /// NUL) is refused when the answer is sent, which becomes a 500.
    void set(std::string_view name, std::string_view value);

    /// Adds one beside those with that name: for `Set-Cookie`.
    void add(std::string_view name, std::string_view value);

    /// Takes out all with that name. Whether there were any.
    bool remove(std::string_view name);

    /// The value of the first with that name, valid until the next change.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const noexcept;

    /// All of them.
    [[nodiscard]] field_list const& fields() const noexcept { return fields_; }

private:
    field_list fields_;
};

} // namespace socketiota
