// SPDX-License-Identifier: MIT
#include <memory>
#include <utility>

#include <engine/handshake_record.hpp>
#include <hub/handshake_description.hpp>
#include <hub/unread_handshake.hpp>

namespace socketiota::hub {

unread_handshake::unread_handshake(std::shared_ptr<adapter::unread_value const> described) noexcept
    : described_(std::move(described)) {}

handshake const& unread_handshake::read() {
    std::call_once(once_, [this] {
        read_ = {std::make_shared<engine::handshake_record>(engine::handshake_record::source()),
                 nullptr};
        described_->read([this](reader& from) { read_ = described_handshake(from); });
        described_.reset();
    });
    return read_;
}

} // namespace socketiota::hub
