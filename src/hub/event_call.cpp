// SPDX-License-Identifier: MIT
#include <socketiota/event_errors.hpp>

#include <string>
#include <utility>

#include <hub/client.hpp>
#include <hub/event_call.hpp>
#include <hub/nsp_part.hpp>

namespace socketiota::hub {

void event_call::spawn(boost::asio::awaitable<void> handler, detail::when_disconnected then) {
    core_.spawn(std::move(handler), then);
}

error_code event_call::send_ack(detail::argument_list const& results) {
    return core_.answer(packet_.id.value_or(0), results);
}

detail::late_answer event_call::make_late_answer(bool wants_ack) {
    return {core_.weak(), wants_ack ? packet_.id : std::nullopt};
}

void event_call::on_bad_argument(detail::bad_argument const& problem) {
    core_.nsp()->count(metric::bad_arguments);
    core_.report(
        std::make_exception_ptr(bad_arguments(std::string(packet_.event_name), problem.index,
                                              problem.reason, std::string(problem.sentence))));
}

void event_call::on_exception(std::exception_ptr failure) {
    core_.nsp()->count(metric::handler_failed);
    core_.report(std::move(failure));
}

} // namespace socketiota::hub
