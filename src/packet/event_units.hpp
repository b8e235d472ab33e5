// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <base/outgoing.hpp>
#include <packet/parser_kind.hpp>

namespace socketiota::packet {

class encoders;
class speakers;

/// An event for many: one unit for each parser that any of them speaks.
///
/// Not thread safe: belongs to the shard of its units.
class event_units {
public:
    explicit event_units(base::send_flags flags) noexcept : flags_(flags) {}

    /// The unit for who speaks `which`; null if it could not be made.
    [[nodiscard]] base::outgoing_ptr const& in(parser_kind which) const noexcept {
        return units_[static_cast<std::size_t>(which)];
    }

    void put(parser_kind which, base::outgoing_ptr unit) noexcept {
        units_[static_cast<std::size_t>(which)] = std::move(unit);
    }

    [[nodiscard]] base::send_flags flags() const noexcept { return flags_; }

private:
    base::send_flags flags_;
    std::array<base::outgoing_ptr, parser_kinds> units_{};
};

/// The same on its way to other shards, of which each makes units of its own.
///
/// Thread safety: safe, as it does not change.
class carried_event {
public:
    explicit carried_event(event_units const& units);

    /// For the shard of `with`. Who speaks a parser that nobody spoke when the event was sent, and
    /// was selected by what was done before that, gets what the default parser makes of it.
    [[nodiscard]] event_units units(encoders& with, speakers const& spoken) const;

    /// Octets that it carries.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    struct form {
        parser_kind parser = default_parser;
        std::string text;
        std::vector<bytes> attachments;
    };

    void put(form const& carried, encoders& with, event_units& made) const;

    base::send_flags flags_;
    std::size_t size_ = 0;
    form first_;
    std::vector<form> others_; // none where all speak the same
};

} // namespace socketiota::packet
