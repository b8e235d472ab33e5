// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota::hub {

/// What one client gave as `auth`, as long as anybody holds it: its sockets, and handles and
/// handlers of those that have left, which would otherwise let it join with the next.
///
/// Not thread safe, but the texts may be dropped on any thread.
class auth_texts {
public:
    /// Octets of those that are still held.
    [[nodiscard]] std::size_t size();

    /// Copies `text` to be held.
    [[nodiscard]] std::shared_ptr<std::string const> keep(std::string_view text);

private:
    std::vector<std::weak_ptr<std::string const>> texts_;
};

} // namespace socketiota::hub
