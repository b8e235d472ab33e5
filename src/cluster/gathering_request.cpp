// SPDX-License-Identifier: MIT
#include <cluster/gathering_request.hpp>

namespace socketiota::cluster {

std::vector<remote_socket> fetch_request::read(std::span<described_socket const> described) {
    std::vector<remote_socket> all;
    all.reserve(described.size());
    carried_reader handshakes;
    carried_reader datas;
    constexpr carried_value null{carried_value::encoding::json, "null"};
    for (described_socket const& each : described) {
        auto* const handshake = handshakes.open(each.handshake.is_empty() ? null : each.handshake);
        auto* const data = datas.open(each.data.is_empty() ? null : each.data);
        if (handshake == nullptr || data == nullptr) {
            counts().malformed.add(1);
            continue;
        }
        all.push_back(here_.describe(each.id, each.rooms, *handshake, *data));
    }
    return all;
}

} // namespace socketiota::cluster
