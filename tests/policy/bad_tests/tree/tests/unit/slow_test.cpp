// SPDX-License-Identifier: MIT
TEST(slow, waits) {
    std::this_thread::sleep_for(10ms);
    GTEST_SKIP();
}
TEST(slow, DISABLED_never_runs) {}
