// SPDX-License-Identifier: MIT
#include <socketiota/value.hpp>

#include <algorithm>
#include <memory>
#include <utility>

#include <cluster/mover_factory.hpp>
#include <engine/handshake_record.hpp>
#include <engine/origin.hpp>
#include <loop/shard.hpp>
#include <server/translate_options.hpp>

namespace socketiota {
namespace {

bool includes(transport set, transport one) noexcept {
    return (static_cast<unsigned>(set) & static_cast<unsigned>(one)) != 0;
}

/// Both kinds of options have the same names for what is Engine.IO's.
template <class Options>
engine::engine_options translate(Options const& options) {
    engine::engine_options to;
    to.path = options.path;
    to.add_trailing_slash = options.add_trailing_slash;
    // As the official server: `/push` and `/push/` are the same, and all below is Engine.IO's.
    to.match_path_prefix = true;
    to.ping_interval = options.ping_interval;
    to.ping_timeout = options.ping_timeout;
    to.upgrade_timeout = options.upgrade_timeout;
    to.max_http_buffer_size = options.max_http_buffer_size;
    to.max_outbox_bytes = options.max_outbox_bytes;
    to.max_sessions = options.max_sessions;
    to.allow_upgrades = options.allow_upgrades;
    to.allow_eio3 = options.allow_eio3;
    to.per_message_deflate = options.per_message_deflate;
    to.http_compression = options.http_compression;
    to.allow_jsonp = options.allow_jsonp;
    to.cors = options.cors;
    if (to.cors)
        engine::normalise(to.cors->origin);
    to.cookie = options.cookie;
    to.allowed_origins = engine::normal_origins(options.allowed_origins);
    to.transports.clear();
    if (includes(options.transports, transport::polling))
        to.transports.push_back(engine::transport_kind::polling);
    if (includes(options.transports, transport::websocket))
        to.transports.push_back(engine::transport_kind::websocket);
    if (options.generate_id)
        to.generate_id = [make = options.generate_id](engine::handshake_record const& request) {
            return make(handshake(std::make_shared<engine::handshake_record>(request), nullptr));
        };
    return to;
}

} // namespace

engine::engine_options to_engine_options(server_options const& options) {
    return translate(options);
}

engine::engine_options to_engine_options(engine_server_options const& options) {
    return translate(options);
}

hub::hub_options to_hub_options(server_options const& options,
                                std::shared_ptr<base::work_limit> work) {
    hub::hub_options to;
    to.work = std::move(work);
    to.connect_timeout = options.connect_timeout;
    to.packet.max_attachments = options.max_attachments;
    to.packet.max_packet_size = options.max_event_size;
    to.packet.custom = options.parser;
    to.max_namespaces = options.max_namespaces;
    to.max_dynamic_namespaces = options.max_dynamic_namespaces;
    to.max_dynamic_namespace_name = options.max_dynamic_namespace_name;
    to.max_auth_bytes = options.max_auth_bytes;
    to.max_rooms = options.max_rooms;
    to.max_room_bytes = options.max_room_bytes;
    to.max_pending_acks = options.max_pending_acks;
    to.max_running_handlers = options.max_running_handlers;
    to.max_inbox_bytes = options.max_inbox_bytes;
    to.recovery = options.connection_state_recovery;
    to.recovers_from_cluster = options.adapter && options.adapter.factory()->keeps_log();
    if (to.recovery && !to.recovery->max_packet_age) {
        // What was on its way when the connection broke, which heartbeats take a while to notice,
        // is missed as well.
        auto const longest = loop::shard::longest_delay;
        to.recovery->max_packet_age =
            std::min(to.recovery->max_disconnection_duration, longest) +
            std::min(options.ping_interval + options.ping_timeout, longest);
    }
    return to;
}

namespace {

std::optional<std::string_view> validate_together(server_options const& options,
                                                  engine::engine_options const& translated) {
    if (!options.serve_client && !options.client_folder.empty())
        return "client_folder is set, but serve_client is false: nothing of it would be served";
    if (!options.static_folder.empty() && engine::request_path(translated).size() < 2)
        return "path is /, so that all belongs to Socket.IO: nothing of static_folder would be "
               "served";
    if (translated.cors &&
        !engine::lets_in_one_of(translated.allowed_origins, translated.cors->origin))
        return "cors: allowed_origins refuses each origin that cors.origin lets read";
    return std::nullopt;
}

} // namespace

std::optional<std::string_view> validate(server_options const& options,
                                         engine::engine_options const& translated) {
    if (options.connect_timeout.count() < 1)
        return "connect_timeout is less than 1 ms: nobody could connect; sio::unlimited waits for "
               "ever";
    if (options.max_event_size == 0)
        return "max_event_size is 0: no event could come";
    if (options.max_namespaces == 0)
        return "max_namespaces is 0: nobody could connect";
    if (options.max_dynamic_namespace_name == 0)
        return "max_dynamic_namespace_name is 0: no namespace could be made; "
               "max_dynamic_namespaces = 0 says so";
    if (options.max_running_handlers == 0)
        return "max_running_handlers is 0: no handler could run";
    if (auto const& factory = options.adapter.factory())
        if (auto const wrong = factory->wrong_option())
            return wrong;
    if (auto const& kept = options.connection_state_recovery) {
        if (kept->max_disconnection_duration.count() < 1)
            return "connection_state_recovery: max_disconnection_duration is less than 1 ms: "
                   "nobody could come back in time";
        if (kept->max_packet_age && kept->max_packet_age->count() < 1)
            return "connection_state_recovery: max_packet_age is less than 1 ms: max_packets = 0 "
                   "keeps no events";
    }
    return validate_together(options, translated);
}

} // namespace socketiota
