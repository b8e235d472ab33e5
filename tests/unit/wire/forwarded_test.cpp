// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <wire/forwarded.hpp>

namespace socketiota::wire {
namespace {

using form = forwarded_reader::form;

/// The nodes from the right to the left, with a space between them; `-` for one that says nothing.
std::string nodes(form how, std::string_view line) {
    forwarded_reader reader(how, line);
    std::string all;
    while (auto const hop = reader.previous()) {
        if (!all.empty())
            all += ' ';
        all += hop->node.empty() ? "-" : std::string(hop->node);
    }
    return all;
}

TEST(forwarded, is_read_from_the_right) {
    std::vector<std::pair<std::string_view, std::string_view>> const cases{
        {"192.0.2.1", "192.0.2.1"},
        {"192.0.2.1, 10.0.0.2,10.0.0.3", "10.0.0.3 10.0.0.2 192.0.2.1"},
        {"\t192.0.2.1 \t,", "192.0.2.1"},
        {"", ""},
        {" , ,", ""},
        {"192.0.2.1:8080", "192.0.2.1"},
        {"2001:db8::1", "2001:db8::1"},
        {"[2001:db8::1]", "2001:db8::1"},
        {"[2001:db8::1]:80", "2001:db8::1"},
        {"[2001:db8::1", "-"},
        {"[2001:db8::1]80", "-"},
        {"[2001:db8::1]:", "-"},
        {"192.0.2.1:", "-"},
        {"192.0.2.1:123456", "-"},
        {"192.0.2.1:x", "-"},
        {"unknown", "unknown"}, // no address, which its reader notices
    };
    for (auto const& [line, expected] : cases)
        EXPECT_EQ(nodes(form::x_forwarded_for, line), expected) << line;
}

// The examples of RFC 7239 among them.
TEST(forwarded, has_the_form_of_its_rfc) {
    std::vector<std::pair<std::string_view, std::string_view>> const cases{
        {"for=\"_gazonk\"", "_gazonk"},
        {"For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"},
        {"for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60"},
        {"for=192.0.2.43, for=198.51.100.17", "198.51.100.17 192.0.2.43"},
        {"by=203.0.113.43; FOR=192.0.2.1 ", "192.0.2.1"},
        {"proto=https", "-"},
        {"for=192.0.2.1;for=192.0.2.2", "-"},
        {"for", "-"},
        {"for=", "-"},
        {"=192.0.2.1", "-"},
        {"for =192.0.2.1", "-"},
        {"for=[2001:db8::1]", "-"}, // has to be quoted
        {"for=192.0.2.1:80", "-"},
        {"for=\"192.0.2.1", "-"},
        {"for=\"", "-"},
        {"for=\"a\\\"b\"", "-"},
        {"for=192.0.2.1;x=\"a,b\"", "- -"},
        {"for=192.0.2.1;;proto=http", "-"},
        {"192.0.2.1", "-"},
    };
    for (auto const& [line, expected] : cases)
        EXPECT_EQ(nodes(form::forwarded, line), expected) << line;
}

} // namespace
} // namespace socketiota::wire
