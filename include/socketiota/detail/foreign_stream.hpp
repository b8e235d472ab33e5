// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/write.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

struct ssl_st; // of OpenSSL, which a program without TLS need not have

namespace socketiota::detail {

/// A connection that the program has accepted itself. One read and one write run at a time.
///
/// Not thread safe: belongs to the thread of the server.
class foreign_stream {
public:
    using completion = callback<void(error_code, std::size_t)>;

    foreign_stream() = default;
    foreign_stream(foreign_stream const&) = delete;
    foreign_stream& operator=(foreign_stream const&) = delete;
    virtual ~foreign_stream() = default;

    /// Both call `done` on `home`, never from inside.
    virtual void read_some(boost::asio::mutable_buffer to, boost::asio::any_io_executor const& home,
                           completion done) = 0;
    virtual void write(boost::asio::const_buffer from, boost::asio::any_io_executor const& home,
                       completion done) = 0;

    /// Says that nothing more will be sent, as far as such a stream can. `done` only keeps what it
    /// holds.
    virtual void shutdown_send(boost::asio::any_io_executor const& home, completion done) = 0;
    virtual void close() noexcept = 0;

    [[nodiscard]] virtual std::optional<boost::asio::ip::address> address() const = 0;
    [[nodiscard]] virtual bool secure() const noexcept = 0;

    /// Whether the program takes back what the server does not know.
    [[nodiscard]] virtual bool can_go_back() const noexcept = 0;
    virtual void go_back(std::string octets) = 0;
};

/// The innermost layer of a stream: the socket, if there is one.
template <class Stream>
[[nodiscard]] auto& innermost(Stream& stream) {
    if constexpr (requires { stream.socket(); }) // boost::beast::tcp_stream
        return stream.socket();
    else if constexpr (requires { stream.next_layer(); })
        return innermost(stream.next_layer());
    else
        return stream;
}

/// Ends the time limits that the program has set; the server has its own.
template <class Stream>
void let_time_pass(Stream& stream) {
    if constexpr (requires { stream.expires_never(); }) // boost::beast::tcp_stream
        stream.expires_never();
    else if constexpr (requires { stream.next_layer(); })
        let_time_pass(stream.next_layer());
}

/// For those who take nothing back.
struct keeps_all {};

template <class Stream, class Back>
class stream_model final : public foreign_stream {
public:
    stream_model(Stream stream, Back back) : stream_(std::move(stream)), back_(std::move(back)) {
        let_time_pass(stream_);
    }

    void read_some(boost::asio::mutable_buffer to, boost::asio::any_io_executor const& home,
                   completion done) override {
        stream_.async_read_some(to, on(home, std::move(done)));
    }

    void write(boost::asio::const_buffer from, boost::asio::any_io_executor const& home,
               completion done) override {
        boost::asio::async_write(stream_, from, on(home, std::move(done)));
    }

    void shutdown_send(boost::asio::any_io_executor const& home, completion done) override {
        if constexpr (requires { stream_.async_shutdown([](error_code) {}); }) {
            stream_.async_shutdown(boost::asio::bind_executor(
                home, [kept = std::move(done)](error_code failure) { kept(failure, 0); }));
        } else if constexpr (requires(error_code & failure) {
                                 innermost(stream_).shutdown(innermost(stream_).shutdown_send,
                                                             failure);
                             }) {
            error_code ignored; // not connected any more: then there is nothing to say
            auto& socket = innermost(stream_);
            socket.shutdown(socket.shutdown_send, ignored);
        }
    }

    void close() noexcept override {
        if constexpr (requires(error_code & failure) { innermost(stream_).close(failure); }) {
            error_code ignored; // it is closed all the same
            innermost(stream_).close(ignored);
        } else {
            innermost(stream_).close();
        }
    }

    [[nodiscard]] std::optional<boost::asio::ip::address> address() const override {
        if constexpr (requires(error_code & failure) {
                          {
                              innermost(stream_).remote_endpoint(failure).address()
                              } -> std::convertible_to<boost::asio::ip::address>;
                      }) {
            error_code failure;
            auto const peer = innermost(stream_).remote_endpoint(failure);
            // One that was reset has no address any more, but is not one that never had any.
            return failure ? boost::asio::ip::address(boost::asio::ip::address_v6())
                           : peer.address();
        }
        return std::nullopt;
    }

    [[nodiscard]] bool secure() const noexcept override {
        return requires(Stream & any) {
            { any.native_handle() } -> std::same_as<ssl_st*>;
        };
    }

    [[nodiscard]] bool can_go_back() const noexcept override {
        return !std::is_same_v<Back, keeps_all>;
    }

    void go_back([[maybe_unused]] std::string octets) override {
        if constexpr (!std::is_same_v<Back, keeps_all>)
            back_(std::move(stream_), std::move(octets));
    }

private:
    static auto on(boost::asio::any_io_executor const& home, completion done) {
        return boost::asio::bind_executor(home, std::move(done));
    }

    Stream stream_;
    Back back_;
};

} // namespace socketiota::detail
