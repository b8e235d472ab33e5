// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <cluster/decode_outcome.hpp>
#include <cluster/mover.hpp>
#include <cluster/mover_counts.hpp>
#include <cluster/own_echo.hpp>
#include <redis/client.hpp>

namespace socketiota::cluster {

class redis_line_mover;

/// What the ways of a namespace through Redis have in common: it counts who has subscribed to the
/// channel of all servers, and nothing that is published there gets out of hand.
///
/// Not thread safe: belongs to the shard where the cluster is.
class redis_line : public line, protected redis::subscription_listener {
public:
    using told = detail::callback<void(error_code, std::size_t)>;

    ~redis_line() override;

    [[nodiscard]] std::string const& uid() const noexcept override { return uid_; }

    void count_servers(told how_many) override;

    /// How it stands with Redis has changed.
    virtual void on_state();

    void on_gap() { listener_.on_gap(); }

protected:
    /// `by` and `listener` must outlive it. It is one of the lines of `by` while it is open.
    redis_line(redis_line_mover& by, std::string nsp, std::string uid, line_listener& listener);

    /// Says which channel is that of all servers, whose subscribers are counted.
    void count_by(redis::channel_kind kind, std::string name);

    void subscribe_counted();

    /// Says whose a message is; false: it is not to be sent, as Redis counts who is there.
    [[nodiscard]] bool sign(message& what);

    /// Counts what comes under this server's own id.
    ///
    /// @param is_for_all whether all hear it, whichever rooms they have.
    void count_own(bool is_for_all) noexcept;

    [[nodiscard]] redis::client& by() const noexcept { return by_; }

    [[nodiscard]] std::string const& nsp() const noexcept { return nsp_; }

    [[nodiscard]] mover_counts& counts() const noexcept { return *counts_; }

    /// Counts what is no message.
    [[nodiscard]] bool is_good(decode_outcome outcome) const;

    /// Has the listener hear it, unless it is this server's own or for another namespace.
    void tell(message& what);

    /// Has `work` done, which may destroy this; what it throws is counted.
    template <class Work>
    void guarded(Work const& work) const {
        auto const counts = counts_;
        try {
            work();
        } catch (...) {
            counts->failed.add(1);
        }
    }

    /// Something was published; may throw where there is no memory.
    virtual void take(std::string_view name, std::string_view channel,
                      std::string_view payload) = 0;

    [[nodiscard]] line_listener& listener() const noexcept { return listener_; }

private:
    // redis::subscription_listener
    void on_message(std::string_view name, std::string_view channel,
                    std::string_view payload) final;
    void on_subscribed(redis::channel_kind kind, std::string_view name) final;

    [[nodiscard]] bool may_count() const noexcept;
    void count_for_all();

    redis_line_mover& mover_;
    redis::client& by_;
    std::string const nsp_;
    std::string const uid_;
    line_listener& listener_;
    std::shared_ptr<mover_counts> const counts_;
    redis::channel_kind counted_kind_ = redis::channel_kind::channel;
    std::string counted_{}; // its name
    own_echo echo_{};
    bool is_subscribed_ = false;  // there, as long as Redis is
    std::vector<told> waiting_{}; // for that
};

} // namespace socketiota::cluster
