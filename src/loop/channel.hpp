// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include <loop/parked_channel.hpp>

namespace socketiota::loop {

using boost::system::error_code;

/// What a channel tells its owner. All calls come on the channel's shard and never from inside a
/// call of the owner to the channel.
///
/// The owner may close or destroy the channel in any of them.
class channel_owner {
public:
    /// `data` came. It lies in the shard's receive buffer: valid and writable during the call only,
    /// so an idle connection owns no read buffer and frames are unmasked in place.
    virtual void on_data(std::span<std::byte> data) = 0;

    /// The peer will send nothing more (TCP FIN). Writing may still work.
    virtual void on_end() = 0;

    /// The connection broke; nothing more will come and nothing can be written.
    virtual void on_broken(error_code reason) = 0;

    /// After a write took less than it was given: writing may go on.
    virtual void on_writable() = 0;

protected:
    ~channel_owner() = default;
};

/// One byte stream to a peer: a TCP connection, a Unix domain socket, a TLS stream over either, or
/// memory in tests.
///
/// It says when bytes came and takes bytes without ever blocking; it never queues output. Whoever
/// owns the channel owns what is unsent.
///
/// Not thread safe: belongs to its shard. Destroying it closes it.
class channel {
public:
    channel() = default;
    channel(channel const&) = delete;
    channel& operator=(channel const&) = delete;
    virtual ~channel() = default;

    /// Sends what comes to `owner`, instead of to whoever got it before: an upgraded connection
    /// changes its owner. The first call begins reading; a new owner is told of an end or a break
    /// that the one before was told of.
    virtual void set_owner(channel_owner& owner) = 0;

    /// Stops asking for data until `resume_reading`: what the peer sends then stays in the kernel
    /// and slows the peer down. The end of the stream is not noticed meanwhile.
    virtual void pause_reading() = 0;
    virtual void resume_reading() = 0;

    /// Writes as much of `pieces` as the stream takes at once and returns how much that was. After
    /// a short write `on_writable` comes once. On an error it returns 0 and sets `failure`;
    /// `on_broken` does not come for it.
    ///
    /// Who was told that part of a unit of output (a frame, an answer) is taken goes on with the
    /// rest of that unit, and no unit is a single octet: a TLS stream tells of the last octet of
    /// what it encrypted only when all of it has left.
    [[nodiscard]] virtual std::size_t write(std::span<boost::asio::const_buffer const> pieces,
                                            error_code& failure) = 0;

    /// Says that we will send nothing more, and keeps reading: closing at once would reset the
    /// connection and could destroy an answer that the peer has not read yet (RFC 9112
    /// section 9.6).
    virtual void shutdown_send() = 0;

    /// Ends the connection now; no event comes any more.
    virtual void close() noexcept = 0;

    /// Leaves the shard with the connection: nothing more comes to the owner, and this is as
    /// closed. To be called inside `on_data` or between two events; what that brought belongs to
    /// the owner, and so does what it could not write. Null, and nothing has changed, if the
    /// connection is not one that can go on elsewhere.
    [[nodiscard]] virtual std::unique_ptr<parked_channel> park() = 0;

    /// Whether the program has accepted it and takes it back for what is not ours.
    [[nodiscard]] virtual bool is_lent() const noexcept { return false; }

    /// Gives it back with `octets`, which came and are not answered: nothing more comes to the
    /// owner, and this is as closed. To be called as `park`. False, and nothing has changed, if it
    /// cannot go just now.
    [[nodiscard]] virtual bool give_back([[maybe_unused]] std::string octets) { return false; }

    /// Address of the peer without port, as Node's `socket.remoteAddress`; empty if there never was
    /// one, as of a Unix domain socket, and `::` if it is gone.
    [[nodiscard]] virtual std::string remote_address() const = 0;

    /// Whether the bytes are encrypted on the way.
    [[nodiscard]] virtual bool secure() const noexcept = 0;
};

} // namespace socketiota::loop
