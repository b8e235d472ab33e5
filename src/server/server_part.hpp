// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <base/metric_sink.hpp>
#include <base/metric_text.hpp>
#include <http/exchange.hpp>
#include <http/front.hpp>
#include <loop/channel.hpp>
#include <loop/listener.hpp>
#include <loop/shard.hpp>
#include <loop/tls_context.hpp>
#include <server/delays.hpp>

namespace socketiota {

class server_foundation;

/// What a server has on a shard: the ports where it listens there, its connections, who waits for
/// time to pass, what was counted; and what answers requests, of which each kind of server has its
/// own.
///
/// Invariant: who destroys it has closed it before, while what answers was there.
///
/// Not thread safe: belongs to its shard.
class server_part : public base::metric_sink, private http::service {
public:
    server_part(server_part const&) = delete;
    server_part& operator=(server_part const&) = delete;
    ~server_part() override;

    [[nodiscard]] std::shared_ptr<loop::shard> const& home() const noexcept { return home_; }

    [[nodiscard]] loop::shard& shard() const noexcept { return *home_; }

    [[nodiscard]] delays& waits() noexcept { return delays_; }

    /// Opens a port; `tls` is null for one without. Says where, with the real port.
    boost::asio::ip::tcp::endpoint listen(boost::asio::ip::tcp::endpoint const& at,
                                          std::shared_ptr<loop::tls_context> const& tls,
                                          error_code& failure);
    void listen(boost::asio::local::stream_protocol::endpoint const& at, error_code& failure);

    /// Says what the program should know when the first port is open.
    virtual void on_listening() {}

    /// Serves a connection, of a listener or made elsewhere.
    void accept(std::unique_ptr<loop::channel> connection);

    // ---- its end ----

    /// Lets nobody new in from now on, and tells those who ask that it is gone at `until`.
    virtual void refuse_new(base::time_point until) = 0;

    /// Those who were there then and have not had their turn to leave.
    [[nodiscard]] virtual std::size_t to_leave() const noexcept = 0;

    /// Gives one of them, whom there must be, its turn.
    virtual void send_next_away() = 0;

    /// Ends all connections.
    void close();

    // ---- what there is ----

    [[nodiscard]] virtual std::size_t sessions() const noexcept = 0;

    /// Where it speaks its own protocol; empty: nowhere.
    [[nodiscard]] virtual std::string protocol_path() const { return {}; }

    /// Writes what there is now.
    virtual void describe(base::metric_text& to) = 0;

    [[nodiscard]] std::uint64_t counted(metric what) const noexcept {
        return counts_[static_cast<std::size_t>(what)];
    }

    // base::metric_sink
    void count(metric what) noexcept override;

protected:
    /// `whole` must outlive it.
    server_part(server_foundation& whole, std::shared_ptr<loop::shard> home);

    [[nodiscard]] server_foundation& whole() const noexcept { return whole_; }

    [[nodiscard]] std::size_t connections() const noexcept { return front_.size(); }

private:
    /// Answers a request that is not for the operator.
    virtual void answer(http::exchange& request) = 0;

    /// Ends what answers.
    virtual void close_answering() = 0;

    // http::service
    void serve(http::exchange& request) final;

    void add(std::unique_ptr<loop::listener> opened);

    server_foundation& whole_;
    std::shared_ptr<loop::shard> home_;
    delays delays_;
    std::array<std::uint64_t, metric_count> counts_{};
    std::vector<std::unique_ptr<loop::listener>> listeners_;
    http::front front_;
};

} // namespace socketiota
