// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <string_view>
#include <vector>

namespace socketiota::base {

/// Which arrows of which machine were taken, by index in its list. Only the scripted tests compile
/// it in (`SOCKETIOTA_LOG_ARROWS`): they fail when an arrow is in the list that no script takes.
///
/// Not thread safe.
class arrow_log {
public:
    static void note(std::string_view machine, std::size_t arrow, std::size_t arrows) {
        std::vector<bool>& taken = all()[machine];
        taken.resize(arrows);
        taken[arrow] = true;
    }

    [[nodiscard]] static std::vector<bool> const& taken(std::string_view machine) {
        return all()[machine];
    }

private:
    static std::map<std::string_view, std::vector<bool>>& all() {
        static std::map<std::string_view, std::vector<bool>> machines;
        return machines;
    }
};

} // namespace socketiota::base
