// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <client/proxy/proxy_dialler.hpp>
#include <support/failing_heap.hpp>
#include <support/manual_shard.hpp>
#include <test_kit/memory_dialler.hpp>

// A way through a proxy with the first allocation failing, then with the second, and so on until
// none is left to fail.

namespace socketiota::clients {
namespace {

namespace failing_heap = test::failing_heap;

/// Hears how it ends, and needs no memory.
class frugal_hearer final : public loop::dial_owner {
public:
    void on_dialled(std::unique_ptr<loop::channel> made) override {
        ++calls;
        dialled = std::move(made);
        attempt.reset();
    }

    void on_dial_failed(loop::dial_failure const&) override {
        ++calls;
        attempt.reset();
    }

    int calls = 0;
    std::unique_ptr<loop::channel> dialled;
    std::unique_ptr<loop::dial_attempt> attempt;
};

struct talk {
    proxy_kind kind;
    std::string_view answers[3];
};

constexpr talk talks[] = {
    {proxy_kind::http, {"HTTP/1.1 200", " OK\r\n\r\n", ""}},
    {proxy_kind::http, {"HTTP/1.1 407 No\r\n\r\n", "", ""}},
    {proxy_kind::socks5_by_name, {"\5\2", {"\1\0", 2}, {"\5\0\0\1\0\0\0\0\0\0", 10}}},
    {proxy_kind::socks5_by_name, {"\5\2", {"\1\0", 2}, "\5\5"}},
};

/// False if it went through without a failure.
bool try_way(talk const& with, std::size_t nth) {
    test::manual_shard time;
    auto reaches = std::make_unique<test_kit::memory_dialler>(time.shared());
    auto& to_proxy = *reaches;
    proxy_dialler dialler(time.shared(), {with.kind, "proxy", 1, "Ann", "secret"},
                          std::move(reaches));
    frugal_hearer heard;
    bool test_failed = false;
    failing_heap::fail(nth);
    std::optional<failing_heap::counting> counts(std::in_place);
    try {
        heard.attempt = dialler.dial({.host = "chat.example", .port = 80}, heard);
        auto const peer = to_proxy.at(0).accept();
        time.settle();
        for (std::string_view const each : with.answers) {
            if (!each.empty())
                peer->send(each);
            time.settle();
        }
    } catch (std::bad_alloc const&) {
        test_failed = true; // it, or the connections in memory
    }
    counts.reset();
    bool const has_failed = failing_heap::counted() >= nth;
    EXPECT_LE(heard.calls, 1);
    EXPECT_TRUE(test_failed || heard.calls == 1);
    heard.attempt.reset();
    heard.dialled.reset();
    time.settle();
    return has_failed;
}

TEST(failing_proxies, end_one_attempt) {
    for (talk const& each : talks) {
        static_cast<void>(try_way(each, 0)); // what libraries make once, they make without us
        std::size_t nth = 1;
        while (try_way(each, nth))
            ++nth;
        EXPECT_GT(nth, 10U) << "what fails is not seen";
    }
}

} // namespace
} // namespace socketiota::clients
