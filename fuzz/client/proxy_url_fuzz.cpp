// SPDX-License-Identifier: MIT
// A url of a proxy, and a list of exceptions, of a line each.
//
// Invariants: no crash; a url that is taken names what a proxy can be asked with; one that is not
// has a sentence; a host that is excepted with a list is so with a longer one.
#include "../fuzz_check.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <client/proxy/proxy_exceptions.hpp>
#include <client/proxy/proxy_url.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace socketiota::clients;
    using socketiota::fuzz_check;
    std::string_view const all(reinterpret_cast<char const*>(data), size);
    std::size_t const end = all.find('\n');
    auto const parsed = parse_proxy_url(all.substr(0, end));
    fuzz_check(parsed.value.has_value() == parsed.sentence.empty());
    if (auto const& made = parsed.value) {
        fuzz_check(!made->host.empty() && made->port != 0);
        fuzz_check(made->user.size() <= 255 && made->password.size() <= 255);
        fuzz_check(!made->user.empty() || made->password.empty());
    }
    if (end == std::string_view::npos)
        return 0;
    std::string const list(all.substr(end + 1));
    for (std::string_view const host : {"chat.example.com", "10.1.2.3", "fd00::7"})
        if (is_excepted(list, host, 443)) {
            fuzz_check(is_excepted("other," + list, host, 443));
            fuzz_check(is_excepted(list + " other", host, 443));
        }
    return 0;
}
