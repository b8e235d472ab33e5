// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <base/timer_wheel.hpp>
#include <cluster/stream_entry.hpp>
#include <cluster/stream_options.hpp>
#include <loop/shard.hpp>
#include <redis/client.hpp>
#include <redis/stream_id.hpp>

namespace socketiota::cluster {

/// Reads what is added to a stream, from the last entry on that is there when it begins, by a
/// connection of its own. After a fault it goes on where it was.
///
/// Entries that Redis has dropped before they were read, or lost with a master, are noticed where
/// they may be: after a fault, and where a read was full, which says that this server is behind. Is
/// the last entry that was read still there, so is all that came after it. A Redis whose memory is
/// wiped breaks no connection: so every now and then the last entry of a while ago is looked for.
///
/// Not thread safe: belongs to the shard where the cluster is.
class stream_reader final : private base::deadline {
public:
    /// Who hears of it. It may destroy the reader inside of each function.
    class listener {
    public:
        /// All that is added from now on will be read.
        virtual void on_begun(stream_reader const& reader) = 0;

        /// `reader.position()` is there already.
        virtual void on_entry(stream_entry const& entry) = 0;

        /// It cannot be read now; it is tried again.
        virtual void on_failed_reading(stream_reader const& reader) = 0;

        /// Entries may have been lost.
        virtual void on_lost_entries(stream_reader const& reader) = 0;

        /// Redis refuses to have it read, or no more; the latter without a reason.
        virtual void on_refusal(error_code why, std::string_view words) = 0;

    protected:
        listener() = default;
        listener(listener const&) = default;
        listener& operator=(listener const&) = default;
        ~listener() = default;
    };

    /// All that it is given by reference must outlive it.
    stream_reader(redis::client& by, loop::shard& home, std::string name,
                  stream_options const& options, listener& hears);

    stream_reader(stream_reader const&) = delete;
    stream_reader& operator=(stream_reader const&) = delete;
    ~stream_reader() = default;

    [[nodiscard]] std::string const& name() const noexcept { return name_; }

    [[nodiscard]] bool has_begun() const noexcept { return has_begun_; }

    /// Whether the last attempt to read it has failed.
    [[nodiscard]] bool is_failing() const noexcept { return is_failing_; }

    /// The last entry that was read.
    [[nodiscard]] redis::stream_id position() const noexcept { return position_; }

    /// How many entries go into one answer.
    [[nodiscard]] std::size_t count() const noexcept { return count_; }

private:
    void on_deadline() override { go_on(); }

    void go_on();
    void find_end();
    void on_end(redis::reply entries);
    [[nodiscard]] bool is_to_look() const noexcept;
    /// All that was read up to now is there, or known to be lost.
    void note_position() noexcept;
    void look_for(redis::stream_id what);
    void on_looked(redis::stream_id what, redis::reply entries);
    void read();
    void on_read(redis::reply entries);

    /// Sends a command, and has `work(answer)` done with what comes, unless that is an error.
    template <class Work>
    void ask(redis::command const& what, std::chrono::milliseconds blocks, Work work);
    void on_failure(error_code why, redis::reply said);

    loop::shard& home_;
    std::string const name_;
    stream_options const& options_;
    listener& listener_;
    std::unique_ptr<redis::blocking_connection> const by_;
    redis::stream_id position_{};
    redis::stream_id stood_{}; // the last entry that was read when it looked last
    base::time_point looked_;
    std::size_t read_since_ = 0; // entries
    std::size_t count_;
    bool has_begun_ = false;
    bool knows_end_ = false;   // of the stream, as it was when this began or began anew
    bool is_doubtful_ = false; // whether nothing is lost between `position_` and what comes next
    bool is_failing_ = false;
    bool is_refused_ = false;
    std::shared_ptr<bool> const alive_ = std::make_shared<bool>(true);
};

} // namespace socketiota::cluster
