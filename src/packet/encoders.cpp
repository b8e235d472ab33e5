// SPDX-License-Identifier: MIT
#include <socketiota/arguments.hpp>

#include <limits>

#include <packet/arguments_reader.hpp>
#include <packet/decoder.hpp>
#include <packet/encoders.hpp>

namespace socketiota::packet {

result<event_units> encoders::event(speakers const& spoken, std::string_view nsp,
                                    std::optional<std::uint64_t> id, std::string_view name,
                                    detail::argument_list const& arguments,
                                    base::send_flags flags) {
    event_units made(flags);
    if (custom_) {
        auto unit = custom_->event(nsp, id, name, arguments, flags);
        if (!unit)
            return unit.error();
        made.put(parser_kind::custom, *std::move(unit));
        return made;
    }
    for (parser_kind const each : all_parsers) {
        if (each != default_parser && !spoken.any(each))
            continue;
        auto unit = of(each).event(nsp, id, name, arguments, flags);
        if (!unit)
            return unit.error();
        made.put(each, *std::move(unit));
    }
    return made;
}

base::outgoing_ptr encoders::translate(base::outgoing const& event, parser_kind into) {
    constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();
    decoder_limits const limits{.max_attachments = no_limit, .max_packet_size = no_limit};
    decoder from(limits);
    incoming_packet packet;
    auto found = from.on_text(event.text().substr(1), packet); // behind the digit of Engine.IO
    for (bytes const& each : event.attachments())
        found = from.on_binary(each.view(), packet);
    if (found != decoder::outcome::packet)
        return nullptr; // not what an encoder makes
    arguments_reader opened;
    reader& in = opened.open(packet);
    arguments all;
    while (in.next_element())
        if (!decode(in, all.emplace_back()))
            return nullptr;
    auto const unit =
        of(into).event(packet.nsp, packet.id, packet.event_name,
                       detail::argument_list{detail::argument_ref(all)}, event.flags());
    return unit ? *unit : nullptr;
}

} // namespace socketiota::packet
