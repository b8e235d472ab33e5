// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/emit_result.hpp>

#include <cluster/encoded_values.hpp>
#include <cluster/message.hpp>

namespace socketiota::cluster {

/// What all handles of an emitter send by.
///
/// Thread safety: everything is safe from any thread.
class emitter_core {
public:
    emitter_core() = default;
    emitter_core(emitter_core const&) = delete;
    emitter_core& operator=(emitter_core const&) = delete;

    /// As `close`.
    virtual ~emitter_core() = default;

    /// Encodes a message of type 3 to 6 or 9, whose `uid` is that of emitters, and hands it over.
    virtual emit_result send(message const& what) = 0;

    /// Waits for what was sent, as long as it may, and takes no more.
    virtual void close() noexcept = 0;
};

} // namespace socketiota::cluster
