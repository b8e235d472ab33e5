// SPDX-License-Identifier: MIT
#include <hub/auth_texts.hpp>
#include <packet/arguments_reader.hpp>
#include <packet/decoder_limits.hpp>

namespace socketiota::hub {

std::size_t auth_texts::size() {
    std::erase_if(texts_, [](auto const& each) { return each.expired(); });
    std::size_t sum = 0;
    for (auto const& each : texts_)
        if (auto const held = each.lock())
            sum += size_of(*held);
    return sum;
}

std::size_t auth_texts::size_of(raw const& text) noexcept {
    std::size_t sum = text.text().size();
    for (bytes const& each : text.attachments())
        sum += packet::attachment_cost + each.size();
    return sum;
}

std::shared_ptr<raw const> auth_texts::read(packet::incoming_packet const& connect) {
    packet::arguments_reader opened;
    auto made = std::make_shared<raw>();
    // It was validated when it came, so it can be read.
    static_cast<void>(decode(opened.open_data(connect), *made));
    return made;
}

} // namespace socketiota::hub
