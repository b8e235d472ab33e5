// SPDX-License-Identifier: MIT
// How the program's middlewares are asked about a request.
#include <utility>

#include <engine/engine.hpp>

namespace socketiota::engine {

void engine::check(http::exchange& request, bool upgrade, http::header_list headers) {
    handshake_request checked;
    checked.exchange = &request;
    checked.record = record_of(request);
    checked.headers = std::move(headers);
    checked.upgrade = upgrade;
    checked.is_check = true;
    ask(std::move(checked));
}

void engine::go_on(handshake_request& checked, bool is_later) {
    if (is_later)
        checked.exchange->serve_again(); // its head was there for the time of a call
    else
        serve_matching(*checked.exchange, checked.upgrade, std::move(checked.headers));
}

} // namespace socketiota::engine
