// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/export.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <string_view>

namespace socketiota {

/// Carries the messages of a server to the others of its cluster and theirs to it, through a broker
/// that the library does not know: what a program has to write to use one.
///
/// Messages are octets that mean nothing to it. They should arrive in the order in which one server
/// publishes them. Some may get lost, of which `receiver::on_gap` should be told; none may come
/// twice. Who knows of whom, who waits for whom and for how long is the library's to see to.
///
/// Thread safety: its functions are called on the executor of `start`, and so are those of the
/// receiver by it; these not inside of its own functions. It may be destroyed on that executor, or
/// when nothing runs there any more.
/// Errors: what its functions throw is counted and logged, the message is lost.
class SOCKETIOTA_EXPORT message_carrier {
public:
    /// Who takes what arrives; there until `stop`.
    class SOCKETIOTA_EXPORT receiver {
    public:
        /// A message of another server, which has the namespace; never one of this server's own.
        /// `octets` are needed during the call only. The server may end inside of it, and call
        /// `stop`.
        virtual void on_message(std::string_view nsp, std::string_view octets) = 0;

        /// Messages may have been lost, in either direction.
        virtual void on_gap() = 0;

    protected:
        receiver() = default;
        /// Nobody owns a receiver through this class.
        ~receiver() = default;
    };

    message_carrier() = default;
    message_carrier(message_carrier const&) = delete;
    message_carrier& operator=(message_carrier const&) = delete;
    virtual ~message_carrier();

    /// Begins; called once, before everything else.
    ///
    /// All is called on `executor`, and there it has to call `to`.
    virtual void start(boost::asio::any_io_executor const& executor, receiver& to) = 0;

    /// From now on this server has a namespace, and wants what others publish there and what they
    /// send to `server`, which is its id there: 16 hexadecimal digits.
    virtual void open(std::string_view nsp, std::string_view server) = 0;

    /// It has it no more, under that id: a namespace that goes and comes back may be opened under
    /// another id before this is called.
    virtual void close(std::string_view nsp, std::string_view server) = 0;

    /// Sends a message to all other servers that have the namespace. Never waits: what cannot be
    /// sent now is kept, within bounds, or lost. `octets` are gone after the call.
    virtual void publish(std::string_view nsp, std::string_view octets) = 0;

    /// Sends one to `server` alone. Unless overridden, to all: the others ignore it.
    virtual void send(std::string_view nsp, std::string_view server, std::string_view octets);

    /// Ends: sends what is to be sent, as far as that needs no waiting. Nothing is called after it.
    virtual void stop() = 0;
};

} // namespace socketiota
