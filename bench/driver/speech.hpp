// SPDX-License-Identifier: MIT
#pragma once

namespace socketiota::bench {

/// How the clients of a run speak, where a server leaves them a choice.
struct speech {
    /// Revision of Engine.IO: 4, or 3 over long-polling.
    int revision = 4;
    /// Packets of Socket.IO are msgpack in binary messages, not JSON in texts.
    bool msgpack = false;
    /// The server has to agree to permessage-deflate and may compress what it sends; a client still
    /// sends as it is. Else no server may agree.
    bool deflate = false;
};

} // namespace socketiota::bench
