// SPDX-License-Identifier: MIT
#include <algorithm>
#include <new>
#include <utility>

#include <redis/command_queue.hpp>

namespace socketiota::redis {

namespace {

// A burst would otherwise leave its memory with the connection.
constexpr std::size_t most_kept = std::size_t{64} << 10;

} // namespace

void command_queue::wait(std::string octets, asked command) {
    command.size = octets.size();
    std::size_t const size = command.size;
    waiting_.push_back(
        {std::move(octets), std::move(command)}); // first: what throws is not counted
    ++commands_;
    held_ += size;
}

asked command_queue::take_waiting() {
    asked first = std::move(waiting_.front().command);
    waiting_.pop_front();
    --commands_;
    held_ -= first.size;
    return first;
}

void command_queue::gather_waiting(base::time_point due) {
    while (!waiting_.empty()) {
        waiting& first = waiting_.front();
        gathered_.append(first.octets);
        first.command.due = due + first.command.blocks;
        gathered_held_ += first.command.size;
        sent_.push_back(std::move(first.command));
        ++unsent_;
        waiting_.pop_front();
    }
}

void command_queue::add(asked command) {
    bool const counts = command.what == purpose::answer;
    std::size_t const size = command.size;
    sent_.push_back(std::move(command));
    ++unsent_;
    if (counts) {
        ++commands_;
        held_ += size;
        gathered_held_ += size;
    }
}

std::string command_queue::take_gathered() {
    unsent_ = 0;
    written_held_ = std::exchange(gathered_held_, 0);
    return std::exchange(gathered_, std::move(spare_));
}

void command_queue::take_back(std::string spent) noexcept {
    held_ -= std::exchange(written_held_, 0);
    if (spent.capacity() > most_kept)
        return;
    spent.clear();
    spare_ = std::move(spent);
}

asked command_queue::take_sent() {
    asked first = std::move(sent_.front());
    sent_.pop_front();
    if (first.what == purpose::answer)
        --commands_;
    return first;
}

asked_list command_queue::lose(base::time_point due) {
    std::size_t end = gathered_.size();
    try {
        for (; unsent_ != 0; --unsent_) {
            asked& last = sent_.back();
            end -= last.size;
            if (last.what == purpose::answer) {
                waiting& again = waiting_.emplace_front();
                last.due = due;
                again.octets = gathered_.substr(end, last.size);
                again.command = std::move(last);
            }
            sent_.pop_back();
        }
    } catch (std::bad_alloc const&) { // what has no place to wait is lost with the others
        if (!waiting_.empty() && waiting_.front().octets.empty())
            waiting_.pop_front();
        for (; unsent_ != 0; --unsent_) {
            asked const& each = sent_[sent_.size() - unsent_];
            if (each.what == purpose::answer)
                held_ -= each.size;
        }
    }
    std::string().swap(gathered_);
    gathered_held_ = 0;
    held_ -= std::exchange(written_held_, 0);
    asked_list lost = std::exchange(sent_, {});
    commands_ -= static_cast<std::size_t>(std::count_if(
        lost.begin(), lost.end(), [](asked const& each) { return each.what == purpose::answer; }));
    return lost;
}

void command_queue::clear() noexcept {
    // What goes with them may come back here.
    auto const waited = std::exchange(waiting_, {});
    auto const asked_for = std::exchange(sent_, {});
    gathered_.clear();
    commands_ = held_ = gathered_held_ = written_held_ = unsent_ = 0;
}

} // namespace socketiota::redis
