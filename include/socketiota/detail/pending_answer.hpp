// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>
#include <socketiota/export.hpp>
#include <socketiota/reader.hpp>
#include <socketiota/silent_servers.hpp>

namespace socketiota::detail {

/// Where a pending answer is registered, so that cancelling removes it there.
class SOCKETIOTA_EXPORT pending_answer_place {
public:
    /// Forgets the answer, which has resolved itself. Destroys the place.
    virtual void forget() noexcept = 0;

    /// Adds the servers that have not answered yet, if others are asked there.
    virtual void add_silent(silent_servers& to) const { static_cast<void>(to); }

protected:
    pending_answer_place() = default;
    ~pending_answer_place() = default;
};

/// Who waits for the answer to an event: made by `emit_with_ack`, kept by the compiled library
/// until the answer is there or will not come.
///
/// It completes the operation exactly once, by posting, never inside of these calls but
/// `on_answer_here`.
///
/// Thread safety: none; called on the shard of the socket it was emitted to.
class SOCKETIOTA_EXPORT pending_answer {
public:
    pending_answer(pending_answer const&) = delete;
    pending_answer& operator=(pending_answer const&) = delete;
    virtual ~pending_answer();

    /// An answer came: `arguments` is a reader inside the array of its values, before the first. To
    /// be called once for an emit to one socket, once for each recipient that answered for a
    /// broadcast.
    virtual void on_answer(reader& arguments) = 0;

    /// The same where handlers of events are called: if the completion handler runs there too, it
    /// may be called inside. To post it costs a third of what an acked event takes a client.
    virtual void on_answer_here(reader& arguments) { on_answer(arguments); }

    /// No more answers will come: no error for a broadcast that has them all, otherwise why
    /// (`operation_has_timed_out`, `socket_disconnected`, why the event was refused). After the
    /// operation has completed it does nothing.
    virtual void on_end(error_code reason) = 0;

    /// These servers have not answered in time: at most once, before `on_end` says so.
    virtual void on_silent(silent_servers silent) { static_cast<void>(silent); }

    /// Says where the answer is registered, or with null that it is not any more.
    void set_place(pending_answer_place* place) noexcept { place_ = place; }

protected:
    pending_answer() = default;

    /// Takes the answer out of where it is registered, if it is. May destroy this object, unless
    /// the caller holds it.
    void leave_place() noexcept;

    /// Where the answer is registered; null if it is not.
    [[nodiscard]] pending_answer_place const* place() const noexcept { return place_; }

private:
    pending_answer_place* place_ = nullptr;
};

/// Decodes an answer. If it does not fit, `misfit` says why, unless it says something already: also
/// if a codec throws, because there is nobody above who could tell whoever waits.
SOCKETIOTA_EXPORT void decode_answer(reader& from, bool (*decode)(reader& from, void* into),
                                     void* into, error_code& misfit) noexcept;

} // namespace socketiota::detail
