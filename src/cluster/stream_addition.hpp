// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include <cluster/message.hpp>
#include <redis/command.hpp>

namespace socketiota::cluster {

/// The command that adds a message to a stream, as the official adapter and emitter do.
///
/// Not thread safe. Refers to what it was given, and the command to it.
class stream_addition {
public:
    /// `data` is what `message_encoder::encode_data` makes of `what`.
    stream_addition(std::string_view stream, std::size_t max_len, message const& what,
                    std::string_view data)
        : max_len_(std::to_string(max_len)),
          type_(std::to_string(static_cast<int>(what.type))),
          words_{"XADD",   stream, "MAXLEN", "~",    max_len_, "*",    "uid",
                 what.uid, "nsp",  what.nsp, "type", type_,    "data", data} {}

    stream_addition(stream_addition const&) = delete;
    stream_addition& operator=(stream_addition const&) = delete;
    ~stream_addition() = default;

    [[nodiscard]] redis::command command() const noexcept { return redis::command(words_); }

private:
    std::string const max_len_;
    std::string const type_;
    std::array<std::string_view, 14> const words_;
};

} // namespace socketiota::cluster
