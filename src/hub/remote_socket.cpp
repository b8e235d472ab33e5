// SPDX-License-Identifier: MIT
#include <socketiota/remote_socket.hpp>

#include <boost/asio/system_executor.hpp>

#include <utility>

#include <hub/nsp_core.hpp>
#include <hub/unread_handshake.hpp>

namespace socketiota {

handshake const& remote_socket::handshake() const {
    return seen_->unread ? seen_->unread->read() : seen_->request;
}

remote_socket remote_socket::volatile_() const {
    remote_socket changed = *this;
    changed.flags_.is_volatile = true;
    return changed;
}

remote_socket remote_socket::compress(bool allowed) const {
    remote_socket changed = *this;
    changed.flags_.compress = allowed;
    return changed;
}

remote_socket remote_socket::timeout(std::chrono::milliseconds limit) const {
    remote_socket changed = *this;
    changed.flags_.timeout = limit;
    return changed;
}

// Its id is a room, the one way to name a socket that may live elsewhere.

void remote_socket::disconnect(bool close) const {
    if (auto const nsp = nsp_.lock())
        nsp->disconnect_sockets({{id()}, {}}, close);
}

void remote_socket::join_rooms(std::vector<std::string> rooms) const {
    if (auto const nsp = nsp_.lock())
        nsp->join_rooms({{id()}, {}}, std::move(rooms));
}

void remote_socket::leave_rooms(std::vector<std::string> rooms) const {
    if (auto const nsp = nsp_.lock())
        nsp->leave_rooms({{id()}, {}}, std::move(rooms));
}

emit_result remote_socket::start_emit(std::string_view name,
                                      detail::argument_list const& arguments) const {
    auto const nsp = nsp_.lock();
    if (!nsp)
        return emit_status::not_connected;
    return nsp->broadcast({{id()}, {}}, flags_, name, arguments);
}

void remote_socket::start_request(std::string_view name, detail::argument_list const& arguments,
                                  std::shared_ptr<detail::pending_answer> answer) const {
    if (auto const nsp = nsp_.lock())
        nsp->ask_all({{id()}, {}}, flags_, name, arguments, std::move(answer));
    else
        answer->on_end(make_error_code(error::socket_disconnected));
}

boost::asio::any_io_executor remote_socket::get_executor() const noexcept {
    if (auto const nsp = nsp_.lock())
        return nsp->get_executor();
    return boost::asio::system_executor();
}

} // namespace socketiota
