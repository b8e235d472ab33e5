// SPDX-License-Identifier: MIT
#include <utility>

#include <cluster/classic_channels.hpp>
#include <cluster/classic_emitter.hpp>
#include <cluster/classic_encoder.hpp>

namespace socketiota::cluster {

classic_emitter::classic_emitter(std::string key, std::unique_ptr<redis_thread> by) noexcept
    : key_(std::move(key)), by_(std::move(by)) {}

emit_result classic_emitter::publish(std::string const& channel,
                                     result<std::string_view> const& payload) {
    if (!payload)
        return payload.error();
    return by_->send({"PUBLISH", channel, *payload});
}

emit_result classic_emitter::send(message const& what) {
    classic_channels const channels = channels_of(key_, what.nsp, {});
    classic_encoder encoder;
    if (what.type != message_type::broadcast)
        return publish(channels.requests, encoder.encode_request(what));
    if (what.to.rooms.size() != 1)
        return publish(channels.broadcasts, encoder.encode_broadcast(what));
    return publish(channels.broadcasts + what.to.rooms.front() + "#",
                   encoder.encode_broadcast(what));
}

void classic_emitter::close() noexcept { by_->close(); }

} // namespace socketiota::cluster
