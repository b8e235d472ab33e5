// SPDX-License-Identifier: MIT
#include <chrono>
#include <list>
#include <utility>

#include <client/manager.hpp>
#include <client/socket_core.hpp>

namespace socketiota::clients {

namespace {

std::chrono::milliseconds age_of(base::time_point since, base::time_point now) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(now - since);
}

} // namespace

buffered_event socket_core::described(send_buffer::entry const& what) const {
    return {what.name, send_buffer::size_of(what), age_of(what.since, owner_->shard().now()),
            what.asks.has_value()};
}

buffered_event socket_core::described(retry_queue::entry const& what) const {
    return {what.name, retry_queue::size_of(what), age_of(what.since, owner_->shard().now()),
            what.answer != nullptr};
}

std::vector<buffered_event> socket_core::buffered_events() const {
    std::vector<buffered_event> all;
    if (owner_ == nullptr)
        return all;
    auto const add = [this, &all](auto const& each) { all.push_back(described(each)); };
    buffer_.for_each(add);
    queue_.for_each(add);
    return all;
}

/// Why an event that has waited is not sent; none: it is.
template <class Entry>
error_code socket_core::dropped_because(Entry const& what) {
    if (owner_ == nullptr)
        return make_error_code(error::socket_disconnected);
    auto const& options = owner_->options();
    if (options.max_buffered_age.count() == 0 && !options.keeps_buffered)
        return {};
    buffered_event const shown = described(what);
    if (options.max_buffered_age.count() > 0 && shown.age > options.max_buffered_age)
        return make_error_code(error::operation_has_timed_out);
    try {
        if (!options.keeps_buffered || options.keeps_buffered(shown))
            return {};
    } catch (...) {
        report(std::current_exception());
        return {}; // what cannot be judged is sent
    }
    return make_error_code(error::socket_disconnected);
}

void socket_core::send_buffered() {
    send_buffer waiting = std::exchange(buffer_, {});
    while (!waiting.empty()) {
        auto each = waiting.pop();
        auto const asks = each.asks;
        if (asks && !acks_.contains(*asks))
            continue; // nobody waits for the answer any more, as in Node
        if (error_code const why = dropped_because(each)) {
            if (asks)
                acks_.fail(*asks, why);
            continue;
        }
        auto const sent = send(std::move(each.unit), asks, each.name, each.since);
        if (asks && !sent)
            acks_.fail(*asks,
                       sent.reason() ? sent.reason() : make_error_code(error::socket_disconnected));
    }
}

/// The same for the queue of events that are sent until they are answered. The program is asked and
/// may change the queue meanwhile.
void socket_core::sift_queue() {
    std::list<retry_queue::entry> kept;
    for (std::list<retry_queue::entry> all = queue_.take_all(); !all.empty();) {
        if (error_code const why = dropped_because(all.front())) {
            if (all.front().answer)
                all.front().answer->on_end(why);
        } else {
            kept.push_back(std::move(all.front()));
        }
        all.pop_front();
    }
    queue_.put_back(std::move(kept));
}

} // namespace socketiota::clients
