// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/raw.hpp>
#include <socketiota/value.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

// Where clients of protocol 4 of Socket.IO, those before 3.0, are told and tell things otherwise.

namespace socketiota::hub {

/// What such a client gives as `auth`: the query behind the name of the namespace. Null if there is
/// none.
[[nodiscard]] std::shared_ptr<raw const>
auth_of_query(std::vector<std::pair<std::string, std::string>> const& query);

/// Whether JavaScript takes `each` for true: what is told to such a client is the data of a
/// refusal, or its message instead of data that is not true.
[[nodiscard]] bool is_truthy(value const& each);

} // namespace socketiota::hub
