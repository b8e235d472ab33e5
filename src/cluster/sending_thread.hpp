// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/error.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <loop/shard.hpp>

namespace socketiota::cluster {

/// A thread with a client of a database, to which others hand commands whose answers nobody needs.
///
/// Thread safety: everything is safe from any thread.
class sending_thread {
public:
    /// Who hears of the client.
    class hearer {
    public:
        /// Why the database is away; empty: it is there.
        virtual void on_away(std::string why) = 0;

        /// A command was lost of which the client tells nothing else.
        virtual void on_lost(error_code why, std::string_view words) = 0;

    protected:
        ~hearer() = default;
    };

    /// The client, on the thread; it connects by itself.
    class outlet {
    public:
        using completion = detail::callback<void(error_code, std::string_view words)>;

        outlet() = default;
        outlet(outlet const&) = delete;
        outlet& operator=(outlet const&) = delete;
        virtual ~outlet() = default;

        virtual void start(hearer& told) = 0;

        /// @param done is called once, unless the outlet is destroyed before.
        virtual void send(std::span<std::string const> words, completion done) = 0;
    };

    using outlet_maker =
        detail::callback<std::unique_ptr<outlet>(std::shared_ptr<loop::shard> const&)>;

    struct limits {
        std::size_t octets = 0;   // of commands without an answer
        std::size_t commands = 0; // and how many
        std::chrono::milliseconds close_timeout{};
        error full = error::redis_queue_full; // what one more is refused with
        error silent = error::redis_silent;   // why what has no answer at the end is lost
    };

    /// `on_lost` is called on the thread, for each command that was not taken.
    ///
    /// Throws what `make` throws, and `std::system_error` if there can be no thread more.
    sending_thread(outlet_maker const& make, limits const& within,
                   detail::callback<void(error_code, std::string_view)> on_lost);

    sending_thread(sending_thread const&) = delete;
    sending_thread& operator=(sending_thread const&) = delete;

    /// As `close`; on the thread itself, which happens inside of `on_lost`, it waits for nothing.
    ~sending_thread();

    /// Hands over a command, in the order of the calls: `limits::full`, or `not_connected` after
    /// `close`.
    emit_result send(std::vector<std::string> words);

    /// Waits until all are answered, as long as the limit says, and ends the thread. Without an
    /// answer they are lost. On the thread itself it only takes no more.
    void close() noexcept;

private:
    class core;

    std::shared_ptr<core> core_; // the thread has it too
    std::thread thread_;
};

} // namespace socketiota::cluster
