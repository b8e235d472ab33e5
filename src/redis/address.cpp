// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/system/system_error.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <base/check_link_limits.hpp>
#include <base/percent_decoded.hpp>
#include <redis/address.hpp>

namespace socketiota::redis {

namespace {

// What fits into sockaddr_un with its end.
constexpr std::size_t longest_path = 107;
constexpr std::uint16_t sentinel_port = 26379;
constexpr std::size_t most_answer_bytes = std::size_t{1} << 30;

[[noreturn]] void refuse(std::string const& sentence) {
    throw boost::system::system_error(make_error_code(error::invalid_option), sentence);
}

template <class Number>
std::optional<Number> number_of(std::string_view digits) noexcept {
    Number value{};
    auto const [end, failure] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || failure != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    return value;
}

std::string decoded(std::string_view text) {
    auto plain = base::percent_decoded(text);
    if (!plain)
        refuse("redis_options.url has a % without two hexadecimal digits: write %25 for it");
    return std::move(*plain);
}

/// Takes off and returns what stands in front of the last `mark`; none: nothing does.
std::optional<std::string_view> take_front(std::string_view& text, char mark) noexcept {
    std::size_t const found = text.rfind(mark);
    if (found == std::string_view::npos)
        return std::nullopt;
    std::string_view const front = text.substr(0, found);
    text.remove_prefix(found + 1);
    return front;
}

void read_credentials(std::string_view text, redis_options& into) {
    std::size_t const colon = text.find(':');
    if (std::string_view const user = text.substr(0, colon); !user.empty())
        into.user = decoded(user);
    if (colon != std::string_view::npos && colon + 1 < text.size())
        into.password = decoded(text.substr(colon + 1));
}

/// What is wrong with a host or a port, of the url or of a text of `hosts`.
struct complaints {
    char const* bracket;
    char const* colons;
    char const* host;
    char const* port;
};

constexpr complaints of_url{
    "redis_options.url has an IPv6 address without its ]",
    "redis_options.url has several colons in its host: an IPv6 address stands in brackets",
    "redis_options.url names no host: redis://host:port",
    "redis_options.url has a port that is none: 1 to 65535"};
constexpr complaints of_hosts{
    "redis_options.hosts has an IPv6 address without its ]",
    "redis_options.hosts has several colons in one: an IPv6 address stands in brackets",
    "redis_options.hosts has one without a name: host or host:port",
    "redis_options.hosts has a port that is none: 1 to 65535"};

void read_host_and_port(std::string_view text, address& into, complaints const& wrong) {
    std::string_view port;
    if (text.starts_with('[')) {
        std::size_t const end = text.find(']');
        if (end == std::string_view::npos)
            refuse(wrong.bracket);
        into.host = text.substr(1, end - 1);
        port = text.substr(end + 1);
    } else {
        std::size_t const colon = text.find(':');
        into.host = decoded(text.substr(0, colon));
        port = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
        if (port.find(':', 1) != std::string_view::npos)
            refuse(wrong.colons);
    }
    if (into.host.empty())
        refuse(wrong.host);
    if (port.empty())
        return;
    auto const number = number_of<std::uint16_t>(port.substr(1));
    if (port.front() != ':' || !number || *number == 0)
        refuse(wrong.port);
    into.port = *number;
}

address read_url(std::string_view url, redis_options& into) {
    address at;
    if (url.starts_with("unix:")) {
        url.remove_prefix(5);
        if (url.starts_with("//"))
            url.remove_prefix(2);
        at.path = decoded(url);
        if (!at.path.starts_with('/') || at.path.size() > longest_path)
            refuse("redis_options.url has a path that is none: unix:///path/of/the/socket, at most "
                   "107 octets");
        return at;
    }
    constexpr std::string_view plain = "redis://";
    constexpr std::string_view secure = "rediss://";
    at.tls = url.starts_with(secure);
    if (!at.tls && !url.starts_with(plain))
        refuse("redis_options.url begins neither with redis:// nor with rediss:// or unix:///");
    url.remove_prefix(at.tls ? secure.size() : plain.size());
    if (url.find_first_of("?#") != std::string_view::npos)
        refuse("redis_options.url has a ? or #: options stand in redis_options; in a password they "
               "are written %3F and %23");
    if (auto const credentials = take_front(url, '@'))
        read_credentials(*credentials, into);
    std::size_t const slash = url.find('/');
    if (slash != std::string_view::npos && slash + 1 < url.size()) {
        into.database = number_of<unsigned>(url.substr(slash + 1));
        if (!into.database)
            refuse("redis_options.url has a database that is no number");
    }
    read_host_and_port(url.substr(0, slash), at, of_url);
    return at;
}

void check_limits(redis_options const& given) {
    base::check_link_limits(given, "redis_options", refuse);
    if (given.max_answer_bytes == 0 || given.max_answer_bytes > most_answer_bytes)
        refuse("redis_options.max_answer_bytes is not between 1 and 1 GiB");
    for (char const each : given.client_name)
        if (each <= ' ' || each > '~')
            refuse("redis_options.client_name has a space or something that cannot be printed");
}

} // namespace

checked_options check(redis_options options) {
    check_limits(options);
    std::string const url = std::move(options.url);
    options.url.clear();
    address at = read_url(url, options);
    bool const by_sentinels = options.deployment == redis_deployment::sentinels;
    bool const by_cluster = options.deployment == redis_deployment::cluster;
    std::vector<address> hosts;
    for (std::string const& each : options.hosts) {
        address& host = hosts.emplace_back();
        if (by_sentinels)
            host.port = sentinel_port;
        host.tls = at.tls;
        read_host_and_port(each, host, of_hosts);
    }
    if (by_sentinels && hosts.empty())
        refuse("redis_options.hosts names no sentinel");
    if (by_sentinels && !at.path.empty())
        refuse("redis_options.url names no master for the sentinels: redis://mymaster");
    if (by_cluster && !at.path.empty())
        refuse("redis_options.url names no server of a Redis Cluster: redis://host:port");
    if (by_cluster && options.database.value_or(0) != 0)
        refuse("redis_options.database is not 0, the only one of a Redis Cluster");
    if (!by_sentinels && !by_cluster && !hosts.empty())
        refuse("redis_options.hosts is for sentinels and Redis Clusters: set deployment");
    return {std::move(options), std::move(at), std::move(hosts)};
}

} // namespace socketiota::redis
