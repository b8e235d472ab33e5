// SPDX-License-Identifier: MIT
// system_clock::now() in a comment measures nothing.
void jumping(shard& home) {
    auto const now = std::chrono::system_clock::now();
    auto const then = std::time(nullptr);
    clock_gettime(CLOCK_REALTIME, &at);
    set(std::chrono::high_resolution_clock::now());
    home.set(std::chrono::steady_clock::now());
    std::chrono::system_clock::time_point shown = given;
    timer::time();
}
