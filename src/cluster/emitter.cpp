// SPDX-License-Identifier: MIT
#include <socketiota/detail/reserved_events.hpp>
#include <socketiota/emitter.hpp>

#include <utility>

#include <base/append.hpp>
#include <cluster/emitter_core.hpp>
#include <cluster/encoded_values.hpp>
#include <cluster/message.hpp>

namespace socketiota {
namespace {

using preference = cluster::encoded_values::preference;

cluster::message from_emitter(cluster::message_type type, std::string const& nsp) {
    cluster::message made;
    made.type = type;
    made.uid = cluster::emitter_uid;
    made.nsp = nsp;
    return made;
}

/// Names that servers use for themselves among each other.
bool is_reserved_among_servers(std::string_view name) noexcept {
    return name == "connection" || name == "new_namespace" || detail::is_reserved_event(name);
}

} // namespace

// ---- to programs of servers ----

emit_result detail::emitter_to_servers::start_emit(std::string_view name,
                                                   argument_list const& arguments) const {
    if (is_reserved_among_servers(name))
        return make_error_code(error::reserved_event_name);
    if (!core_)
        return emit_status::not_connected;
    auto const values =
        cluster::encoded_values::of_event(name, arguments, preference::json_unless_binary);
    if (!values)
        return values.error();
    cluster::message what = from_emitter(cluster::message_type::server_side_emit, nsp_);
    what.values = values->view();
    return core_->send(what);
}

// ---- to sockets ----

emitter_operator emitter_operator::with(std::vector<std::string> rooms) const {
    emitter_operator changed = *this;
    base::append(changed.rooms_, std::move(rooms));
    return changed;
}

emitter_operator emitter_operator::without(std::vector<std::string> rooms) const {
    emitter_operator changed = *this;
    base::append(changed.except_, std::move(rooms));
    return changed;
}

emitter_operator emitter_operator::volatile_() const {
    emitter_operator changed = *this;
    changed.flags_.is_volatile = true;
    return changed;
}

emitter_operator emitter_operator::compress(bool allowed) const {
    emitter_operator changed = *this;
    changed.flags_.compress = allowed;
    return changed;
}

cluster::message emitter_operator::message_of(cluster::message_type type) const {
    cluster::message made = from_emitter(type, nsp_);
    made.to.rooms = rooms_;
    made.to.except = except_;
    return made;
}

emit_result emitter_operator::send(cluster::message const& what) const {
    return core_ ? core_->send(what) : emit_status::not_connected;
}

emit_result emitter_operator::join_rooms(std::vector<std::string> rooms) const {
    cluster::message what = message_of(cluster::message_type::sockets_join);
    what.rooms = std::move(rooms);
    return send(what);
}

emit_result emitter_operator::leave_rooms(std::vector<std::string> rooms) const {
    cluster::message what = message_of(cluster::message_type::sockets_leave);
    what.rooms = std::move(rooms);
    return send(what);
}

emit_result emitter_operator::disconnect_sockets(bool close) const {
    cluster::message what = message_of(cluster::message_type::disconnect_sockets);
    what.close = close;
    return send(what);
}

emit_result emitter_operator::start_emit(std::string_view name,
                                         detail::argument_list const& arguments) const {
    if (detail::is_reserved_event(name))
        return make_error_code(error::reserved_event_name);
    auto const values = cluster::encoded_values::of_event(name, arguments, preference::msgpack);
    if (!values)
        return values.error();
    cluster::message what = message_of(cluster::message_type::broadcast);
    what.flags = flags_;
    what.values = values->view();
    return send(what);
}

// ---- the handle ----

emitter::emitter(std::shared_ptr<cluster::emitter_core> core) noexcept : core_(std::move(core)) {}

emitter emitter::of(std::string_view nsp) const {
    emitter other = *this;
    other.nsp_ = nsp.starts_with('/') ? "" : "/";
    other.nsp_.append(nsp);
    return other;
}

emit_result emitter::start_emit(std::string_view name,
                                detail::argument_list const& arguments) const {
    return all().start_emit(name, arguments);
}

void emitter::close() const noexcept {
    if (core_)
        core_->close();
}

} // namespace socketiota
