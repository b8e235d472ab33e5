// SPDX-License-Identifier: MIT
#pragma once

namespace socketiota::packet {

/// What a decoder keeps from one message to the next, if anything.
struct decoding_state {
    decoding_state() = default;
    decoding_state(decoding_state const&) = delete;
    decoding_state& operator=(decoding_state const&) = delete;
    virtual ~decoding_state() = default;

    /// No packet waits for more.
    bool complete = false;
};

} // namespace socketiota::packet
