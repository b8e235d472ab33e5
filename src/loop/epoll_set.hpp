// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/system/error_code.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include <loop/operation_memory.hpp>
#include <loop/readiness.hpp>
#include <sys/epoll.h>

namespace socketiota::loop {

/// Who waits for a descriptor to become ready; whatever it does in a call, it may be destroyed in
/// it.
class watched {
public:
    watched(watched const&) = delete;
    watched& operator=(watched const&) = delete;

    /// Octets came, or the end, or the connection broke.
    virtual void on_readable() = 0;
    /// There is room, or the connection broke.
    virtual void on_writable() = 0;
    /// A call threw, for want of memory: nothing more can be done than to end it.
    virtual void on_thrown() noexcept = 0;

protected:
    watched() = default;
    ~watched() = default;

private:
    friend class epoll_set;

    int descriptor_ = -1;
    std::uint32_t wanted_ = 0; // EPOLLIN, EPOLLOUT
    std::uint32_t armed_ = 0;  // what the kernel was told of it
};

/// The connections of a shard, watched for readiness by a queue of the kernel of their own, which
/// the `io_context` awaits as a whole. Asio's own waits are for one event each: every message
/// would take an `epoll_ctl` and a handler more (docs/design/performance.md).
///
/// What is asked for stays asked for. The kernel is told at once of what is wanted in addition, and
/// of what is wanted no more when it reports that: a pause that ends before something comes costs
/// nothing.
///
/// Thread safety: none; belongs to its shard.
class epoll_set final : public readiness {
public:
    /// Throws what the kernel says if it has no descriptor for us.
    explicit epoll_set(boost::asio::io_context& context);

    [[nodiscard]] static epoll_set& of(shard& home) noexcept;

    void belongs_to(std::weak_ptr<shard> owner) noexcept override { owner_ = std::move(owner); }

    /// Watches `descriptor` for `who`, which wants to read. While anybody is watched the context
    /// does not run out of work.
    void add(watched& who, int descriptor, boost::system::error_code& failure);

    /// Before the descriptor is closed: a program that is being started may still have a copy, and
    /// then the kernel would go on to report it.
    void remove(watched& who) noexcept;

    /// Whether `who` is being told, and was not removed meanwhile; it may be gone.
    [[nodiscard]] bool is_told(watched const* who) const noexcept {
        return next_ < end_ && ready_[next_].data.ptr == who;
    }

    void want_reading(watched& who, bool wanted) noexcept { want(who, EPOLLIN, wanted); }

    void want_writing(watched& who, bool wanted) noexcept { want(who, EPOLLOUT, wanted); }

    [[nodiscard]] bool may_have_more() const noexcept override { return full_; }

    [[nodiscard]] std::size_t batches() const noexcept override {
        return count_ / most_at_once + 1;
    }

    bool tell_ready() override;

private:
    // As many as `bench/floor`: the answers to all of them leave after the last.
    static constexpr std::size_t most_at_once = 256;

    void want(watched& who, std::uint32_t what, bool wanted) noexcept;
    void tell_kernel(watched& who) noexcept;
    void wait();
    void wait_again();
    void tell(epoll_event& event);
    void tell_wish(epoll_event const& event) noexcept;

    boost::asio::posix::stream_descriptor queue_;
    std::weak_ptr<shard> owner_;
    std::shared_ptr<operation_memory> waiting_memory_ = std::make_shared<operation_memory>();
    std::size_t count_ = 0;
    bool waiting_ = false;
    // What the kernel reported and was not told yet; of those who were removed meanwhile null.
    std::array<epoll_event, most_at_once> ready_{};
    std::size_t next_ = 0;
    std::size_t end_ = 0;
    bool full_ = false;
};

} // namespace socketiota::loop
