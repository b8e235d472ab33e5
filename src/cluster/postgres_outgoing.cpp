// SPDX-License-Identifier: MIT
#include <utility>

#include <cluster/carried_octets.hpp>
#include <cluster/postgres_outgoing.hpp>

namespace socketiota::cluster {

error_code postgres_outgoing::send(message const& what, std::string_view channel,
                                   postgres_outlet& by, postgres_outlet::completion done) {
    // Sockets that are described stay JSON whatever they hold, as official servers have them.
    if (!holds_binary(what.values)) {
        auto const text = encoder_.encode(what, message_encoder::form::json);
        if (!text)
            return text.error();
        if (text->size() <= threshold_) {
            by.notify(channel, *text, std::move(done));
            return {};
        }
    }
    auto const octets = encoder_.encode(what, message_encoder::form::msgpack);
    if (!octets)
        return octets.error();
    constexpr std::string_view end = "\"}"; // the number stands in front of it
    std::string_view const header = header_encoder_.encode_attachment(what, {});
    by.notify_with(channel,
                   {.octets = *octets,
                    .before_id = header.substr(0, header.size() - end.size()),
                    .after_id = end},
                   std::move(done));
    return {};
}

} // namespace socketiota::cluster
