// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <http/moving_connection.hpp>
#include <http/open_file.hpp>
#include <http/unsent_output.hpp>
#include <loop/channel.hpp>
#include <loop/shard.hpp>
#include <wire/request_head.hpp>

namespace socketiota::http {

/// A header of an answer. Values that could split the header are refused by the writer.
using header_list = std::vector<std::pair<std::string, std::string>>;

/// Who waits for the rest of a request or keeps it unanswered for a while.
class exchange_listener {
public:
    /// The whole body came (asked for by `exchange::read_body`). `body` is valid and writable
    /// during the call only.
    virtual void on_body(std::span<std::byte> body) = 0;

    /// The body is larger than the limit given to `read_body`; the rest of it is not read. The
    /// exchange waits to be answered, usually with 413.
    virtual void on_body_too_large() = 0;

    /// The connection ended before the answer; the exchange is gone after this call.
    virtual void on_aborted() = 0;

protected:
    ~exchange_listener() = default;
};

/// What is left of a connection that stops speaking HTTP.
struct detached_connection {
    std::unique_ptr<loop::channel> channel;
    /// What came after the request head and belongs to the new protocol.
    std::vector<std::byte> already_read;
};

/// How a request came to the shard where it is served.
enum class arrival : std::uint8_t {
    direct,  ///< On a connection that is there.
    moved,   ///< Along with its connection, from another shard.
    proxied, ///< From another shard, where its connection has stayed.
};

/// One request and its answer.
///
/// A service either answers inside `serve`, or keeps the reference and registers a listener with
/// `read_body` or `wait`; what it does not answer and does not wait for is answered with 500. The
/// reference is valid until the exchange was answered, detached or
/// closed, or until the listener's `on_aborted` returned. Requests that were pipelined behind it
/// wait.
///
/// An exchange ends once: with an answer (nobody is told if it cannot be written, nor if there is
/// no memory for it: no answer throws), by `detach`, by `leave`, by `close`, or with `on_aborted`,
/// inside which answers are ignored.
///
/// Not thread safe: belongs to the shard of its connection.
class exchange {
public:
    exchange(exchange const&) = delete;
    exchange& operator=(exchange const&) = delete;

    /// Method, target, headers. Its views are valid only during `service::serve`: who needs more
    /// copies it.
    [[nodiscard]] virtual wire::request_head const& request() const noexcept = 0;

    /// Of the client, as far as trusted proxies say it; else of the peer. To be called inside
    /// `service::serve`.
    [[nodiscard]] virtual std::string remote_address() const = 0;
    [[nodiscard]] virtual bool secure() const noexcept = 0;
    [[nodiscard]] virtual loop::shard& shard() noexcept = 0;

    [[nodiscard]] virtual arrival came() const noexcept = 0;

    /// How often its connection has moved from shard to shard.
    [[nodiscard]] virtual std::uint8_t moves() const noexcept = 0;

    /// The head as it came. To be called inside `service::serve`.
    [[nodiscard]] virtual std::string_view head_octets() const noexcept = 0;

    /// Collects the body, at most `limit` octets of it, and then calls `listener`, also for a
    /// request without body (then with nothing). Never calls it from inside this function. To be
    /// called inside `service::serve`.
    virtual void read_body(std::size_t limit, exchange_listener& listener) = 0;

    /// Keeps the exchange unanswered and tells `listener` if the connection ends meanwhile.
    virtual void wait(exchange_listener& listener) = 0;

    /// The same for a request that is to be served again: keeps its head, too, with which
    /// `serve_again` works. To be called inside `service::serve`, for one that came directly.
    virtual void hold(exchange_listener& listener) = 0;

    /// Has its service serve a request that was held, at the end of the turn. Its listener hears
    /// nothing more.
    virtual void serve_again() = 0;

    /// Whether it is served for the second time.
    [[nodiscard]] virtual bool is_again() const noexcept = 0;

    /// What the peer does not take of the answer at once waits in the connection; its octets are
    /// counted in `*total` meanwhile, whatever becomes of the exchange. To be called right before
    /// `respond`, by those who bound what one peer may hold.
    virtual void count_unsent(std::shared_ptr<std::size_t> total) = 0;

    /// Answers with `body`, adding Content-Length, Date and Connection; those and Transfer-Encoding
    /// are left out of `headers`. A body that was not read
    /// makes the connection close after the answer. For HEAD the body is counted but not sent. For
    /// `status` 204 and 304 there is neither body nor Content-Length, except a "Content-Length: 0"
    /// that `headers` brings.
    virtual void respond(unsigned status, header_list const& headers,
                         std::span<boost::asio::const_buffer const> body) = 0;

    /// The same with a body that is not copied while it waits for a peer that reads slowly: for
    /// what may be large and is the same for many.
    virtual void respond(unsigned status, header_list const& headers, shared_body const& body) = 0;

    /// The same with the content of `file`, from its beginning. It is read as the peer takes it,
    /// and not at all for HEAD. If it changes meanwhile the connection ends before the announced
    /// length.
    virtual void respond(unsigned status, header_list const& headers,
                         std::unique_ptr<open_file> file) = 0;

    void respond(unsigned status, header_list const& headers, std::string_view body) {
        boost::asio::const_buffer const piece(body.data(), body.size());
        respond(status, headers, std::span(&piece, 1));
    }

    /// Writes `head_and_body` as they are and closes the connection: for answers to an upgrade,
    /// whose exact bytes matter.
    virtual void respond_raw(std::string_view head_and_body) = 0;

    /// Has the connection end after the answer, whatever the client asked for.
    virtual void end_after_answer() noexcept = 0;

    /// Ends the TCP connection without an answer.
    virtual void close() noexcept = 0;

    /// Takes the connection out of HTTP, for a WebSocket. Nothing has been answered yet: whoever
    /// takes it writes the 101. The channel must be given its new events, or go, before the turn
    /// ends.
    [[nodiscard]] virtual detached_connection detach() = 0;

    /// Takes the connection to another shard, with this request and what came behind it. To be
    /// called inside `service::serve`, by those who do nothing else with the request. Nothing, and
    /// nothing has changed, if the connection has to stay.
    [[nodiscard]] virtual std::optional<moving_connection> leave() = 0;

    /// Gives the connection back to the program that has accepted it, with this request and what
    /// came behind it; to be called as `leave`. If that cannot be just now the request is answered
    /// with 421, upon which clients ask again on another connection (RFC 9110 section 15.5.20).
    /// False, and nothing has changed, if it is a connection of our own.
    [[nodiscard]] virtual bool give_back() = 0;

protected:
    exchange() = default;
    ~exchange() = default;
};

/// Answers requests.
class service {
public:
    virtual ~service() = default;

    /// Takes over one exchange. Upgrade requests come here too. Never called from inside an answer
    /// to another exchange.
    virtual void serve(exchange& request) = 0;
};

} // namespace socketiota::http
