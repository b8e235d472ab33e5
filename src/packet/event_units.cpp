// SPDX-License-Identifier: MIT
#include <packet/encoders.hpp>
#include <packet/event_units.hpp>
#include <packet/speakers.hpp>

namespace socketiota::packet {

carried_event::carried_event(event_units const& units) : flags_(units.flags()) {
    for (parser_kind const each : all_parsers) {
        base::outgoing_ptr const& unit = units.in(each);
        if (!unit)
            continue;
        forms_[static_cast<std::size_t>(each)] = {
            std::string(unit->text()), {unit->attachments().begin(), unit->attachments().end()}};
        size_ += unit->size();
    }
}

event_units carried_event::units(encoders& with, speakers const& spoken) const {
    event_units made(flags_);
    for (parser_kind const each : all_parsers) {
        form const& carried = forms_[static_cast<std::size_t>(each)];
        if (!carried.is_empty())
            made.put(each, with.pool().make(carried.text, std::vector<bytes>(carried.attachments),
                                            flags_));
        else if (base::outgoing_ptr const& first = made.in(default_parser);
                 first && spoken.any(each))
            made.put(each, with.translate(*first, each));
    }
    return made;
}

} // namespace socketiota::packet
