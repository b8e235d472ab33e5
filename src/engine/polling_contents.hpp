// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include <http/exchange.hpp>
#include <wire/engine_codec.hpp>

namespace socketiota::engine {

/// The headers that say what the answers to polls hold, made once: with their texts, and the room
/// for them, each answer would cost a poll a thirtieth more.
class polling_contents {
public:
    [[nodiscard]] http::header_list const& of(wire::body_form form) const noexcept {
        return form == wire::body_form::octets ? octets_ : text_;
    }

    [[nodiscard]] http::header_list const& of_ok() const noexcept { return html_; }

private:
    [[nodiscard]] static http::header_list headers_for(std::string content_type) {
        return {{"Content-Type", std::move(content_type)}, {"cache-control", "no-store"}};
    }

    http::header_list text_ = headers_for("text/plain; charset=UTF-8");
    http::header_list octets_ = headers_for("application/octet-stream");
    // Not text/plain, as in Node: some browsers offered that for download.
    http::header_list html_ = headers_for("text/html");
};

} // namespace socketiota::engine
