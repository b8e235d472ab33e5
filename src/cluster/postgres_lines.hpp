// SPDX-License-Identifier: MIT
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <base/seeded_hash.hpp>

namespace socketiota::cluster {

class postgres_line;

/// The open lines of a mover by their channels.
///
/// Not thread safe.
class postgres_lines {
public:
    /// In place of who had that channel: its namespace has gone and come back.
    void add(std::string const& channel, postgres_line& who) { lines_[channel] = &who; }

    /// Whether it still had the channel.
    bool remove(std::string_view channel, postgres_line const& who) noexcept {
        auto const at = lines_.find(channel);
        if (at == lines_.end() || at->second != &who)
            return false;
        lines_.erase(at);
        return true;
    }

    /// Null if nobody has it.
    [[nodiscard]] postgres_line* find(std::string_view channel) const noexcept {
        auto const at = lines_.find(channel);
        return at == lines_.end() ? nullptr : at->second;
    }

    [[nodiscard]] std::vector<std::string> channels() const {
        std::vector<std::string> all;
        for (auto const& [channel, who] : lines_)
            all.push_back(channel);
        return all;
    }

private:
    boost::unordered_flat_map<std::string, postgres_line*, base::seeded_hash, base::text_equal>
        lines_;
};

} // namespace socketiota::cluster
