// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include <websocket/shared_deflate.hpp>

namespace socketiota::websocket {

std::optional<std::string_view> fault_of(deflate_options const& options) noexcept {
    auto const within = [](int value, int least, int most) {
        return value >= least && value <= most;
    };
    if (!within(options.server_max_window_bits, 9, 15))
        return "per_message_deflate.server_max_window_bits must be 9 to 15";
    if (!within(options.client_max_window_bits, 8, 15))
        return "per_message_deflate.client_max_window_bits must be 8 to 15";
    if (!within(options.level, 1, 9))
        return "per_message_deflate.level must be 1 to 9";
    if (!within(options.memory_level, 1, 9))
        return "per_message_deflate.memory_level must be 1 to 9";
    return std::nullopt;
}

shared_deflate::shared_deflate(deflate_options const& options) noexcept
    : wanted_{options.server_no_context_takeover, options.client_no_context_takeover,
              static_cast<std::uint8_t>(options.server_max_window_bits),
              static_cast<std::uint8_t>(options.client_max_window_bits)},
      threshold_(options.threshold),
      effort_{options.level, options.memory_level} {}

std::shared_ptr<shared_deflate>
shared_deflate::make(std::optional<deflate_options> const& options) {
    return options ? std::make_shared<shared_deflate>(*options) : nullptr;
}

void shared_deflate::deflate(std::string_view content, unsigned window_bits, std::string& output) {
    std::unique_ptr<wire::deflater>& kept = deflaters_.at(window_bits - smallest_window);
    if (!kept)
        kept = std::make_unique<wire::deflater>(window_bits, false, effort_);
    kept->append(content, output);
    ++deflated_;
}

} // namespace socketiota::websocket
