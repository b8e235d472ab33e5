// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/emit_flags.hpp>
#include <socketiota/detail/emitter.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/export.hpp>
#include <socketiota/handshake.hpp>
#include <socketiota/rooms.hpp>
#include <socketiota/value.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota {

namespace hub {
class nsp_core;
class unread_handshake;
} // namespace hub

/// A socket as `fetch_sockets` found it: what it was at that moment, and a way to reach it,
/// wherever it lives.
///
/// A handle: cheap to copy. After its client or its server has gone it does nothing any more.
///
/// Thread safety: everything is safe from any thread.
/// Source: Node's RemoteSocket.
class SOCKETIOTA_EXPORT remote_socket
    : public detail::emitter<remote_socket>,
      public detail::requester<remote_socket, detail::answer_count::one> {
public:
    /// The id of the socket.
    [[nodiscard]] std::string const& id() const noexcept { return seen_->id; }

    /// The request of its connection, and its `auth`. What another server says of one is read when
    /// it is asked for first, for which memory is needed.
    [[nodiscard]] class handshake const& handshake() const;

    /// The rooms it was in, its own id among them.
    [[nodiscard]] std::vector<std::string> const& rooms() const noexcept { return seen_->rooms; }

    /// A copy of its `data()`.
    [[nodiscard]] value const& data() const noexcept { return seen_->data; }

    /// This socket, with flags for what is emitted through the result, as with `socket`.
    [[nodiscard]] remote_socket volatile_() const;
    /// The same; transports that compress may or may not compress it.
    [[nodiscard]] remote_socket compress(bool allowed) const;
    /// The same; `emit_with_ack` waits for the answer at most that long: see
    /// `broadcast_operator::timeout`.
    [[nodiscard]] remote_socket timeout(std::chrono::milliseconds limit) const;

    /// Puts it into rooms.
    template <room_like... Room>
    void join(Room const&... rooms) const {
        join_rooms(room_names(rooms...));
    }

    /// The same with a list, as `socket::join`.
    void join(std::initializer_list<std::string_view> rooms) const {
        join_rooms(room_names(rooms));
    }

    /// Takes it out of rooms.
    template <room_like... Room>
    void leave(Room const&... rooms) const {
        leave_rooms(room_names(rooms...));
    }

    /// The same with a list, as `socket::leave`.
    void leave(std::initializer_list<std::string_view> rooms) const {
        leave_rooms(room_names(rooms));
    }

    /// Takes it out of its namespace; with `close`, ends the connection and so all its namespaces.
    void disconnect(bool close = false) const;

private:
    friend class detail::emitter<remote_socket>;
    friend class detail::requester<remote_socket, detail::answer_count::one>;
    friend class hub::nsp_core;

    /// What it was.
    struct snapshot {
        std::string id;
        class handshake request;
        std::vector<std::string> rooms;
        value data;
        hub::unread_handshake* unread = nullptr; // beside it, for `request`; of one elsewhere
    };

    remote_socket(std::weak_ptr<hub::nsp_core> nsp, std::shared_ptr<snapshot const> seen) noexcept
        : nsp_(std::move(nsp)), seen_(std::move(seen)) {}

    void join_rooms(std::vector<std::string> rooms) const;
    void leave_rooms(std::vector<std::string> rooms) const;
    emit_result start_emit(std::string_view name, detail::argument_list const& arguments) const;
    void start_request(std::string_view name, detail::argument_list const& arguments,
                       std::shared_ptr<detail::pending_answer> answer) const;
    [[nodiscard]] boost::asio::any_io_executor get_executor() const noexcept;

    [[nodiscard]] boost::asio::any_io_executor completion_executor() const noexcept {
        return get_executor();
    }

    std::weak_ptr<hub::nsp_core> nsp_;
    std::shared_ptr<snapshot const> seen_;
    detail::emit_flags flags_;
};

} // namespace socketiota
