// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <base/timer_wheel.hpp>
#include <loop/shard.hpp>

namespace socketiota {

/// A server that departs. Each call may end it.
class departing {
public:
    /// Whoever keeps it keeps the server, whatever the program does meanwhile.
    [[nodiscard]] virtual std::shared_ptr<void> alive() = 0;

    /// Lets nobody new in from now on, and tells those who ask that it is gone at `until`.
    virtual void refuse_new(base::time_point until) = 0;

    /// Those who were there then and have not had their turn.
    [[nodiscard]] virtual std::size_t to_leave() const noexcept = 0;

    /// Gives one of them, whom there must be, its turn.
    virtual void send_next_away() = 0;

    [[nodiscard]] virtual bool has_running_handlers() const noexcept = 0;

    /// There is nothing more to wait for.
    virtual void depart() = 0;

protected:
    ~departing() = default;
};

/// The last stretch of a server: nobody new is let in, and at a set time it ends.
///
/// Not thread safe: belongs to its shard.
class departure final : private base::deadline {
public:
    /// Both must outlive it.
    ///
    /// @param place which of the server's `of` shards this is: they take turns.
    departure(loop::shard& home, departing& who, std::size_t place = 0, std::size_t of = 1) noexcept
        : home_(home), who_(who), place_(place), shards_(of) {}

    departure(departure const&) = delete;
    departure& operator=(departure const&) = delete;
    ~departure() = default;

    [[nodiscard]] bool begun() const noexcept { return stage_ != stage::none; }

    /// Sends those who are there away one by one, evenly over `time`, then departs. If it has begun
    /// it is shortened to that, never made longer.
    void drain(std::chrono::milliseconds time);

    /// Departs when no handler runs any more, or after `time`. Nobody is sent away before.
    void wait_for_handlers(std::chrono::milliseconds time);

    [[nodiscard]] bool waits_for_handlers() const noexcept { return stage_ == stage::handlers; }

    /// The server has ended.
    void stop() noexcept {
        stage_ = stage::over;
        cancel();
    }

private:
    enum class stage : std::uint8_t { none, drain, handlers, over };

    /// How often it is looked whether a handler still runs.
    static constexpr auto look_interval = std::chrono::milliseconds(50);

    void on_deadline() override;
    void go_on() noexcept;
    void take_turns();
    void again() noexcept;
    void set_end(std::chrono::milliseconds time);
    [[nodiscard]] std::size_t due_turns() const noexcept;
    [[nodiscard]] base::duration time_of(std::size_t turn) const noexcept;
    void wait();

    loop::shard& home_;
    departing& who_;
    std::size_t place_;
    std::size_t shards_;
    base::time_point from_{};
    base::time_point until_ = base::time_point::max();
    std::size_t total_ = 0; // who have their turn between the two
    stage stage_ = stage::none;
};

} // namespace socketiota
