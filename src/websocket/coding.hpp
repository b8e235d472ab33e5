// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <base/outgoing.hpp>
#include <base/output_buffer.hpp>
#include <base/random_stock.hpp>
#include <websocket/shared_deflate.hpp>
#include <wire/frame_writer.hpp>
#include <wire/opcode.hpp>
#include <wire/unit_form.hpp>

namespace socketiota::websocket {

/// How the frames of one connection differ from the plain ones: by another form of units, by
/// permessage-deflate, or, on the side of a client, by masks. Most connections have none of them.
///
/// What does not depend on what the connection has sent before is kept in the unit, so that a
/// broadcast is encoded once for all who need the same. A text that a client sends as it is is
/// masked where it stands. What else has masks or a context is kept here until it is sent: one text
/// more than a write takes, 1 MiB.
///
/// Not thread safe: belongs to its connection.
class coding {
public:
    /// @param form null for the plain one.
    coding(wire::websocket_role role, wire::unit_form const* form,
           std::optional<agreed_deflate> const& deflate);
    coding(coding const&) = delete;
    coding& operator=(coding const&) = delete;
    ~coding();

    /// The frames of `unit`, which is `place` units behind the first of the outbox; nothing: the
    /// ones in the unit. Asked for in the order of the outbox, and the same until `forget`.
    ///
    /// @param masks keys for frames of a client come from there.
    [[nodiscard]] std::optional<std::string_view> frames(base::outgoing& unit, std::size_t place,
                                                         base::random_stock& masks);

    /// The first units of the outbox are sent.
    void forget(std::size_t units) noexcept;

    [[nodiscard]] bool inflates() const noexcept { return deflate_.has_value(); }

    /// Inflates a text or binary; asked only if it `inflates`.
    [[nodiscard]] wire::inflated inflate(std::span<std::byte const> content, std::size_t most,
                                         base::output_buffer& output);

    [[nodiscard]] std::shared_ptr<shared_deflate> const& shared() const noexcept {
        return deflate_->shared;
    }

private:
    /// What depends on what was sent before.
    struct contexts;

    [[nodiscard]] bool is_worth_it(base::outgoing const& unit) const noexcept;
    [[nodiscard]] bool is_worth_it(std::string_view content) const noexcept;
    [[nodiscard]] std::string encode_for_all(base::outgoing const& unit);
    [[nodiscard]] std::string encode_own(base::outgoing const& unit);
    [[nodiscard]] bool masks_in_place(base::outgoing const& unit) const noexcept;
    [[nodiscard]] unsigned output_window() const noexcept;
    [[nodiscard]] bool keeps_output_context() const noexcept;
    [[nodiscard]] bool keeps_input_context() const noexcept;

    wire::websocket_role role_;
    wire::unit_form const* form_;
    std::optional<agreed_deflate> deflate_;
    std::map<std::size_t, std::string>
        own_frames_;                     // of units not sent, by `first_place_` and place
    std::size_t first_place_ = 0;        // of the outbox, counted from the beginning
    std::unique_ptr<contexts> contexts_; // null unless compression asks for it
};

/// Appends a frame as an end in this `role` sends it: a client masks it, with a key of its own
/// (RFC 6455 section 10.3).
void append_frame_of(wire::websocket_role role, std::string& output, wire::opcode code,
                     std::string_view content, bool is_compressed = false);

/// The same with a close frame.
void append_close_frame_of(wire::websocket_role role, std::string& output,
                           wire::close_frame const& content);

} // namespace socketiota::websocket
