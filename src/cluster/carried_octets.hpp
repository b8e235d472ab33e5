// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/writer.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include <cluster/message.hpp>
#include <value/json_writer.hpp>
#include <value/msgpack_writer.hpp>

namespace socketiota::cluster {

/// Whether `value` is valid, and nests at most `depth` deep. What is no UTF-8 in its texts is not
/// held against it, because a peer that sends half a surrogate pair means no harm: then `mended` is
/// a copy where that is replaced, and `value` refers to it.
[[nodiscard]] bool accept_carried(carried_value& value, std::size_t depth, std::string& mended);

/// Whether `valid` holds binary anywhere, so that JSON would lose it.
[[nodiscard]] bool holds_binary(carried_value const& valid) noexcept;

/// Writes a whole value as a Node server would that has read it: a time of the standard becomes the
/// text of `Date.toJSON` in JSON, and the time of socket.io-msgpack-parser in msgpack.
void write_carried(writer& to, carried_value const& valid);

// The same for messages between servers, which all know the time of the standard. Binary becomes in
// JSON what JSON.stringify makes of a Buffer: {"type":"Buffer","data":[...]}.
void put_carried(json_writer& to, carried_value const& valid);
void put_carried(msgpack_writer& to, carried_value const& valid);

} // namespace socketiota::cluster
