// SPDX-License-Identifier: MIT
#include <boost/system/errc.hpp>

#include <utility>
#include <vector>

#include <base/random.hpp>
#include <cluster/open_requests.hpp>

namespace socketiota::cluster {
namespace {

constexpr std::size_t id_characters = 16; // 96 bits: not to be guessed, and never the same twice

} // namespace

void open_request::on_deadline() { table_->on_time_over(*this); }

std::string const* open_requests::add(std::unique_ptr<open_request> request,
                                      std::optional<std::chrono::milliseconds> limit) {
    if (all_.size() >= options_.max_requests) {
        counts_.too_many_requests.add(1);
        request->end(make_error_code(boost::system::errc::resource_unavailable_try_again), {});
        return nullptr;
    }
    auto const [place, is_new] = all_.emplace(base::random_text(id_characters), nullptr);
    request->id_ = place->first;
    request->table_ = this;
    home_.set_deadline(*request, limit.value_or(options_.requests_timeout));
    place->second = std::move(request);
    return &place->first;
}

void open_requests::on_message(message& what) {
    auto const found = all_.find(what.request_id);
    if (found == all_.end()) {
        counts_.not_asked.add(1);
        return;
    }
    open_request& request = *found->second;
    try {
        request.on_message(what);
    } catch (...) {
        counts_.failed.add(1); // the answer is lost, and yet was the last that was waited for
    }
    end_if_complete(request);
}

template <class Change>
void open_requests::change_all(Change const& change) {
    std::vector<open_request*> complete;
    for (auto const& [id, each] : all_) {
        change(*each);
        if (each->whom().complete())
            complete.push_back(each.get());
    }
    for (open_request* const each : complete)
        end(*each, {}, {});
}

void open_requests::on_found(std::string const& uid) {
    for (auto const& [id, each] : all_)
        each->whom().add(uid);
}

void open_requests::on_left(std::string const& uid) {
    change_all([&](open_request& each) { each.on_left(uid); });
}

void open_requests::on_all_known() {
    change_all([](open_request& each) { each.whom().no_more(); });
}

void open_requests::on_number(std::string_view id, error_code reason, std::size_t others) {
    auto const found = all_.find(id);
    if (found == all_.end())
        return; // it has ended
    open_request& request = *found->second;
    if (reason)
        return end(request, reason, {});
    request.whom().set_number(others);
    end_if_complete(request);
}

void open_requests::withdraw(open_request const& request) noexcept {
    static_cast<void>(take(request));
}

void open_requests::end_if_complete(open_request& request) {
    if (request.whom().complete())
        end(request, {}, {});
}

void open_requests::end_all(error_code reason) {
    while (!all_.empty())
        end(*all_.begin()->second, reason, {});
}

void open_requests::on_time_over(open_request& request) {
    counts_.timed_out.add(1);
    end(request, make_error_code(error::operation_has_timed_out), request.whom().silent());
}

void open_requests::end(open_request& request, error_code reason, silent_servers silent) {
    auto const ended = take(request);
    ended->end(reason, std::move(silent));
}

std::unique_ptr<open_request> open_requests::take(open_request const& request) noexcept {
    auto const found = all_.find(request.id());
    auto taken = std::move(found->second);
    taken->cancel();
    taken->table_ = nullptr;
    all_.erase(found);
    return taken;
}

} // namespace socketiota::cluster
