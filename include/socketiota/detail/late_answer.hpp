// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/error.hpp>
#include <socketiota/export.hpp>

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string_view>

namespace socketiota::detail {

/// An answer of one object, `{"error": sentence}`: what the other side gets instead of the value it
/// asked for. Refers to `sentence`.
[[nodiscard]] SOCKETIOTA_EXPORT argument_list
error_answer(std::string_view const& sentence) noexcept;

/// What the other side is told when a handler has thrown. Never `what()`, which may tell file
/// names, queries or secrets to whoever makes the handler fail.
inline constexpr std::string_view handler_failed = "the handler failed";

/// What the other side is told when what a handler returned cannot be encoded.
inline constexpr std::string_view answer_not_sendable = "the answer cannot be sent";

/// Where answers go that come after the handler has returned: implemented by whatever a socket is
/// inside the library.
///
/// Thread safety: both functions may be called from any thread; off the socket's shard they encode
/// and post.
class SOCKETIOTA_EXPORT answer_target {
public:
    /// Answers the event that came with `ack_id`; nothing happens once the socket has disconnected.
    ///
    /// Returns why the results could not be encoded; then nothing has been sent.
    virtual error_code answer(std::uint64_t ack_id, argument_list const& results) = 0;

    /// Reports an exception that left a coroutine handler to the program's `on_error`. Must not
    /// throw.
    virtual void report(std::exception_ptr failure) = 0;

protected:
    answer_target() = default;
    ~answer_target() = default;
};

/// The right to answer one event after its handler has returned.
///
/// Keeps nothing alive: once the socket is gone it is inert. The first answer counts, later ones do
/// nothing; dropping it sends nothing.
///
/// Thread safety: as any object; its target may be on another thread.
class SOCKETIOTA_EXPORT late_answer {
public:
    /// Inert.
    late_answer() noexcept = default;

    /// `ack_id`: none if no answer was asked for; then it can only report failures.
    late_answer(std::weak_ptr<answer_target> target, std::optional<std::uint64_t> ack_id) noexcept;

    late_answer(late_answer&& other) noexcept;
    late_answer& operator=(late_answer&& other) noexcept;
    ~late_answer();

    /// Whether an answer was asked for and none was given yet.
    [[nodiscard]] bool wants_ack() const noexcept { return wants_ack_; }

    /// Answers with `results`; if they cannot be encoded, with an error.
    void acknowledge(argument_list const& results);

    /// Answers with `{"error": sentence}`.
    void acknowledge_error(std::string_view sentence);

    /// Reports `failure` and answers that the handler failed.
    void fail(std::exception_ptr failure);

private:
    std::weak_ptr<answer_target> target_;
    std::uint64_t ack_id_ = 0;
    bool wants_ack_ = false;
};

} // namespace socketiota::detail
