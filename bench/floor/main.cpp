// SPDX-License-Identifier: MIT
#include "../common/descriptor_limit.hpp"
#include "server.hpp"

#include <charconv>
#include <csignal>
#include <cstdint>
#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace {

/// Reads a whole number from `low` to `high`; 0 if it is none.
std::uint32_t read_number(std::string_view text, std::uint32_t low, std::uint32_t high) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && value >= low && value <= high ? value : 0;
}

} // namespace

int main(int count, char** arguments) {
    std::uint32_t port = 0;
    std::uint32_t ping_interval = 25'000;
    std::string certificate;
    std::string key;
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string_view name = arguments[i];
        if (name == "--port")
            port = read_number(arguments[i + 1], 1, 65'535);
        else if (name == "--ping-interval")
            ping_interval = read_number(arguments[i + 1], 1, 3'600'000);
        else if (name == "--tls-certificate")
            certificate = arguments[i + 1];
        else if (name == "--tls-key")
            key = arguments[i + 1];
        else
            ping_interval = 0;
    }
    if (count % 2 == 0 || port == 0 || ping_interval == 0 || certificate.empty() != key.empty()) {
        std::cerr << "usage: bench_floor --port PORT [--ping-interval MILLISECONDS]\n"
                     "                   [--tls-certificate FILE --tls-key FILE]\n";
        return 2;
    }
    socketiota::bench::raise_descriptor_limit();
    // OpenSSL writes without MSG_NOSIGNAL.
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    try {
        std::unique_ptr<socketiota::bench::tls_server> tls;
        if (!certificate.empty())
            tls = std::make_unique<socketiota::bench::tls_server>(certificate, key);
        socketiota::bench::server{static_cast<std::uint16_t>(port), ping_interval, std::move(tls)}
            .run();
    } catch (const std::exception& error) {
        std::cerr << "bench_floor: " << error.what() << "\n";
        return 1;
    }
}
