// SPDX-License-Identifier: MIT
#include <cstddef>
#include <memory>
#include <utility>

#include <cluster/gathering_request.hpp>
#include <cluster/kept_values.hpp>

namespace socketiota::cluster {

std::vector<remote_socket> fetch_request::read(std::span<described_socket> described) {
    std::vector<remote_socket> all;
    all.reserve(described.size());
    carried_reader datas;
    constexpr carried_value null{carried_value::encoding::json, "null"};
    while (!described.empty()) {
        auto const kept = std::make_shared<kept_values const>(described);
        for (std::size_t index = 0; index != kept->size(); ++index) {
            described_socket& each = described[index];
            reader* const data = datas.open(each.data.is_empty() ? null : each.data);
            if (data == nullptr) {
                counts().malformed.add(1);
                continue;
            }
            std::shared_ptr<adapter::unread_value const> handshake(kept, &(*kept)[index]);
            all.push_back(here_.describe(std::move(each.id), std::move(each.rooms),
                                         std::move(handshake), *data));
        }
        described = described.subspan(kept->size());
    }
    return all;
}

} // namespace socketiota::cluster
