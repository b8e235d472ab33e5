// SPDX-License-Identifier: MIT
// What a server of a Redis Cluster says about slots, as an answer and as a redirection: whatever it
// is, no slot is without bounds and no owner without a master.
#include "../fuzz_check.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include <redis/reply_parser.hpp>
#include <redis/slot_table.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace socketiota;
    std::string_view octets(reinterpret_cast<char const*>(data), size);
    redis::address const asked{.host = "asked"};
    if (auto const to = redis::read_redirection(octets, asked)) {
        fuzz_check(to->slot < redis::slot_count && to->to.port != 0 && !to->to.host.empty());
    }
    redis::reply_parser parser(redis::reply_limits{.max_size = 10'000, .max_values = 1000});
    auto const room = parser.prepare();
    octets = octets.substr(0, room.size());
    std::copy(octets.begin(), octets.end(), room.begin());
    parser.commit(octets.size());
    while (parser.next() == redis::reply_parser::outcome::complete) {
        auto const table = redis::read_slots(parser.value(), asked);
        if (!table)
            continue;
        fuzz_check(table->owners.size() == redis::slot_count);
        for (std::uint16_t const owner : table->owners)
            fuzz_check(owner == redis::slot_table::nobody || owner < table->masters.size());
        for (redis::address const& each : table->masters)
            fuzz_check(each.port != 0 && !each.host.empty());
    }
    return 0;
}
