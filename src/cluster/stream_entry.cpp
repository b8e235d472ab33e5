// SPDX-License-Identifier: MIT
#include <cluster/stream_entry.hpp>

namespace socketiota::cluster {

std::optional<stream_entry> read_entry(redis::reply from) noexcept {
    auto const id = redis::stream_id::parse(from[0].text());
    if (!id)
        return std::nullopt;
    stream_entry read{*id, {}};
    redis::reply const fields = from[1];
    for (auto each = fields.begin(); each != fields.end();) {
        std::string_view const name = (*each).text();
        if (++each == fields.end())
            break;
        std::string_view const text = (*each).text();
        ++each;
        if (name == "uid")
            read.fields.uid = text;
        else if (name == "nsp")
            read.fields.nsp = text;
        else if (name == "type")
            read.fields.type = text;
        else if (name == "data")
            read.fields.data = text;
    }
    return read;
}

redis::reply entries_of_read(redis::reply answer) noexcept { return answer[0][1]; }

} // namespace socketiota::cluster
