// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <http/exchange.hpp>
#include <http/open_file.hpp>

namespace socketiota::http {

/// An answer on its way from the shard that made it to the one where the connection is.
struct proxied_answer {
    enum class kind : std::uint8_t {
        none, ///< There is none: the connection ends.
        body,
        file,
        raw,
    };

    kind what = kind::none;
    unsigned status = 0;
    header_list headers{};
    std::string octets{}; ///< The body, or all of it.
    std::unique_ptr<open_file> file{};
    /// Where the shard that answers counts what the peer does not take; it alone looks at that.
    std::shared_ptr<std::size_t> total{};
    /// The connection ends after it, whatever the client asked for.
    bool ends_connection = false;

    /// What it holds besides itself.
    [[nodiscard]] std::size_t size() const noexcept {
        std::size_t sum = octets.size();
        for (auto const& [name, value] : headers)
            sum += name.size() + value.size();
        return sum;
    }

    /// Answers `to` with it, which throws nothing.
    void give(exchange& to) {
        if (ends_connection)
            to.end_after_answer();
        switch (what) {
        case kind::none:
            to.close();
            return;
        case kind::body:
            to.respond(status, headers, std::string_view(octets));
            return;
        case kind::file:
            to.respond(status, headers, std::move(file));
            return;
        case kind::raw:
            to.respond_raw(octets);
            return;
        }
    }
};

} // namespace socketiota::http
