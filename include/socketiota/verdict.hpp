// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/value.hpp>

#include <optional>
#include <string>
#include <utility>

namespace socketiota {

/// What a middleware decides: there is nothing it could forget to call.
///
///     io.use([](sio::socket& who) {
///         return who.handshake().auth()["token"] == "secret"
///                    ? sio::verdict::accept()
///                    : sio::verdict::reject("not authorized", sio::object("code", 401));
///     });
///
/// Thread safety: as any object.
class [[nodiscard]] verdict {
public:
    /// The socket or the event may pass.
    [[nodiscard]] static verdict accept() noexcept { return {}; }

    /// `message` and `data` go to the client, which finds them in its `connect_error` as
    /// `err.message` and `err.data`. A null `data` is not sent, nor one that holds binary: no
    /// refusal can carry that.
    [[nodiscard]] static verdict reject(std::string message, value data = {}) {
        verdict no;
        no.refusal_.emplace(refusal{std::move(message), std::move(data)});
        return no;
    }

    /// Whether it may pass.
    [[nodiscard]] bool accepted() const noexcept { return !refusal_.has_value(); }

    /// Why not; only if not accepted.
    [[nodiscard]] std::string const& message() const noexcept { return refusal_->message; }

    /// What goes with it; only if not accepted.
    [[nodiscard]] value const& data() const noexcept { return refusal_->data; }

private:
    struct refusal {
        std::string message;
        value data;
    };

    verdict() noexcept = default;

    std::optional<refusal> refusal_;
};

/// Short for `verdict::reject`, for middlewares that only say no:
///
///     io.use([](sio::socket& who) {
///         if (who.handshake().auth()["token"] != "secret")
///             return sio::refuse("not authorized", sio::object("code", 401));
///         return sio::verdict::accept();
///     });
///
/// @param message What the client finds as `err.message`.
/// @param data What it finds as `err.data`; null: nothing.
///
/// Thread safety: safe from any thread.
[[nodiscard]] inline verdict refuse(std::string message, value data = {}) {
    return verdict::reject(std::move(message), std::move(data));
}

} // namespace socketiota
