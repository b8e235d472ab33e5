// SPDX-License-Identifier: MIT
#pragma once

#include "simulated_network.hpp"
#include "simulated_server.hpp"
#include "simulated_sockets.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <cluster/link_options.hpp>

namespace socketiota::test {

/// What a seed decides about.
struct simulation_plan {
    std::uint32_t seed = 1;
    simulated_network::membership known_by = simulated_network::membership::heartbeats;
    bool has_faults = false; // or else servers come and go, and nothing is lost
    bool has_twins = false;  // among the faults are servers with the id of another
};

/// A cluster in one process on a virtual clock: servers that send each other everything there is
/// to send, while servers begin, end and crash, and what is between them breaks and heals.
///
/// Complaints are failures of the test that runs it.
class simulation {
public:
    explicit simulation(simulation_plan const& plan);

    simulation(simulation const&) = delete;
    simulation& operator=(simulation const&) = delete;
    ~simulation();

    void run();

    /// How many questions were asked, and how many messages came.
    [[nodiscard]] std::size_t questions() const noexcept { return questions_.size(); }

    [[nodiscard]] std::uint64_t moved() const noexcept { return network_.moved(); }

private:
    /// A question, and what was there when it was asked.
    struct question {
        std::shared_ptr<asked> became;
        std::map<std::string, std::set<std::string>> sockets; // selected, of each other server
    };

    struct change {
        std::string name;
        bool begins;
        base::time_point at{};
    };

    // What happens.
    void begin_server();
    void begin_server(std::string name, std::string uid);
    void end_server(std::size_t index, bool crashes);
    void do_something();
    void ask_something(simulated_server& by);
    void break_something();
    void part(int milliseconds);
    void copy(std::string const& uid, int milliseconds);
    void forge(std::string const& to);
    void heal();

    // What must be true.
    void check_bounds() const;
    void check_end();
    void check(question const& one) const;
    void check_silence(asked const& became) const;
    void check_silence_of_sockets(asked const& became) const;
    void check_complete(question const& one) const;
    void check_undisturbed(question const& one) const;
    void check_everything_was_heard() const;
    void check_that_all_are_known();
    void check_that_all_answer();

    [[nodiscard]] simulated_server& any_server();
    [[nodiscard]] adapter::selection any_selection();
    [[nodiscard]] std::set<std::string> others_than(std::string const& name) const;
    [[nodiscard]] bool has_heard_of_twins(asked const& became) const;
    [[nodiscard]] bool changed_around(asked const& became) const;

    simulation_plan const plan_;
    simulated_time time_;
    simulated_network network_;
    cluster::link_options options_;
    diligence diligence_;
    int begun_ = 0;
    std::vector<std::unique_ptr<simulated_server>> servers_;
    std::vector<change> changes_; // servers that have begun or ended
    std::string twin_;            // the name of the one there is
    std::vector<base::time_point> twins_began_;
    std::vector<std::pair<stamp, base::time_point>> to_be_heard_;
    std::vector<question> questions_;
    base::duration jumped_{};
};

} // namespace socketiota::test
