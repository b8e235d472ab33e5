// SPDX-License-Identifier: MIT
#pragma once

#include "recovering_client.hpp"
#include "recovering_server.hpp"
#include "simulated_redis.hpp"
#include "simulated_time.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <base/timer_wheel.hpp>

namespace socketiota::test {

/// What a seed decides about.
struct recovery_plan {
    std::uint32_t seed = 1;
    std::size_t shards = 1;
    bool has_faults = false; // of the way to Redis, or else servers only end and are killed
};

/// A cluster with whole servers in one process on a virtual clock, which keeps sessions: clients
/// lose their connections, servers are killed and end, and everybody comes back to any of them.
///
/// Complaints are failures of the test that runs it.
class recovery_simulation {
public:
    explicit recovery_simulation(recovery_plan const& plan);

    recovery_simulation(recovery_simulation const&) = delete;
    recovery_simulation& operator=(recovery_simulation const&) = delete;
    ~recovery_simulation();

    void run();

    /// How often clients have gone on, and how many events they have received.
    [[nodiscard]] std::size_t recoveries() const noexcept;
    [[nodiscard]] std::size_t heard() const noexcept;

private:
    struct person {
        explicit person(recovering_client made) : client(std::move(made)) {}

        recovering_client client;
        base::time_point connected_at{};
        bool must_go_on = false;
        bool comes = false; // it will connect
    };

    /// A connection that its client has left, and its server has not noticed.
    struct left_behind {
        std::string id;
        recovering_server* server;
        fake_session* session;
        base::time_point taken_at; // by another
        bool is_taken;
    };

    // What happens.
    void begin_server();
    void kill_server();
    void end_server();
    void do_something();
    void emit(recovering_server& by, std::string const& room);
    void break_something();
    void lose(person& who, bool notices);
    void leave(person& who, recovering_server const& gone);
    void come_back(person& who, int milliseconds);
    void connect(person& who);
    void hear_all(bool all);
    void pass(int milliseconds);
    void heal();

    // What must be true.
    void on_connected(person& who, bool goes_on);
    void check_left_behind();
    void check_bounds() const;
    void check_end();
    [[nodiscard]] std::vector<logged> const& log();

    /// Whether nothing is broken on the way to Redis.
    [[nodiscard]] bool is_well() const noexcept { return is_healed_ || !plan_.has_faults; }

    [[nodiscard]] recovering_server& any_server();
    [[nodiscard]] person& any_person();

    recovery_plan const plan_;
    simulated_time time_;
    simulated_redis redis_;
    int begun_ = 0;
    std::vector<std::unique_ptr<recovering_server>> servers_;
    std::vector<std::unique_ptr<person>> people_;
    std::vector<left_behind> left_behind_;
    std::map<news, base::time_point> sent_at_;
    std::vector<logged> log_;
    std::size_t read_ = 0; // entries of the stream
    bool is_healed_ = false;
};

} // namespace socketiota::test
