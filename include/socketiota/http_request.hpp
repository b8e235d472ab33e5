// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>
#include <socketiota/codec.hpp>
#include <socketiota/decode_error.hpp>
#include <socketiota/export.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota {

/// A request to a route of the program.
///
///     io.http().get("/users/:id", [](sio::http_request const& request) {
///         return sio::http_response::text("user " + request.parameter("id"));
///     });
///
/// Everything in it was copied from the connection, so a coroutine may use it until it ends.
///
/// Thread safety: immutable, safe.
class SOCKETIOTA_EXPORT http_request {
public:
    /// Names and values in the order of arrival.
    using field_list = std::vector<std::pair<std::string, std::string>>;

    /// What a request is made from; for the server, and for tests of handlers.
    struct parts {
        /// The method, for example `GET`.
        std::string method = "GET";
        /// As it came: percent-encoded, with its query.
        std::string target = "/";
        /// Of the path, decoded, in the order of the pattern.
        field_list parameters{};
        /// Header fields in the order of arrival.
        field_list headers{};
        /// The whole body.
        bytes body{};
        /// Address of the TCP peer.
        std::string address{};
        /// Whether the connection is encrypted.
        bool secure = false;
    };

    /// Made by the library.
    explicit http_request(parts from) noexcept;

    /// The method, for example `GET`.
    [[nodiscard]] std::string const& method() const noexcept { return parts_.method; }

    /// The target as it came, with its query.
    [[nodiscard]] std::string const& url() const noexcept { return parts_.target; }

    /// The target without its query, percent-encoded as it came.
    [[nodiscard]] std::string_view path() const noexcept;

    /// What stands in the path for `:name`, percent-decoded and valid UTF-8; empty if the pattern
    /// has no such name. It may hold any character but NUL: a `/` too, which came as `%2F`.
    [[nodiscard]] std::string const& parameter(std::string_view name) const noexcept;

    /// The query parameter with that name, percent-decoded; of several the last.
    [[nodiscard]] std::optional<std::string> query(std::string_view name) const;

    /// All query parameters, percent-decoded, in the order of arrival.
    [[nodiscard]] field_list query() const;

    /// The first header with that name, whatever the case of either.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept;

    /// All headers in the order of arrival.
    [[nodiscard]] field_list const& headers() const noexcept { return parts_.headers; }

    /// The body; `body().as_text()` are its characters. Empty if there is none.
    [[nodiscard]] bytes const& body() const noexcept { return parts_.body; }

    /// The body as JSON that a `T` is decoded from, whatever its media type is said to be:
    ///
    ///     io.http().post("/users", [](sio::http_request const& request) {
    ///         auto const who = request.json<user>();
    ///         if (!who)
    ///             return sio::http_response::text(who.error().message(), 400);
    ///         return sio::http_response::json(sio::object("added", who->name));
    ///     });
    ///
    /// The error says where it does not fit: `member "age" is a string, expected a whole number`.
    ///
    /// Errors: `malformed_json`, `nested_too_deep`, `arguments_do_not_fit`, `argument_missing`,
    /// `number_out_of_range`.
    template <decodable T>
        requires(!contains_view<T>)

    [[nodiscard]] decoded<T> json() const {
        T into{};
        decode_error wrong = detail::decode_from_json(
            body().as_text(),
            [](reader& from, void* target) { return decode(from, *static_cast<T*>(target)); },
            std::addressof(into));
        if (wrong.failed())
            return decoded<T>(boost::system::in_place_error, std::move(wrong));
        return decoded<T>(boost::system::in_place_value, std::move(into));
    }

    /// Address of the TCP peer, which may be a proxy: no header is believed.
    [[nodiscard]] std::string const& address() const noexcept { return parts_.address; }

    /// Whether the connection is encrypted (as far as this server sees it).
    [[nodiscard]] bool secure() const noexcept { return parts_.secure; }

private:
    parts parts_;
};

} // namespace socketiota
