// SPDX-License-Identifier: MIT
#include <socketiota/http_response.hpp>

namespace socketiota {

http_response http_response::of(std::string_view content_type, bytes body, unsigned status) {
    http_response made(status);
    made.body_ = std::move(body);
    made.header("Content-Type", content_type);
    return made;
}

http_response http_response::text(std::string_view body, unsigned status) {
    return of("text/plain; charset=utf-8", bytes(body), status);
}

http_response http_response::html(std::string_view body, unsigned status) {
    return of("text/html; charset=utf-8", bytes(body), status);
}

http_response http_response::redirect(std::string_view location, unsigned status) {
    http_response made(status);
    made.header("Location", location);
    return made;
}

http_response& http_response::header(std::string_view name, std::string_view value) & {
    headers_.emplace_back(name, value);
    return *this;
}

http_response http_response::header(std::string_view name, std::string_view value) && {
    header(name, value);
    return std::move(*this);
}

} // namespace socketiota
