// SPDX-License-Identifier: MIT
//
// What is otherwise beside servers that speak protocol 4 of Socket.IO: those of Socket.IO 2.
#include <string>
#include <string_view>

#include <client/at_home.hpp>
#include <client/event_call.hpp>
#include <client/manager.hpp>
#include <client/socket_core.hpp>

namespace socketiota::clients {

namespace {

/// The name with the query, which no comma may be in: that would end it.
std::string name_with(std::string_view nsp, std::string_view query) {
    std::string made(nsp);
    made += '?';
    for (char const each : query)
        if (each == ',')
            made += "%2C";
        else
            made += each;
    return made;
}

} // namespace

/// Other namespaces wait for `/`: such a server forgets what is in their query until then.
void socket_core::join_protocol4() {
    auto* const session = owner_->open_session();
    if (session == nullptr || owner_->root() == root_nsp::awaited)
        return; // it is called again
    bool const is_root = nsp_ == "/";
    if (is_root && owner_->root() == root_nsp::joined)
        return post_home(*this, [](socket_core& self) { self.take_root(); });
    std::string const& query = owner_->query();
    auto const name = is_root || query.empty() ? nsp_ : name_with(nsp_, query);
    if (auto const unit = owner_->encoder().join(name, {}))
        session->send(*unit);
}

/// The server has let the client in before there was a socket for it.
void socket_core::take_root() {
    bool const is_there = owner_ != nullptr && owner_->open_session() != nullptr &&
                          owner_->root() == root_nsp::joined;
    if (!is_there || !active_ || connected())
        return;
    try {
        become_connected(id_of_protocol4(), {});
    } catch (...) {
        end_session(); // nobody else would hear that memory is short
    }
}

/// The same as the server makes.
std::string socket_core::id_of_protocol4() const {
    std::string const& session = owner_->open_session()->handshake().sid;
    return nsp_ == "/" ? session : nsp_ + '#' + session;
}

/// What is said may be anything: the data of the error, or else its message.
connect_error socket_core::refusal_of_protocol4(value const& said) {
    connect_error made{.stage = connect_stage::nsp};
    if (said.is_string()) {
        made.message = said.value_or("");
        return made;
    }
    made.message = said["message"].value_or("the namespace refused");
    made.data = said;
    return made;
}

/// A middleware has refused `/`, and such a server then lets nobody into other namespaces, of which
/// it says nothing; one of Socket.IO 4 does, so this is asked for all the same.
void socket_core::on_root_refused(value const& said) {
    if (nsp_ == "/" || !active_ || connected())
        return;
    tell_connect_error(refusal_of_protocol4(said));
    if (owner_ != nullptr && owner_->open_session() != nullptr)
        join();
}

/// An error to a socket that has joined, as a middleware for events gives it: an event of that
/// name, as in the official client.
void socket_core::on_error_packet(value const& said) {
    constexpr std::string_view head = "[\"error\",";
    std::string const data = std::string(head) + said.to_json() + ']';
    packet::incoming_packet packet;
    packet.type = packet::packet_type::event;
    packet.nsp = nsp_;
    packet.event_name = "error";
    packet.data = data;
    packet.arguments_begin = head.size();
    packet.parser = packet::parser_kind::json;
    on_event(packet);
}

} // namespace socketiota::clients
