// SPDX-License-Identifier: MIT
#include <utility>

#include <engine/upgrade_attempt.hpp>

namespace socketiota::engine {

upgrade_attempt::upgrade_attempt(loop::shard& home, upgrade_owner& owner,
                                 std::chrono::milliseconds limit)
    : home_(home), owner_(owner), limit_(owner), poke_(owner) {
    home_.set_deadline(limit_, limit);
}

void upgrade_attempt::start(transport_opening& with) {
    made_ = with.make(*this, nullptr);
    std::shared_ptr<transport> const keep = made_; // it may be given away or closed in this
    with.read_early(*keep);
}

void upgrade_attempt::arm_poke() { home_.set_deadline(poke_, std::chrono::milliseconds(100)); }

void upgrade_attempt::close() noexcept {
    if (made_)
        made_->close(false);
}

std::shared_ptr<transport> upgrade_attempt::release() noexcept {
    limit_.cancel();
    poke_.cancel();
    return std::move(made_);
}

void upgrade_attempt::on_text_packet(std::span<char> text) {
    owner_.on_probe_text({text.data(), text.size()});
}

void upgrade_attempt::on_binary_packet(std::span<std::byte const>) { owner_.on_probe_binary(); }

// Nobody upgrades to a transport with deliveries.
transport_owner::delivery upgrade_attempt::on_delivery(std::span<std::byte>, wire::body_form) {
    return delivery::garbage;
}

void upgrade_attempt::on_transport_failed(session_end const&) noexcept { owner_.on_probe_lost(); }

void upgrade_attempt::on_no_memory() noexcept { owner_.on_probe_lost(); }

} // namespace socketiota::engine
