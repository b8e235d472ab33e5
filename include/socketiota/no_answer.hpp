// SPDX-License-Identifier: MIT
#pragma once

namespace socketiota {

/// What a handler returns that gives no answer, though one was asked for: the other side's `ack`
/// is not called, as in JavaScript when a handler does not call it. A handler that returns `void`
/// answers with nothing instead, and one that answers later takes a `reply`.
///
///     socket.on("subscribe", [](std::string topic) -> sio::no_answer {
///         std::cout << "they want " << topic << '\n';
///         return {};
///     });
///
/// A coroutine returns `awaitable<no_answer>`. If the handler fails, or the arguments do not fit,
/// the other side is told all the same. No answer to a typed event: that says what the answer is.
///
/// Thread safety: a value without content.
struct no_answer {};

} // namespace socketiota
