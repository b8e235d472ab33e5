// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <system_error>

#include <loop/descriptor.hpp>

namespace socketiota::http {

/// A regular file as it was when it was looked at.
struct file_state {
    std::uintmax_t size = 0;
    /// When it was written, in nanoseconds since 1970.
    std::int64_t written = 0;

    /// Quoted, made from both.
    [[nodiscard]] std::string etag() const;

    bool operator==(file_state const&) const = default;
};

/// A regular file that is sent from its beginning to its end, piece by piece as its peer takes it.
///
/// Not thread safe: belongs to its connection.
class open_file {
public:
    /// Null if there is no regular file of that name that may be read.
    [[nodiscard]] static std::unique_ptr<open_file> open(std::filesystem::path const& name);

    /// The same; tells why.
    [[nodiscard]] static std::unique_ptr<open_file> open(std::filesystem::path const& name,
                                                         std::error_code& failure);

    /// What it was when it was opened: its size was announced, so it must stay that.
    [[nodiscard]] file_state const& state() const noexcept { return state_; }

    /// Octets that were not read yet.
    [[nodiscard]] std::uintmax_t left() const noexcept { return state_.size - position_; }

    /// Reads the next octets to the front of `into` and says how many; 0 if they cannot be read or
    /// the file is not what it was: what follows would belong to another file.
    [[nodiscard]] std::size_t read(std::span<std::byte> into) noexcept;

private:
    open_file(loop::descriptor file, file_state state) noexcept;

    loop::descriptor file_;
    file_state state_;
    std::uintmax_t position_ = 0;
};

} // namespace socketiota::http
