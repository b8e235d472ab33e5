// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>
#include <socketiota/every_core.hpp>
#include <socketiota/unlimited.hpp>

#include <boost/system/system_error.hpp>

#include <string>

#include <http/trusted_proxies.hpp>
#include <server/common_options.hpp>

namespace socketiota {

namespace {

std::optional<std::string_view> validate(http_limits const& limits) {
    if (limits.max_head_size == 0)
        return "http: max_head_size is 0: no request could come";
    if (limits.head_timeout.count() < 1 || limits.body_timeout.count() < 1)
        return "http: head_timeout and body_timeout must be at least 1 ms";
    if (limits.keep_alive_timeout.count() < 1 || limits.write_timeout.count() < 1)
        return "http: keep_alive_timeout and write_timeout must be at least 1 ms";
    if (limits.min_read_rate == std::size_t{unlimited})
        return "http: min_read_rate is a least rate, which nobody could keep up with: 0 lifts it";
    return std::nullopt;
}

} // namespace

std::optional<std::string_view> validate(common_options const& options) {
    if (options.max_connections == 0)
        return "max_connections is 0: nobody could connect; sio::unlimited lifts the limit";
    if (options.max_log_lines == 0)
        return "max_log_lines is 0: for no log leave `log` empty, sio::unlimited lifts the limit";
    if (options.stop_timeout.count() < 0)
        return "stop_timeout is negative: 0 waits for no handler";
    if (options.drain_time.count() < 0)
        return "drain_time is negative: 0 does not drain";
    if (options.max_running_handlers_of_all == 0)
        return "max_running_handlers_of_all is 0: no handler could run";
    if (options.shards == 0)
        return "shards is 0: no loop would serve anybody; sio::every_core is one for each core";
    if (options.shards > most_shards && options.shards != every_core)
        return "shards is more than 1024: sio::every_core is one for each core";
    if (options.proxies)
        if (auto const wrong = http::validate(*options.proxies))
            return wrong;
    return validate(options.http);
}

void throw_if_wrong(std::optional<std::string_view> const& wrong) {
    if (wrong)
        throw boost::system::system_error(make_error_code(error::invalid_option),
                                          std::string(*wrong));
}

} // namespace socketiota
