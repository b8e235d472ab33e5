// SPDX-License-Identifier: MIT
#include <utility>

#include <engine/upgrade_attempt.hpp>

namespace socketiota::engine {

upgrade_attempt::upgrade_attempt(loop::shard& home, upgrade_owner& owner,
                                 std::shared_ptr<websocket::connection> websocket,
                                 std::chrono::milliseconds limit)
    : home_(home), owner_(owner), websocket_(std::move(websocket)), limit_(owner), poke_(owner) {
    home_.set_deadline(limit_, limit);
}

void upgrade_attempt::start(std::span<std::byte> already_read) {
    websocket_->start(*this, nullptr, already_read);
}

void upgrade_attempt::arm_poke() { home_.set_deadline(poke_, std::chrono::milliseconds(100)); }

std::shared_ptr<websocket::connection> upgrade_attempt::release() noexcept {
    limit_.cancel();
    poke_.cancel();
    return std::move(websocket_);
}

void upgrade_attempt::on_websocket_text(std::span<char> text) {
    owner_.on_probe_text({text.data(), text.size()});
}

void upgrade_attempt::on_websocket_binary(std::span<std::byte const>) { owner_.on_probe_binary(); }

void upgrade_attempt::on_websocket_drained() {}

void upgrade_attempt::on_websocket_failed(websocket::failure const&) noexcept {
    owner_.on_probe_lost();
}

} // namespace socketiota::engine
