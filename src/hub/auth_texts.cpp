// SPDX-License-Identifier: MIT
#include <hub/auth_texts.hpp>

namespace socketiota::hub {

std::size_t auth_texts::size() {
    std::erase_if(texts_, [](auto const& each) { return each.expired(); });
    std::size_t sum = 0;
    for (auto const& each : texts_)
        if (auto const held = each.lock())
            sum += held->size();
    return sum;
}

std::shared_ptr<std::string const> auth_texts::keep(std::string_view text) {
    auto made = std::make_shared<std::string const>(text);
    texts_.push_back(made);
    return made;
}

} // namespace socketiota::hub
