// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <postgres/connection.hpp>
#include <postgres/statement.hpp>

namespace socketiota::postgres {

/// A message to who listens to a channel.
struct notice {
    std::string channel;
    std::string payload;
    completion done;
};

/// Messages of one turn, which leave in as few statements as may be: what Postgres does for each
/// costs it and this server more than the octets.
///
/// Not thread safe.
class notices {
public:
    /// True if nothing was there.
    bool add(notice what);

    /// Takes the next that may go into one statement; empty if there is none. A statement is one
    /// transaction, in which Postgres sends a message that is there twice only once.
    [[nodiscard]] std::vector<notice> take();

private:
    std::vector<notice> all_; // in order
};

/// A statement that sends them in order, at least one.
[[nodiscard]] statement statement_of(std::vector<notice> const& what);

} // namespace socketiota::postgres
