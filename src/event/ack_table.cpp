// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <event/ack_table.hpp>

namespace socketiota::events {

/// One answer that has not come yet.
class ack_table::entry final : public base::deadline, public detail::pending_answer_place {
public:
    entry(ack_table& table, std::uint64_t id, std::shared_ptr<detail::pending_answer> answer)
        : table_(table), id_(id), answer_(std::move(answer)) {
        answer_->set_place(this);
    }

    entry(entry const&) = delete;
    entry& operator=(entry const&) = delete;

    ~entry() { answer_->set_place(nullptr); }

    [[nodiscard]] detail::pending_answer& answer() noexcept { return *answer_; }

    void forget() noexcept override { auto const gone = table_.take(id_); }

private:
    void on_deadline() override { table_.fail(id_, error::operation_has_timed_out); }

    ack_table& table_;
    std::uint64_t id_;
    std::shared_ptr<detail::pending_answer> answer_;
};

ack_table::ack_table() noexcept = default;

ack_table::~ack_table() { fail_all(error::socket_disconnected); }

base::deadline& ack_table::add(std::uint64_t id, std::shared_ptr<detail::pending_answer> answer) {
    auto made = std::make_unique<entry>(*this, id, std::move(answer));
    return *entries_.insert_or_assign(id, std::move(made)).first->second;
}

std::unique_ptr<ack_table::entry> ack_table::take(std::uint64_t id) noexcept {
    auto const found = entries_.find(id);
    if (found == entries_.end())
        return nullptr;
    auto taken = std::move(found->second);
    entries_.erase(found);
    return taken;
}

bool ack_table::resolve(std::uint64_t id, reader& arguments) {
    auto const taken = take(id);
    if (taken)
        taken->answer().on_answer_here(arguments);
    return taken != nullptr;
}

bool ack_table::fail(std::uint64_t id, error_code reason) {
    auto const taken = take(id);
    if (taken)
        taken->answer().on_end(reason);
    return taken != nullptr;
}

void ack_table::fail_all(error_code reason) {
    // Moved out first: who is told may emit again, into the table.
    decltype(entries_) pending;
    pending.swap(entries_);
    for (auto const& [id, waiting] : pending)
        waiting->answer().on_end(reason);
}

void ack_table::fail_before(std::uint64_t first, error_code reason) {
    // One after the other, as this needs no memory, and sought anew each time, as who is told may
    // emit again, into the table.
    auto const is_before = [first](auto const& each) { return each.first < first; };
    for (;;) {
        auto const found = std::find_if(entries_.begin(), entries_.end(), is_before);
        if (found == entries_.end())
            return;
        fail(found->first, reason);
    }
}

} // namespace socketiota::events
