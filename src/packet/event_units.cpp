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
        form& carried = size_ == 0 ? first_ : others_.emplace_back();
        carried.parser = each;
        carried.text = unit->text();
        if (auto const attachments = unit->attachments(); !attachments.empty())
            carried.attachments.assign(attachments.begin(), attachments.end());
        size_ += unit->size();
    }
}

void carried_event::put(form const& carried, encoders& with, event_units& made) const {
    made.put(carried.parser,
             with.pool().make(carried.text, std::vector<bytes>(carried.attachments), flags_));
}

event_units carried_event::units(encoders& with, speakers const& spoken) const {
    event_units made(flags_);
    put(first_, with, made);
    for (form const& each : others_)
        put(each, with, made);
    if (base::outgoing_ptr const& first = made.in(default_parser))
        for (parser_kind const each : all_parsers)
            if (!made.in(each) && spoken.any(each))
                made.put(each, with.translate(*first, each));
    return made;
}

} // namespace socketiota::packet
