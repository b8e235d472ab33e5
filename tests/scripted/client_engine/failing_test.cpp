// SPDX-License-Identifier: MIT
#include "whole_life.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <new>
#include <optional>
#include <string>
#include <string_view>

#include <support/failing_heap.hpp>

// Each life is led with the first allocation failing, then with the second, and so on until none is
// left to fail. One of the session ends it and the life goes on without; one of the test itself, or
// of the connections in memory, ends the life there.

namespace socketiota::test {
namespace {

/// Who has a session and needs no memory.
class frugal_owner final : public clients::session_owner {
public:
    void on_session_open() override { note(); }

    void on_text(std::string_view) override { note(); }

    void on_binary(std::span<std::byte const>) override { note(); }

    void on_ping() override { note(); }

    void on_upgraded() override { note(); }

    void on_all_sent() override { note(); }

    void on_session_ended(clients::session_end const&) noexcept override { ++ends; }

    std::size_t ends = 0;
    std::size_t calls_after_the_end = 0;

private:
    void note() noexcept { calls_after_the_end += ends; }
};

/// False if it went through without a failure.
bool lead_life(std::size_t nth, clients::engine_settings const& settings) {
    frugal_owner owner;
    client_session_scene scene(settings);
    scene.hears = &owner;
    failing_heap::fail(nth);
    std::optional<failing_heap::counting> counts(std::in_place);
    try {
        whole_life(scene).play([] {});
    } catch (std::bad_alloc const&) {
        scene.time.settle(); // without what the test had no memory for
    }
    counts.reset();
    bool const has_failed = failing_heap::counted() >= nth;
    bool const has_begun = scene.has_session();
    if (has_begun)
        scene.session().close();
    scene.time.pass(60s);
    EXPECT_EQ(owner.ends, has_begun ? 1U : 0U);
    EXPECT_EQ(owner.calls_after_the_end, 0);
    EXPECT_TRUE(scene.is_empty());
    return has_failed;
}

void lead_lives(clients::engine_settings const& settings) {
    static_cast<void>(lead_life(0, settings)); // what libraries make once, they make without us
    std::size_t nth = 0;
    for (bool goes_on = true; goes_on && !testing::Test::HasFailure();) {
        SCOPED_TRACE("allocation " + std::to_string(++nth));
        goes_on = lead_life(nth, settings);
    }
    EXPECT_GT(nth, 50);
}

TEST(client_failing, allocations_end_a_session_that_upgrades) { lead_lives(usual_settings()); }

TEST(client_failing, allocations_end_a_session_that_tries_all) {
    clients::engine_settings settings = usual_settings();
    settings.tries_all = true;
    lead_lives(settings);
}

TEST(client_failing, allocations_end_a_session_of_revision_3) {
    clients::engine_settings settings = websocket_settings();
    settings.revision = wire::engine_revision::three;
    lead_lives(settings);
}

} // namespace
} // namespace socketiota::test
