// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/http_compression_options.hpp>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <base/outgoing.hpp>
#include <http/exchange.hpp>
#include <wire/gzip.hpp>

namespace socketiota::engine {

/// How the answer to one poll may be compressed: what its client takes, and what is worth it.
class poll_compression {
public:
    poll_compression() = default;

    /// What `request` takes; its views are looked at now.
    poll_compression(std::optional<http_compression_options> const& options,
                     wire::request_head const& request)
        : options_(options ? &*options : nullptr) {
        if (auto const accepted = options_ ? request.find("accept-encoding") : std::nullopt)
            coding_ = wire::choose_coding(*accepted);
    }

    /// Whether an answer of this size with these units is compressed: as in Node, if one of them
    /// may be.
    [[nodiscard]] bool pays(std::size_t size,
                            std::span<base::outgoing_ptr const> units) const noexcept {
        return coding_ != wire::content_coding::identity && size >= options_->threshold &&
               std::any_of(units.begin(), units.end(),
                           [](base::outgoing_ptr const& each) { return each->flags().compress; });
    }

    /// `body` compressed, of which `headers` say so.
    [[nodiscard]] std::string compress(std::string_view body, http::header_list& headers) const {
        headers.emplace_back("Content-Encoding", wire::to_string(coding_));
        return wire::compress(body, coding_, options_->level);
    }

private:
    http_compression_options const* options_ = nullptr;
    wire::content_coding coding_ = wire::content_coding::identity;
};

} // namespace socketiota::engine
