// SPDX-License-Identifier: MIT
#include <cstddef>

#include <client/engine/answer_head_reader.hpp>

namespace socketiota::clients {

wire::response_result answer_head_reader::read(std::string_view& octets,
                                               wire::response_head& head) {
    for (;;) {
        std::size_t const before = text_.size();
        if (before != 0)
            text_.append(octets);
        auto const found = parser_.parse(before != 0 ? std::string_view(text_) : octets, head);
        if (found.type == wire::response_result::kind::error)
            return found;
        if (found.type == wire::response_result::kind::need_more) {
            if (before == 0)
                text_ = octets;
            return found;
        }
        if (before == 0 && !head.is_interim())
            text_ = octets.substr(0, found.head_size);
        octets.remove_prefix(found.head_size - before);
        text_.resize(head.is_interim() ? 0 : found.head_size);
        if (!head.is_interim())
            return found;
    }
}

} // namespace socketiota::clients
