// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/client_options.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

namespace socketiota::clients {

/// The options of a client that are asked for as long as it is there. Those that are used up where
/// it is made took half of its memory.
struct lasting_options {
    explicit lasting_options(client_options&& given)
        : auth(std::move(given.auth)),
          timeout(given.timeout),
          reconnection_attempts(given.reconnection_attempts),
          retries(given.retries),
          ack_timeout(given.ack_timeout),
          parser(std::move(given.parser)),
          max_message_size(given.max_message_size),
          max_buffered(given.max_buffered),
          max_buffered_age(given.max_buffered_age),
          max_running_handlers(given.max_running_handlers),
          keeps_buffered(std::move(given.keeps_buffered)),
          revision(given.revision),
          auto_connect(given.auto_connect),
          reconnection(given.reconnection),
          remember_upgrade(given.remember_upgrade) {}

    client_auth auth;
    std::chrono::milliseconds timeout;
    std::size_t reconnection_attempts;
    std::size_t retries;
    std::chrono::milliseconds ack_timeout;
    std::shared_ptr<packet_parser const> parser;
    std::size_t max_message_size;
    std::size_t max_buffered;
    std::chrono::milliseconds max_buffered_age;
    std::size_t max_running_handlers;
    std::function<bool(buffered_event const&)> keeps_buffered;
    engine_revision revision;
    bool auto_connect;
    bool reconnection;
    bool remember_upgrade;
};

} // namespace socketiota::clients
