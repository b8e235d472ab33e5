// SPDX-License-Identifier: MIT
// How a client asks for its namespaces, and what it is told.
#include <memory>
#include <string>
#include <utility>

#include <engine/handshake_record.hpp>
#include <hub/client.hpp>
#include <hub/connect_attempt.hpp>
#include <hub/nsp_directory.hpp>
#include <hub/nsp_part.hpp>
#include <hub/protocol4.hpp>
#include <hub/socket_core.hpp>
#include <hub/surroundings.hpp>

namespace socketiota::hub {

std::string_view client::nsp_of(packet::incoming_packet const& packet) const noexcept {
    return speaks_protocol4_ ? engine::path_of(packet.nsp) : packet.nsp;
}

void client::on_connect(packet::incoming_packet const& packet) {
    if (speaks_protocol4_)
        join(nsp_of(packet), auth_of_query(engine::query_of(packet.nsp)));
    else
        join(packet.nsp, packet.data);
}

void client::join(std::string_view name, std::string_view given) {
    // The official client asks a second time if its program calls `connect()` before the answer
    // has come. Node makes a second socket then; here there is one socket and one answer.
    joined_nsp const* const joined = find_joined(name);
    if (is_connecting(name) || (joined != nullptr && !joined->socket->answer_has_left()))
        return;
    if (joined != nullptr) {
        violate(metric::protocol_violation);
        return;
    }
    auto const nsp = nsps_.find(name, around_.index);
    if (nsp == nullptr) {
        around_.count(metric::unknown_namespace);
        refuse_unknown(name);
        return;
    }
    if (joined_.size() + connecting_.size() >= around_.options.max_namespaces) {
        around_.count(metric::too_many_namespaces);
        refuse(name, "Too many namespaces", {});
        return;
    }
    // Who joins is not held back, and joining and leaving may start handlers.
    if (running_handlers_ / 2 >= around_.options.max_running_handlers) {
        around_.count(metric::too_many_handlers);
        refuse(name, "Too many handlers are running", {});
        return;
    }
    if (around_.options.work->full()) {
        around_.count(metric::server_busy);
        refuse(name, "Too many handlers are running", {});
        return;
    }
    std::size_t const most_auth = around_.options.max_auth_bytes;
    std::size_t const held_auth = auths_ ? auths_->size() : 0;
    if (held_auth + given.size() > most_auth) {
        around_.count(metric::too_much_auth);
        refuse(name, "Too much auth data", {});
        return;
    }
    std::shared_ptr<std::string const> auth;
    if (!given.empty()) {
        if (!auths_)
            auths_ = std::make_unique<auth_texts>();
        auth = auths_->keep(given);
    }
    auto const attempt = std::make_shared<connect_attempt>(
        *this, socket_core::make(*this, *nsp,
                                 socketiota::handshake(session_.handshake(), std::move(auth))));
    connecting_.push_back(attempt);
    attempt->start();
}

void client::refuse(std::string_view nsp, std::string_view message, value const& data) {
    packet::encoder& to = around_.encoders.of(parser());
    auto const encode = [&](value const& with) {
        if (speaks_protocol4_)
            return to.error(nsp, is_truthy(with) ? with : value(message));
        return to.connect_error(nsp, message, with);
    };
    auto unit = encode(data);
    // Data that cannot be encoded (nested too deep) must not keep the client waiting for an answer.
    if (!unit)
        unit = encode({});
    if (unit)
        session_.send(*std::move(unit));
}

// An object for both protocols, as the official server says it.
void client::refuse_unknown(std::string_view nsp) {
    auto unit = around_.encoders.of(parser()).connect_error(nsp, "Invalid namespace", {});
    if (unit)
        session_.send(*std::move(unit));
}

} // namespace socketiota::hub
