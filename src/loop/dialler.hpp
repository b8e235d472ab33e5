// SPDX-License-Identifier: MIT
#pragma once

#include <boost/system/error_code.hpp>

#include <cstdint>
#include <memory>
#include <string>

#include <loop/channel.hpp>

namespace socketiota::loop {

/// Where a connection is to lead.
struct destination {
    // A name or an address, without brackets; what a certificate has to be for. Empty: this
    // machine.
    std::string host{};
    std::uint16_t port = 0;
    std::string path{};  // of a Unix domain socket, instead of host and port
    bool secure = false; // TLS over it
};

/// How far an attempt came.
enum class dial_stage : std::uint8_t { resolve, connect, proxy, tls };

struct dial_failure {
    dial_stage stage;
    error_code reason;
    std::string words;        // what the system said, or which certificate is wrong and why
    std::uint16_t status = 0; // of the answer of HTTP by which a proxy said no, or 0
};

/// Who hears how an attempt ends. It may destroy the attempt in the call.
class dial_owner {
public:
    /// It is connected, and the handshake of TLS is complete. Who takes it sets its owner in this
    /// call: a proxy may have spoken on it already.
    virtual void on_dialled(std::unique_ptr<channel> made) = 0;

    virtual void on_dial_failed(dial_failure const& why) = 0;

protected:
    ~dial_owner() = default;
};

/// An attempt to connect. Destroying it ends it, and its owner hears nothing.
class dial_attempt {
public:
    dial_attempt() = default;
    dial_attempt(dial_attempt const&) = delete;
    dial_attempt& operator=(dial_attempt const&) = delete;
    virtual ~dial_attempt() = default;

    /// What it is at, for whoever ends it because it takes too long.
    [[nodiscard]] virtual dial_stage stage() const noexcept { return dial_stage::connect; }
};

/// Makes connections: over sockets of the system, through proxies, or in memory for tests.
///
/// Not thread safe: belongs to a shard.
class dialler {
public:
    dialler() = default;
    dialler(dialler const&) = delete;
    dialler& operator=(dialler const&) = delete;
    virtual ~dialler() = default;

    /// Begins. One call of `owner` comes once, never inside this. It has no time limit of its own:
    /// whoever waits destroys the attempt.
    [[nodiscard]] virtual std::unique_ptr<dial_attempt> dial(destination const& to,
                                                             dial_owner& owner) = 0;
};

} // namespace socketiota::loop
