// SPDX-License-Identifier: MIT
#include <socketiota/broadcast_operator.hpp>

#include <boost/asio/system_executor.hpp>

#include <utility>

#include <adapter/selection.hpp>
#include <base/append.hpp>
#include <hub/nsp_core.hpp>

namespace socketiota {

// Weak: programs keep operators in what their handlers capture, and the namespace has those.
broadcast_operator::broadcast_operator(std::weak_ptr<hub::nsp_core> nsp) noexcept
    : nsp_(std::move(nsp)) {}

broadcast_operator broadcast_operator::with(std::vector<std::string> rooms) const {
    broadcast_operator changed = *this;
    base::append(changed.rooms_, std::move(rooms));
    return changed;
}

broadcast_operator broadcast_operator::without(std::vector<std::string> rooms) const {
    broadcast_operator changed = *this;
    base::append(changed.except_, std::move(rooms));
    return changed;
}

broadcast_operator broadcast_operator::volatile_() const {
    broadcast_operator changed = *this;
    changed.flags_.is_volatile = true;
    return changed;
}

broadcast_operator broadcast_operator::compress(bool allowed) const {
    broadcast_operator changed = *this;
    changed.flags_.compress = allowed;
    return changed;
}

broadcast_operator broadcast_operator::local() const {
    broadcast_operator changed = *this;
    changed.local_ = true;
    return changed;
}

broadcast_operator broadcast_operator::timeout(std::chrono::milliseconds limit) const {
    broadcast_operator changed = *this;
    changed.flags_.timeout = limit;
    return changed;
}

void broadcast_operator::disconnect_sockets(bool close) const {
    if (auto const nsp = nsp_.lock())
        nsp->disconnect_sockets({rooms_, except_, local_}, close);
}

void broadcast_operator::join_rooms(std::vector<std::string> rooms) const {
    if (auto const nsp = nsp_.lock())
        nsp->join_rooms({rooms_, except_, local_}, std::move(rooms));
}

void broadcast_operator::leave_rooms(std::vector<std::string> rooms) const {
    if (auto const nsp = nsp_.lock())
        nsp->leave_rooms({rooms_, except_, local_}, std::move(rooms));
}

void broadcast_operator::start_fetch(std::shared_ptr<detail::pending_fetch> waiting) const {
    if (auto const nsp = nsp_.lock())
        nsp->fetch_sockets({rooms_, except_, local_}, flags_, std::move(waiting));
    else
        waiting->complete({});
}

void broadcast_operator::start_count(std::shared_ptr<detail::pending_count> waiting) const {
    if (auto const nsp = nsp_.lock())
        nsp->count_sockets({rooms_, except_, local_}, flags_, std::move(waiting));
    else
        waiting->complete(0);
}

void broadcast_operator::start_rooms(std::shared_ptr<detail::pending_rooms> waiting) const {
    if (auto const nsp = nsp_.lock())
        nsp->find_rooms(std::move(waiting));
    else
        waiting->complete({});
}

void broadcast_operator::start_request(std::string_view name,
                                       detail::argument_list const& arguments,
                                       std::shared_ptr<detail::pending_answer> answer) const {
    if (auto const nsp = nsp_.lock())
        nsp->ask_all({rooms_, except_, local_}, flags_, name, arguments, std::move(answer));
    else
        answer->on_end(make_error_code(error::socket_disconnected));
}

boost::asio::any_io_executor broadcast_operator::get_executor() const noexcept {
    if (auto const nsp = nsp_.lock())
        return nsp->get_executor();
    return boost::asio::system_executor();
}

emit_result broadcast_operator::start_emit(std::string_view name,
                                           detail::argument_list const& arguments) const {
    auto const nsp = nsp_.lock();
    if (!nsp)
        return emit_status::not_connected;
    return nsp->broadcast({rooms_, except_, local_}, flags_, name, arguments);
}

} // namespace socketiota
