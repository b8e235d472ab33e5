// SPDX-License-Identifier: MIT
// What proxies say of clients, in both forms: what is read lies in the line, from the right to the
// left, and a hop that is added on the right is read first and changes nothing further left.
#include "../fuzz_check.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <wire/forwarded.hpp>

using namespace socketiota;

namespace {

std::vector<std::string> nodes_of(wire::forwarded_reader::form how, std::string_view line) {
    wire::forwarded_reader reader(how, line);
    std::vector<std::string> nodes;
    char const* end = line.data() + line.size();
    while (auto const hop = reader.previous()) {
        fuzz_check(hop->node.find_first_of(",;\"") == std::string_view::npos ||
                   how == wire::forwarded_reader::form::x_forwarded_for);
        if (!hop->node.empty()) {
            fuzz_check(hop->node.data() >= line.data());
            fuzz_check(hop->node.data() + hop->node.size() <= end);
            end = hop->node.data();
        }
        nodes.emplace_back(hop->node);
    }
    fuzz_check(nodes.size() <= line.size() + 1);
    return nodes;
}

void check(wire::forwarded_reader::form how, std::string_view line, std::string_view added) {
    auto const before = nodes_of(how, line);
    auto const after = nodes_of(how, std::string(line).append(",").append(added));
    fuzz_check(after.size() == before.size() + 1);
    fuzz_check(after.front() == "192.0.2.1");
    fuzz_check(std::vector<std::string>(after.begin() + 1, after.end()) == before);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const line(reinterpret_cast<char const*>(data), size);
    check(wire::forwarded_reader::form::x_forwarded_for, line, "192.0.2.1:80");
    check(wire::forwarded_reader::form::forwarded, line, "for=\"192.0.2.1:80\"");
    return 0;
}
