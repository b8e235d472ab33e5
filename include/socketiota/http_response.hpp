// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>
#include <socketiota/codec.hpp>
#include <socketiota/export.hpp>
#include <socketiota/value.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota {

/// What a route answers: a status, headers and a body.
///
///     return sio::http_response::json(user).header("Cache-Control", "no-store");
///
/// The server adds `Content-Length`, `Date` and `Connection`; what the program says about these and
/// `Transfer-Encoding` is left out. A header that could end its line early (CR, LF, NUL in a value
/// that a client sent, for example) is never sent: the answer becomes a 500 and the log names it.
///
/// Thread safety: distinct objects: safe.
class SOCKETIOTA_EXPORT http_response {
public:
    /// Names and values of header fields.
    using field_list = std::vector<std::pair<std::string, std::string>>;

    /// Without a body. `status` is 200 to 599, else a 500 is sent.
    explicit http_response(unsigned status = 200) noexcept : status_(status) {}

    /// `text/plain` in UTF-8.
    [[nodiscard]] static http_response text(std::string_view body, unsigned status = 200);

    /// `text/html` in UTF-8. Whoever puts text of others into it must escape it.
    [[nodiscard]] static http_response html(std::string_view body, unsigned status = 200);

    /// JSON of anything that an event can carry. Binary, which JSON does not have, becomes its
    /// placeholder.
    template <encodable T>
    [[nodiscard]] static http_response json(T const& body, unsigned status = 200) {
        return of("application/json; charset=utf-8", bytes(value(body).to_json()), status);
    }

    /// Octets of any media type.
    [[nodiscard]] static http_response of(std::string_view content_type, bytes body,
                                          unsigned status = 200);

    /// Sends the client elsewhere. `location` must not come from a client unchecked.
    ///
    /// `status`: 301, 302, 303, 307 or 308.
    [[nodiscard]] static http_response redirect(std::string_view location, unsigned status = 302);

    /// Adds a header.
    http_response& header(std::string_view name, std::string_view value) &;
    /// The same for a response that is made in one expression.
    [[nodiscard]] http_response header(std::string_view name, std::string_view value) &&;

    /// The status.
    [[nodiscard]] unsigned status() const noexcept { return status_; }

    /// The header fields that were set.
    [[nodiscard]] field_list const& headers() const noexcept { return headers_; }

    /// The body.
    [[nodiscard]] bytes const& body() const noexcept { return body_; }

private:
    unsigned status_;
    field_list headers_;
    bytes body_;
};

} // namespace socketiota
