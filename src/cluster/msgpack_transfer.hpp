// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/writer.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace socketiota::cluster {

/// Writes what valid msgpack holds, value by value; with `buffers`, binary as JSON.stringify writes
/// a Buffer. Not for writers of msgpack, which have a faster way and other times.
void transfer_msgpack(std::string_view valid, writer& to, bool buffers);

/// Valid msgpack with each time of the standard as that of socket.io-msgpack-parser, which does not
/// know the other; nothing if there is none.
[[nodiscard]] std::optional<std::string> with_times_of_parser(std::string_view valid);

/// A copy of msgpack whose texts are UTF-8 and whose keys are texts: what is neither is replaced.
/// Nothing if that cannot be made, because it is no msgpack.
[[nodiscard]] std::optional<std::string> mend_msgpack(std::string_view octets);

} // namespace socketiota::cluster
