// SPDX-License-Identifier: MIT
#pragma once

#include "exit_status.hpp"

#include <functional>
#include <stdexcept>

namespace CLI {
class App;
}

namespace siota {

/// What the arguments chose, to be run once all of them are read.
using command = std::function<exit_status()>;

/// Arguments that CLI11 cannot know to be wrong.
class misuse : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// One function for each subcommand, in the file of its name: says which arguments it takes, and
// sets `chosen` when it is the one.
void add_bench(CLI::App& program, command& chosen);
void add_completion(CLI::App& program, command& chosen);
void add_connect(CLI::App& program, command& chosen);
void add_decode(CLI::App& program, command& chosen);
void add_emit(CLI::App& program, command& chosen);
void add_listen(CLI::App& program, command& chosen);
void add_publish(CLI::App& program, command& chosen);
void add_serve(CLI::App& program, command& chosen);

} // namespace siota
