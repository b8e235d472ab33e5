// SPDX-License-Identifier: MIT
#pragma once

namespace socketiota::loop {

/// Who is heard before what peers sent is handled: the other shards, so that what one of them did
/// is known here before the answer of a client that it was told to.
class heard_first {
public:
    /// Does what there is to do. Anything may have ended in it.
    virtual void hear() noexcept = 0;

protected:
    ~heard_first() = default;
};

} // namespace socketiota::loop
