// SPDX-License-Identifier: MIT
#include <chrono>
#include <string>
#include <utility>

#include <base/log_text.hpp>
#include <server/server_log.hpp>

namespace socketiota {

server_log::server_log(log_function function, std::size_t max_log_lines, bool of_several_shards,
                       wall_clock clock)
    : function_(std::move(function)),
      limit_(max_log_lines),
      clock_(std::move(clock)),
      of_several_shards_(of_several_shards) {}

/// Whose turn it is to write: with several shards one thread at a time. A line that the program's
/// function causes itself has none: it would never end.
class server_log::turn {
public:
    explicit turn(server_log& of) : of_(of), locked_(of.lock_, std::defer_lock) {
        if (of.writer_.load(std::memory_order_relaxed) == std::this_thread::get_id())
            return;
        if (of.of_several_shards_)
            locked_.lock();
        of.writer_.store(std::this_thread::get_id(), std::memory_order_relaxed);
        begun_ = true;
    }

    turn(turn const&) = delete;
    turn& operator=(turn const&) = delete;

    ~turn() {
        if (begun_)
            of_.writer_.store({}, std::memory_order_relaxed);
    }

    [[nodiscard]] explicit operator bool() const noexcept { return begun_; }

private:
    server_log& of_;
    std::unique_lock<std::mutex> locked_; // given back after the writer is forgotten
    bool begun_ = false;
};

std::optional<base::time_point> server_log::write(log_level level, log_category category,
                                                  std::string_view line,
                                                  base::time_point now) noexcept {
    if (!function_)
        return std::nullopt;
    try {
        turn const mine(*this);
        if (!mine)
            return std::nullopt;
        // The timer may be late, or nobody may run the loop yet.
        tell_omissions_here(now);
        if (limit_.admit(category, level, now)) {
            std::string const text = base::log_text(line);
            hand_over({.level = level, .category = category, .text = text});
        }
        return limit_.next();
    } catch (...) {
        // Nobody is left to tell.
        return std::nullopt;
    }
}

std::optional<base::time_point> server_log::tell_omissions(base::time_point now) noexcept {
    try {
        turn const mine(*this);
        if (!mine)
            return std::nullopt;
        tell_omissions_here(now);
        return limit_.next();
    } catch (...) {
        return std::nullopt; // as above
    }
}

void server_log::tell_omissions_here(base::time_point now) {
    for (std::size_t index = 0; index < log_category_count; ++index) {
        auto const omitted = limit_.take(static_cast<log_category>(index), now);
        if (!omitted)
            continue;
        std::string const text =
            std::to_string(omitted->lines) + " more lines like these were left out in a second";
        hand_over({.level = omitted->level,
                   .category = omitted->category,
                   .text = text,
                   .left_out = omitted->lines});
    }
}

void server_log::hand_over(log_entry entry) noexcept {
    try {
        entry.time = clock_();
        function_(entry);
    } catch (...) {
        // The function that hears of failures has failed itself: nobody is left to tell.
        return;
    }
}

void shard_log::wait_until(std::optional<base::time_point> next) noexcept {
    if (closed_ || pending() || !next)
        return;
    try {
        home_.set_deadline(*this,
                           std::chrono::ceil<std::chrono::milliseconds>(*next - home_.now()));
    } catch (...) {
        return; // the next line tells what was left out
    }
}

} // namespace socketiota
