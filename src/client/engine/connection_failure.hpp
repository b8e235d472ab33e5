// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <boost/system/errc.hpp>

#include <cstdint>
#include <string>

#include <loop/dialler.hpp>

namespace socketiota::clients {

/// How far a connection came before it failed.
enum class connection_stage : std::uint8_t {
    resolve,
    connect,
    proxy,
    tls,
    /// Requests and answers, the one that becomes a WebSocket among them.
    http,
    /// Packets of Engine.IO.
    engine,
};

/// Why a connection could not be made, or did not last.
struct connection_failure {
    connection_stage stage;
    error_code reason;
    std::uint16_t status = 0;     // of the answer that said no, or 0
    std::string words{};          // what the other side or the system said
    std::uint16_t close_code = 0; // of a close frame of the server, or 0
};

[[nodiscard]] constexpr connection_stage stage_of(loop::dial_stage stage) noexcept {
    static_assert(static_cast<int>(loop::dial_stage::tls) ==
                  static_cast<int>(connection_stage::tls));
    return static_cast<connection_stage>(stage);
}

/// An attempt of the dialler that failed.
[[nodiscard]] inline connection_failure failure_of(loop::dial_failure const& why) {
    return {stage_of(why.stage), why.reason, why.status, why.words};
}

/// There is no memory; needs none itself.
[[nodiscard]] inline connection_failure out_of_memory(connection_stage stage) noexcept {
    return {stage, make_error_code(boost::system::errc::not_enough_memory)};
}

} // namespace socketiota::clients
