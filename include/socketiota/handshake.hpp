// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec.hpp>
#include <socketiota/codec/views.hpp>
#include <socketiota/decode_error.hpp>
#include <socketiota/export.hpp>
#include <socketiota/value.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota {

namespace engine {
class handshake_record;
}

class raw;

/// The request that a connection began with, and what the client gave as `auth` for one namespace.
///
/// All sockets of one connection share the request. Views live as long as this object or the
/// socket.
///
/// Thread safety: immutable, safe.
/// Source: Node's `socket.handshake`.
class SOCKETIOTA_EXPORT handshake {
public:
    /// Made by the library. `auth`: an object, null if there is none.
    handshake(std::shared_ptr<engine::handshake_record const> request,
              std::shared_ptr<raw const> auth) noexcept;

    /// What the client's `auth` option holds: an object, empty if it gave none.
    ///
    /// It is kept as the text it came as, because a `value` takes many times the memory. Each call
    /// decodes all of it: keep what you need.
    [[nodiscard]] value auth() const;

    /// Decodes what the client's `auth` option holds as an argument of type `T` would be, without a
    /// `value` in between: `who.handshake().auth<login>()`. The error says where it does not fit.
    ///
    /// Errors: `arguments_do_not_fit`, `argument_missing`, `number_out_of_range`.
    template <decodable T>
        requires(!contains_view<T>)

    [[nodiscard]] decoded<T> auth() const {
        T into{};
        decode_error wrong = decode_auth(
            [](reader& from, void* target) { return decode(from, *static_cast<T*>(target)); },
            std::addressof(into));
        // Said in full, because a bool could be made of either.
        if (wrong.failed())
            return decoded<T>(boost::system::in_place_error, std::move(wrong));
        return decoded<T>(boost::system::in_place_value, std::move(into));
    }

    /// The same as the JSON text that came, or as what a msgpack client sent is in JSON: valid;
    /// `{}` if there was none. A placeholder stands for binary, which `auth()` has.
    [[nodiscard]] std::string_view auth_text() const noexcept;

    /// The first header with that name, whatever the case of either.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept;

    /// All headers in the order of arrival.
    [[nodiscard]] std::vector<std::pair<std::string_view, std::string_view>> headers() const;

    /// The query parameter with that name, percent-decoded; of several the last.
    [[nodiscard]] std::optional<std::string> query(std::string_view name) const;

    /// All query parameters, percent-decoded, in the order of arrival.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> query() const;

    /// The target of the request, with its query, as it came.
    [[nodiscard]] std::string_view url() const noexcept;

    /// Address of the TCP peer, which may be a proxy: no header is believed, but those of
    /// `server_options::proxies`.
    [[nodiscard]] std::string_view address() const noexcept;

    /// When the connection began.
    [[nodiscard]] std::chrono::system_clock::time_point issued() const noexcept;

    /// Whether the connection is encrypted (as far as this server sees it).
    [[nodiscard]] bool secure() const noexcept;

    /// Whether a browser page opened it: the request has an Origin header.
    [[nodiscard]] bool xdomain() const noexcept;

private:
    decode_error decode_auth(detail::decode_function decode, void* target) const;

    std::shared_ptr<engine::handshake_record const> request_;
    std::shared_ptr<raw const> auth_;
};

} // namespace socketiota
