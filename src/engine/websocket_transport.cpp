// SPDX-License-Identifier: MIT
#include <utility>

#include <engine/session_ends.hpp>
#include <engine/websocket_transport.hpp>
#include <websocket/handshake_answer.hpp>
#include <wire/close_code.hpp>

namespace socketiota::engine {
namespace {

websocket::connection_kind kind_of(engine_options const& options, websocket_arrival& arrival,
                                   wire::engine_revision protocol) {
    return {.limits = {options.max_http_buffer_size, options.max_fragments},
            .form = wire::codec_of(protocol).frames(arrival.wants_base64),
            .deflate = std::move(arrival.deflate)};
}

} // namespace

websocket_transport::websocket_transport(session_surroundings const& around, transport_owner& owner,
                                         websocket_arrival& arrival, wire::engine_revision protocol)
    : closing_(around.closing),
      owner_(&owner),
      connection_(around.shard, std::move(arrival.connection.channel), std::move(arrival.opening),
                  kind_of(around.options, arrival, protocol)) {}

void websocket_transport::set_owner(transport_owner& owner, base::outbox& source) {
    owner_ = &owner;
    connection_.set_owner(*this, source);
}

void websocket_transport::close(bool going_away) noexcept {
    if (going_away)
        connection_.close(closing_, {wire::close_code::going_away, {}});
    else
        connection_.close(closing_);
}

void websocket_transport::on_websocket_failed(websocket::failure const& how) noexcept {
    owner_->on_transport_failed(session_ends::of(how));
}

std::shared_ptr<transport> websocket_opening::make(transport_owner& owner, base::outbox* source) {
    auto made = std::make_shared<websocket_transport>(around_, owner, arrival_, protocol_);
    made->start(source);
    return made;
}

void websocket_opening::read_early(transport& made) {
    static_cast<websocket_transport&>(made).read(arrival_.connection.already_read);
}

// The official server completes it and closes at once.
void websocket_opening::refuse() {
    around_.closing.add(std::move(arrival_.connection.channel),
                        arrival_.opening + websocket::empty_close_frame());
}

} // namespace socketiota::engine
