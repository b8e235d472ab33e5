// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/emit_flags.hpp>
#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/detail/pending_fetch.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/nsp.hpp>
#include <socketiota/remote_socket.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <adapter/selection.hpp>
#include <loop/home.hpp>

namespace socketiota::hub {

class nsp_part;

/// What handles of a namespace refer to: its name, how many are in it, and the way to its part on
/// the shard. They may keep it for longer than the server, and then it does nothing any more.
///
/// Thread safety: safe, except `begin`.
class nsp_core final : public std::enable_shared_from_this<nsp_core> {
public:
    nsp_core(loop::home where, std::string name)
        : home_(std::move(where)), name_(std::move(name)) {}

    nsp_core(nsp_core const&) = delete;
    nsp_core& operator=(nsp_core const&) = delete;

    /// Before anybody else knows of it.
    void begin(std::weak_ptr<nsp_part> part) noexcept { part_ = std::move(part); }

    [[nodiscard]] nsp handle() { return nsp(shared_from_this()); }

    /// What is told of one of its sockets.
    [[nodiscard]] remote_socket describe(remote_socket::snapshot seen) {
        return {weak_from_this(), std::make_shared<remote_socket::snapshot const>(std::move(seen))};
    }

    [[nodiscard]] std::string const& name() const noexcept { return name_; }

    [[nodiscard]] std::size_t size() const noexcept {
        return size_.load(std::memory_order_relaxed);
    }

    void count_socket(int change) noexcept {
        size_.fetch_add(static_cast<std::size_t>(change), std::memory_order_relaxed);
    }

    /// Its part, for those who register; null once the server is gone. For the thread of the shard,
    /// or before that runs.
    [[nodiscard]] std::shared_ptr<nsp_part> part() const;

    /// Sends an event to everybody selected.
    emit_result broadcast(adapter::selection const& to, detail::emit_flags const& flags,
                          std::string_view name, detail::argument_list const& arguments);

    /// Sends it and has everybody answer to `answer`.
    void ask_all(adapter::selection const& to, detail::emit_flags const& flags,
                 std::string_view name, detail::argument_list const& arguments,
                 std::shared_ptr<detail::pending_answer> answer);

    void fetch_sockets(adapter::selection who, std::shared_ptr<detail::pending_fetch> waiting);
    void count_sockets(adapter::selection who, std::shared_ptr<detail::pending_count> waiting);
    void join_rooms(adapter::selection who, std::vector<std::string> rooms);
    void leave_rooms(adapter::selection who, std::vector<std::string> rooms);
    void disconnect_sockets(adapter::selection who, bool close);

    /// Where its handlers run. When the server has gone: anywhere, for those who wait in vain.
    [[nodiscard]] boost::asio::any_io_executor get_executor() const noexcept {
        return home_.executor_for_ends();
    }

private:
    /// Has the part do `work`, at once if the caller is on its shard; not at all if the server has
    /// gone by then.
    template <class Work>
    void on_part(Work work) const;

    loop::home const home_;
    std::string const name_;
    std::weak_ptr<nsp_part> part_;
    std::atomic<std::size_t> size_ = 0;
};

} // namespace socketiota::hub
