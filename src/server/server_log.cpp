// SPDX-License-Identifier: MIT
#include <chrono>
#include <string>
#include <utility>

#include <base/log_text.hpp>
#include <server/server_log.hpp>

namespace socketiota {

server_log::server_log(loop::shard& home, log_function function, std::size_t max_log_lines,
                       wall_clock clock)
    : home_(home),
      function_(std::move(function)),
      limit_(max_log_lines),
      clock_(std::move(clock)) {}

void server_log::write(log_level level, log_category category, std::string_view line) noexcept {
    // A function that logs whatever it causes would never end.
    if (!function_ || writing_)
        return;
    try {
        // The timer may be late, or nobody may run the loop yet.
        tell_omissions();
        if (limit_.admit(category, level, home_.now())) {
            std::string const text = base::log_text(line);
            hand_over({.level = level, .category = category, .text = text});
        }
        wait();
    } catch (...) {
        // Nobody is left to tell.
        return;
    }
}

void server_log::close() noexcept {
    closed_ = true;
    cancel();
}

void server_log::tell_omissions() noexcept {
    try {
        for (std::size_t index = 0; index < log_category_count; ++index) {
            auto const omitted = limit_.take(static_cast<log_category>(index), home_.now());
            if (!omitted)
                continue;
            std::string const text =
                std::to_string(omitted->lines) + " more lines like these were left out in a second";
            hand_over({.level = omitted->level,
                       .category = omitted->category,
                       .text = text,
                       .left_out = omitted->lines});
        }
        wait();
    } catch (...) {
        return; // as above
    }
}

void server_log::wait() {
    auto const next = limit_.next();
    if (closed_ || pending() || !next)
        return;
    home_.set_deadline(*this, std::chrono::ceil<std::chrono::milliseconds>(*next - home_.now()));
}

void server_log::hand_over(log_entry entry) noexcept {
    writing_ = true;
    try {
        entry.time = clock_();
        function_(entry);
    } catch (...) {
        // The function that hears of failures has failed itself: nobody is left to tell.
    }
    writing_ = false;
}

} // namespace socketiota
