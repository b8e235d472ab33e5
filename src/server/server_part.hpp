// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <base/counter.hpp>
#include <base/metric_sink.hpp>
#include <base/metric_text.hpp>
#include <base/work_limit.hpp>
#include <http/exchange.hpp>
#include <http/front.hpp>
#include <http/neighbours.hpp>
#include <loop/channel.hpp>
#include <loop/listener.hpp>
#include <loop/listening_socket.hpp>
#include <loop/operation_memory.hpp>
#include <loop/shard.hpp>
#include <loop/tls_context.hpp>
#include <server/delays.hpp>
#include <server/departure.hpp>
#include <server/operator_routes.hpp>
#include <server/server_figures.hpp>
#include <server/server_log.hpp>

namespace socketiota {

class server_foundation;

/// What a server has on a shard: the ports where it listens there, its connections, who waits for
/// time to pass, what was counted, how it departs; and what answers requests, of which each kind of
/// server has its own.
///
/// Invariant: who destroys it has closed it before, while what answers was there.
///
/// Not thread safe: belongs to its shard, except `counted` and `latest_figures`.
class server_part : public base::metric_sink,
                    private http::service,
                    private departing,
                    private operated {
public:
    server_part(server_part const&) = delete;
    server_part& operator=(server_part const&) = delete;
    ~server_part() override;

    [[nodiscard]] std::shared_ptr<loop::shard> const& home() const noexcept { return home_; }

    [[nodiscard]] loop::shard& shard() const noexcept { return *home_; }

    /// Which of the server's parts it is, and with that which shard.
    [[nodiscard]] std::size_t number() const noexcept { return number_; }

    [[nodiscard]] delays& waits() noexcept { return delays_; }

    [[nodiscard]] shard_log& log() noexcept { return log_; }

    /// What bounds the coroutines that run for clients.
    [[nodiscard]] std::shared_ptr<base::work_limit> const& work() const noexcept { return work_; }

    // ---- where it listens ----

    /// Accepts from a socket; `tls` is null for a port without.
    void accept_from(std::shared_ptr<loop::listening_socket> socket,
                     std::shared_ptr<loop::tls_context> tls, error_code& failure);

    /// The same for all shards in turn: the kernel does not divide those of a Unix domain socket.
    void accept_for_all(std::shared_ptr<loop::listening_socket> socket, error_code& failure);

    /// Takes back the latest of the two.
    void accept_no_more() noexcept { listeners_.pop_back(); }

    /// Accepts also from a socket of shard `stuck`, until it does no more.
    void stand_in(std::size_t stuck, std::shared_ptr<loop::listening_socket> socket,
                  std::shared_ptr<loop::tls_context> tls);

    void stand_in_no_more(std::size_t stuck) noexcept { stand_ins_.erase(stuck); }

    /// Leaves those who connect to wait in the kernel, or no longer.
    void pause_accepting() noexcept;
    void resume_accepting() noexcept;

    /// The other shards, which were full of what this one sent, can take more.
    virtual void on_room() noexcept {}

    /// Says what the program should know when the first port is open.
    virtual void on_listening() {}

    /// Serves a connection, of a listener or made elsewhere, which speaks TLS if there is `tls`,
    /// and says first from where it comes if it is of a proxy that has to.
    void accept(std::unique_ptr<loop::channel> connection, loop::tls_context const* tls = nullptr);

    /// The same of one of the program, from which `octets` came: whatever was in front of HTTP is
    /// the program's.
    void accept(std::unique_ptr<loop::channel> connection, std::vector<std::byte> octets);

    /// The same of one that another shard has accepted.
    void adopt(loop::descriptor connection);

    // ---- its end ----

    /// How it departs before it closes.
    [[nodiscard]] departure& last_stretch() noexcept { return departure_; }

    /// Ends all connections.
    void close();

    /// Nothing comes from other shards or servers any more, nor goes there.
    virtual void on_parted() noexcept {}

    /// Where the handler of the one operation that ends it lies: ending needs no memory.
    [[nodiscard]] std::shared_ptr<loop::operation_memory> const& end_memory() const noexcept {
        return end_memory_;
    }

    [[nodiscard]] std::shared_ptr<loop::operation_memory> const& departure_memory() const noexcept {
        return departure_memory_;
    }

    // ---- what there is ----

    /// Sessions of all shards. From any thread if there are several.
    [[nodiscard]] virtual std::size_t sessions() const noexcept = 0;

    /// Where it speaks its own protocol; empty: nowhere.
    [[nodiscard]] virtual std::string protocol_path() const { return {}; }

    /// Writes what there is.
    virtual void write(base::metric_text& to, server_figures const& there_are) = 0;

    /// Here and now.
    [[nodiscard]] server_figures figures();

    /// The same of the latest second, while somebody may ask for it. From any thread.
    [[nodiscard]] server_figures latest_figures() const;

    /// From any thread.
    [[nodiscard]] std::uint64_t counted(metric what) const noexcept {
        return counts_[static_cast<std::size_t>(what)].read();
    }

    /// The routes for those who run the server, which each shard answers for all.
    [[nodiscard]] operator_routes& for_operators() noexcept { return operator_routes_; }

    // base::metric_sink
    void count(metric what) noexcept override;

protected:
    /// `whole` must outlive it.
    server_part(server_foundation& whole, std::size_t number);

    [[nodiscard]] server_foundation& whole() const noexcept { return whole_; }

    /// Who takes requests for sessions of other shards, and serves theirs; null if there is one
    /// shard. Once.
    ///
    /// @param largest_body octets of a request that is served elsewhere: what its service reads.
    [[nodiscard]] http::shard_router* meet_others(std::size_t largest_body);

private:
    /// Answers a request that is not for the operator.
    virtual void answer(http::exchange& request) = 0;

    /// Ends what answers.
    virtual void close_answering() = 0;

    /// Counts what is there beside connections.
    virtual void add_figures(server_figures& to) = 0;

    // http::service
    void serve(http::exchange& request) final;

    // departing
    [[nodiscard]] std::shared_ptr<void> alive() override;

    [[nodiscard]] bool has_running_handlers() const noexcept override {
        return work_->running() > 0;
    }

    void depart() override;

    // operated
    [[nodiscard]] bool is_ready() const noexcept override;
    void describe(base::metric_text& to) override;
    void look() override;

    [[nodiscard]] std::unique_ptr<loop::listener>
    open(std::shared_ptr<loop::listening_socket> socket, std::shared_ptr<loop::tls_context> tls,
         error_code& failure);
    void tell_shortage(error_code const& why);
    [[nodiscard]] bool give_away(loop::descriptor& connection);

    server_foundation& whole_;
    std::size_t const number_;
    std::shared_ptr<loop::shard> home_;
    std::shared_ptr<base::work_limit> work_;
    shard_log log_;
    delays delays_;
    std::array<base::counter, metric_count> counts_{};
    departure departure_;
    operator_routes operator_routes_;
    std::vector<std::unique_ptr<loop::listener>> listeners_;
    std::multimap<std::size_t, std::unique_ptr<loop::listener>> stand_ins_; // by shard
    bool accepting_paused_ = false;
    std::size_t next_to_adopt_ = 0;
    http::front front_;
    std::unique_ptr<http::neighbours> others_;
    mutable std::mutex latest_lock_;
    server_figures latest_; // under the lock
    std::shared_ptr<loop::operation_memory> end_memory_ =
        std::make_shared<loop::operation_memory>();
    std::shared_ptr<loop::operation_memory> departure_memory_ =
        std::make_shared<loop::operation_memory>();
};

} // namespace socketiota
