// SPDX-License-Identifier: MIT
// How a client asks for its namespaces, and what it is told.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include <engine/handshake_record.hpp>
#include <hub/client.hpp>
#include <hub/connect_attempt.hpp>
#include <hub/nsp_directory.hpp>
#include <hub/nsp_hold.hpp>
#include <hub/nsp_part.hpp>
#include <hub/nsp_question.hpp>
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
        join(packet.nsp, packet.has_data() ? auth_texts::read(packet) : nullptr);
}

void client::join(std::string_view name, std::shared_ptr<raw const> const& auth) {
    // The official client asks a second time if its program calls `connect()` before the answer
    // has come. Node makes a second socket then; here there is one socket and one answer.
    joined_nsp const* const joined = find_joined(name);
    if (is_connecting(name) || (joined != nullptr && !joined->socket->answer_has_left()))
        return;
    if (joined != nullptr) {
        violate(metric::protocol_violation);
        return;
    }
    auto found = nsps_.find(name, around_.index);
    bool const may_be_made =
        found.whom_to_ask && name.size() <= around_.options.max_dynamic_namespace_name;
    if (!found.place && !may_be_made) {
        around_.count(metric::unknown_namespace);
        refuse_unknown(name);
        return;
    }
    if (!may_join(name, auth ? auth_texts::size_of(*auth) : 0))
        return;
    if (auth) {
        if (!auths_)
            auths_ = std::make_unique<auth_texts>();
        auths_->keep(auth);
    }
    socketiota::handshake request(session_.handshake(), auth);
    if (found.place)
        enter(std::move(found.place), std::move(request));
    else
        ask(std::string(name), std::move(request), std::move(found.whom_to_ask));
}

/// Whether it may join one namespace more; says to the client why not.
bool client::may_join(std::string_view name, std::size_t auth_size) {
    std::size_t const asked = asked_ ? asked_->open.size() : 0;
    if (joined_.size() + connecting_.size() + asked >= around_.options.max_namespaces) {
        deny(name, metric::too_many_namespaces, "Too many namespaces");
        return false;
    }
    // Who joins is not held back, and joining and leaving may start handlers.
    if (running_handlers_ / 2 >= around_.options.max_running_handlers) {
        deny(name, metric::too_many_handlers, "Too many handlers are running");
        return false;
    }
    if (around_.options.work->full()) {
        deny(name, metric::server_busy, "Too many handlers are running");
        return false;
    }
    std::size_t const held_auth = auths_ ? auths_->size() : 0;
    if (held_auth + auth_size > around_.options.max_auth_bytes) {
        deny(name, metric::too_much_auth, "Too much auth data");
        return false;
    }
    return true;
}

void client::enter(nsp_hold place, handshake request) {
    auto const attempt = std::make_shared<connect_attempt>(
        *this, socket_core::make(*this, std::move(place), std::move(request)));
    connecting_.push_back(attempt);
    attempt->start();
}

bool client::is_connecting(std::string_view nsp) const {
    return std::any_of(connecting_.begin(), connecting_.end(),
                       [nsp](auto const& each) { return each->socket()->nsp()->name() == nsp; }) ||
           (asked_ && std::any_of(asked_->open.begin(), asked_->open.end(),
                                  [nsp](auto const& each) { return each->name() == nsp; }));
}

// ---- namespaces that are not there yet ----

void client::ask(std::string name, handshake request, std::shared_ptr<nsp_parents const> whom) {
    if (!asked_)
        asked_ = std::make_unique<asked_nsps>();
    auto const question =
        std::make_shared<nsp_question>(*this, around_, nsps_.weak_from_this(), std::move(name),
                                       std::move(request), std::move(whom));
    asked_->open.push_back(question);
    question->start();
}

void client::on_allowed(nsp_question& question, nsp_parent const& parent) noexcept {
    std::shared_ptr<nsp_question> const keep = question.shared_from_this();
    forget(question);
    contain([&] { make_and_enter(question, parent); });
}

void client::make_and_enter(nsp_question const& question, nsp_parent const& parent) {
    auto made = nsps_.make_for({.by = asked_->made, .most = around_.options.max_dynamic_namespaces},
                               parent, question.name(), around_.index);
    switch (made.outcome) {
    case nsp_directory::making::too_many_of_client:
        deny(question.name(), metric::too_many_namespaces, "Too many namespaces");
        return;
    case nsp_directory::making::too_many_of_all:
        deny(question.name(), metric::too_many_dynamic_namespaces,
             "The server has too many namespaces");
        return;
    case nsp_directory::making::made:
    case nsp_directory::making::was_there:
        break;
    }
    if (made.outcome == nsp_directory::making::made)
        nsps_.tell_made(made.place.part()->whole());
    if (life_.state() != client_machine::state_type::open)
        return; // who heard of it has ended this client
    enter(std::move(made.place), question.request());
}

void client::on_denied(nsp_question& question) noexcept {
    std::shared_ptr<nsp_question> const keep = question.shared_from_this();
    forget(question);
    around_.count(metric::unknown_namespace);
    contain([&] { refuse_unknown(question.name()); });
}

void client::on_undecided(nsp_question& question) noexcept {
    std::shared_ptr<nsp_question> const keep = question.shared_from_this();
    forget(question);
    contain([&] {
        deny(question.name(), metric::namespace_timeout,
             "The namespace took too long to be decided");
    });
}

void client::forget(nsp_question& question) noexcept {
    std::erase_if(asked_->open, [&question](auto const& each) { return each.get() == &question; });
}

// ---- what it is told ----

void client::deny(std::string_view nsp, metric why, std::string_view message) {
    around_.count(why);
    refuse(nsp, message, {});
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
