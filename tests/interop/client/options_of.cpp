// SPDX-License-Identifier: MIT
#include "options_of.hpp"

#include <socketiota/msgpack_parser.hpp>

#include <chrono>
#include <cstddef>

namespace interop {

namespace sio = socketiota;

sio::client_options options_of(sio::value const& given) {
    using std::chrono::milliseconds;
    sio::client_options made;
    auto const time = [&](char const* name, milliseconds& into) {
        if (given[std::string_view(name)].is_number())
            into = milliseconds(given[std::string_view(name)].value_or(0));
    };
    time("timeout", made.timeout);
    time("ackTimeout", made.ack_timeout);
    time("reconnectionDelay", made.reconnection_delay);
    time("reconnectionDelayMax", made.reconnection_delay_max);
    time("maxBufferedAge", made.max_buffered_age);
    made.reconnection = given["reconnection"].value_or(true);
    made.auto_connect = given["autoConnect"].value_or(true);
    made.randomization_factor = given["randomizationFactor"].value_or(made.randomization_factor);
    made.upgrade = given["upgrade"].value_or(true);
    made.try_all_transports = given["tryAllTransports"].value_or(false);
    made.remember_upgrade = given["rememberUpgrade"].value_or(false);
    made.force_base64 = given["forceBase64"].value_or(false);
    if (given["revision"].value_or(4) == 3)
        made.revision = sio::engine_revision::three;
    made.path = given["path"].value_or(made.path);
    if (given["reconnectionAttempts"].is_number())
        made.reconnection_attempts = given["reconnectionAttempts"].value_or(std::size_t{1});
    if (given["transports"].is_array()) {
        made.transports.clear();
        for (sio::value const& each : given["transports"].elements())
            made.transports.push_back(each.value_or("") == "polling" ? sio::transport::polling
                                                                     : sio::transport::websocket);
    }
    for (auto const& [name, each] : given["headers"].members())
        made.headers.emplace_back(name, each.value_or(""));
    for (auto const& [name, each] : given["query"].members())
        made.query.emplace_back(name, each.value_or(""));
    if (given["parser"].value_or("") == "msgpack")
        made.parser = sio::msgpack_parser();
    if (given["deflate"].is_bool() && !given["deflate"].value_or(true))
        made.per_message_deflate.reset();
    made.with_credentials = given["withCredentials"].value_or(false);
    made.retries = given["retries"].value_or(std::size_t{0});
    made.proxy = given["proxy"].value_or("");
    made.proxy_from_environment = given["proxyFromEnvironment"].value_or(false);
    made.local_path = given["localPath"].value_or("");
    made.tls.ca = given["ca"].value_or("");
    made.tls.verify = given["verify"].value_or(true);
    if (given.contains("auth"))
        made.auth = given["auth"];
    if (given["countsInAuth"].value_or(false))
        made.auth = [count = 0]() mutable { return sio::object("count", ++count); };
    return made;
}

} // namespace interop
