// SPDX-License-Identifier: MIT
#include <boost/system/errc.hpp>

#include <algorithm>

#include <loop/dial_race.hpp>

namespace socketiota::loop {

using boost::system::error_code;

namespace {

/// Whether that is the fault of this machine's network and says nothing of the other side.
bool is_of_here(error_code const& reason) {
    namespace errc = boost::system::errc;
    return reason == errc::network_unreachable || reason == errc::address_not_available ||
           reason == errc::address_family_not_supported;
}

} // namespace

dial_race::dial_race(std::vector<endpoint> const& found, base::duration delay) : delay_(delay) {
    std::vector<endpoint> others;
    for (endpoint const& each : found)
        (each.protocol() == found.front().protocol() ? order_ : others).push_back(each);
    // Behind each of the first family one of the other, until one of them has no more.
    for (std::size_t index = 0; index < others.size(); ++index) {
        std::size_t const place = std::min(2 * index + 1, order_.size());
        order_.insert(order_.begin() + static_cast<std::ptrdiff_t>(place), others[index]);
    }
    order_.resize(std::min(order_.size(), most_addresses));
}

std::optional<dial_race::endpoint> dial_race::next(base::time_point now) {
    if (begun_ == order_.size() || now < due_)
        return std::nullopt;
    due_ = now + delay_;
    return order_[begun_++];
}

std::optional<base::time_point> dial_race::due() const noexcept {
    if (begun_ == order_.size())
        return std::nullopt;
    return due_;
}

void dial_race::fail(endpoint const& address, error_code reason) {
    refusals_.push_back({address, reason});
    due_ = base::time_point::min();
}

error_code dial_race::reason() const {
    auto const found = std::find_if(refusals_.rbegin(), refusals_.rend(),
                                    [](refusal const& each) { return !is_of_here(each.reason); });
    return found == refusals_.rend() ? refusals_.back().reason : found->reason;
}

std::string dial_race::words() const {
    error_code const first = refusals_.front().reason;
    if (std::all_of(refusals_.begin(), refusals_.end(),
                    [&](refusal const& each) { return each.reason == first; }))
        return first.message();
    std::string words;
    for (refusal const& each : refusals_) {
        words.append(words.empty() ? "" : ", ").append(each.from.address().to_string());
        words.append(": ").append(each.reason.message());
    }
    return words;
}

} // namespace socketiota::loop
