// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/export.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace socketiota {

/// How much a line of the log matters, from little to much.
enum class log_level : std::uint8_t {
    /// Something an operator should know once, such as where the server listens.
    notice,
    /// Something was refused or is short, and the server is as it should be.
    warning,
    /// Something went wrong and the server goes on.
    error,
};

/// What a line of the log is about. Each category has `max_log_lines` a second of its own.
enum class log_category : std::uint8_t {
    /// Where the server listens.
    listening,
    /// An option that leaves a door open, or names what is not there.
    configuration,
    /// The arguments of an event do not fit its handler, which was not called.
    bad_arguments,
    /// An event or a room that was refused.
    refusals,
    /// An exception left a handler of events, sockets or sessions.
    handlers,
    /// An exception left a handler of a route or of a plain WebSocket.
    routes,
    /// An exception left a function that the server asks or tells, such as `allow_request`.
    hooks,
    /// A socket was used on another thread than its own.
    threads,
    /// The process or the machine has no more of something, such as descriptors.
    resources,
    /// Of several shards one is stuck in a handler, or is back.
    shards,
    /// How it stands with the way to the other servers of a cluster.
    cluster,
};

/// How many categories there are.
inline constexpr std::size_t log_category_count =
    static_cast<std::size_t>(log_category::cluster) + 1;

/// The name of the level: `notice`, `warning`, `error`.
[[nodiscard]] SOCKETIOTA_EXPORT std::string_view to_string(log_level level) noexcept;

/// The name of the category, for example `bad_arguments`.
[[nodiscard]] SOCKETIOTA_EXPORT std::string_view to_string(log_category category) noexcept;

/// One line of the log.
struct log_entry {
    /// How much it matters.
    log_level level = log_level::notice;
    /// What it is about.
    log_category category = log_category::configuration;
    /// When it was written.
    std::chrono::system_clock::time_point time{};
    /// One line of UTF-8, at most 1024 octets, valid during the call. What clients or exceptions
    /// said stands in it escaped (`\n`, `\x1b`, `\u2028`): no control character is left.
    std::string_view text{};
    /// How many lines of this category were left out, if this line tells that; else 0.
    std::uint64_t left_out = 0;
};

/// Writes `entry` as a line to standard error: what a server does with its log unless it is given
/// another function. The only place of the library that prints.
///
/// It never waits: a line that cannot be written at once, because nobody reads the pipe for
/// example, is lost, and a reader that is gone does not end the process (SIGPIPE).
///
/// Thread safety: safe.
SOCKETIOTA_EXPORT void log_to_standard_error(log_entry const& entry);

/// A function of the program that gets the lines of the log, with all that is known of them or only
/// with what most programs need; empty: no log.
///
///     sio::server_options options;
///     options.log = [](sio::log_entry const& entry) { std::clog << entry.text << std::endl; };
///     options.log = [](sio::log_level, std::string_view text) { std::clog << text << std::endl; };
///
/// It is called on the server's thread, which waits for it; of a server with several shards on that
/// of each, one at a time. What it throws is ignored, and lines
/// that it causes itself are left out.
class log_function {
public:
    /// No log.
    log_function() noexcept = default;

    /// No log.
    log_function(std::nullptr_t) noexcept {}

    /// Calls `function(log_entry const&)`, or else `function(log_level, std::string_view)`.
    template <class F>
        requires(!std::same_as<std::remove_cvref_t<F>, log_function> &&
                 (std::is_invocable_v<F&, log_entry const&> ||
                  std::is_invocable_v<F&, log_level, std::string_view>))

    log_function(F function) {
        if constexpr (std::is_invocable_v<F&, log_entry const&>)
            target_ = [call = std::move(function)](log_entry const& entry) mutable {
                static_cast<void>(call(entry));
            };
        else
            target_ = [call = std::move(function)](log_entry const& entry) mutable {
                static_cast<void>(call(entry.level, entry.text));
            };
    }

    /// Whether there is a function.
    explicit operator bool() const noexcept { return static_cast<bool>(target_); }

    /// Calls it, if there is one.
    void operator()(log_entry const& entry) const {
        if (target_)
            target_(entry);
    }

private:
    detail::callback<void(log_entry const&)> target_;
};

} // namespace socketiota
