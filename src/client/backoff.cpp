// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <random>

#include <client/backoff.hpp>

namespace socketiota::clients {

backoff::milliseconds backoff::next() noexcept {
    // Beyond that the limit has been passed long ago, whatever it is.
    constexpr std::size_t most_doublings = 60;
    auto const doublings = static_cast<int>(std::min(attempts_, most_doublings));
    double wait = std::ldexp(static_cast<double>(first_.count()), doublings);
    ++attempts_;
    auto const most = static_cast<double>(longest_.count());
    std::mt19937_64 generator(chance_++); // not kept: its state takes 2.5 KB
    if (full_) {
        wait = std::uniform_real_distribution<double>(0, std::min(wait, most))(generator);
    } else if (jitter_ > 0) {
        double const random = std::uniform_real_distribution<double>(0, 1)(generator);
        double const deviation = std::floor(random * jitter_ * wait);
        bool const is_shorter = static_cast<int>(random * 10) % 2 == 0;
        wait += is_shorter ? -deviation : deviation;
    }
    return milliseconds(static_cast<milliseconds::rep>(std::min(wait, most)));
}

} // namespace socketiota::clients
