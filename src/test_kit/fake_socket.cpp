// SPDX-License-Identifier: MIT
#include <utility>

#include <packet/arguments_reader.hpp>
#include <test_kit/fake_connection.hpp>
#include <test_kit/fake_socket.hpp>
#include <test_kit/world.hpp>

namespace socketiota::test_kit {
namespace {

arguments decode_arguments(packet::incoming_packet const& packet) {
    packet::arguments_reader opened;
    reader& from = opened.open(packet);
    arguments values;
    while (from.next_element())
        if (!decode(from, values.emplace_back()))
            break;
    return values;
}

value decode_payload(packet::incoming_packet const& packet) {
    packet::arguments_reader opened;
    value payload;
    return decode(opened.open_data(packet), payload) ? payload : value();
}

} // namespace

void fake_socket::on_packet(packet::incoming_packet const& packet) {
    using enum packet::packet_type;
    switch (packet.type) {
    case connect:
        id = decode_payload(packet)["sid"].to<std::string>().value();
        connected = true;
        return;
    case connect_error: {
        value const data = decode_payload(packet);
        refusal = data["message"].to<std::string>().value();
        refusal_data = data["data"];
        return;
    }
    case disconnect:
        connected = false;
        return;
    case event:
        events.push_back(test_event(std::string(packet.event_name), decode_arguments(packet),
                                    packet.id, weak_from_this()));
        return;
    case ack:
        if (auto const waiting = pending_.extract(packet.id.value_or(next_ack_id_)))
            waiting.mapped()->emplace(decode_arguments(packet));
        return;
    case binary_event:
    case binary_ack:
        return; // the decoder gives them out as events and acks
    }
}

emit_result fake_socket::send_event(std::string_view event, detail::argument_list const& arguments,
                                    std::optional<std::uint64_t> ack_id) {
    auto const home = connection->home();
    if (!home || !connected)
        return emit_status::not_connected;
    auto const unit = home->encoder().event(name, ack_id, event, arguments, {});
    if (!unit)
        return unit.error();
    connection->send(**unit);
    home->settle();
    return emit_status::queued;
}

emit_result fake_socket::emit(std::string_view event, detail::argument_list const& arguments) {
    return send_event(event, arguments, std::nullopt);
}

test_answer fake_socket::request(std::string_view event, detail::argument_list const& arguments) {
    auto const waiting = std::make_shared<test_answer::state>();
    std::uint64_t const ack_id = next_ack_id_++;
    pending_.emplace(ack_id, waiting);
    if (!send_event(event, arguments, ack_id))
        pending_.erase(ack_id);
    return test_answer(waiting);
}

void fake_socket::answer(std::uint64_t ack_id, detail::argument_list const& results) {
    auto const home = connection->home();
    if (!home || !connected)
        return;
    connection->send(*home->encoder().ack(name, ack_id, results).value());
    home->settle();
}

void fake_socket::leave() {
    auto const home = connection->home();
    if (!home || !connected)
        return;
    connected = false;
    connection->send(*home->encoder().disconnect(name));
    home->settle();
}

} // namespace socketiota::test_kit
