// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <adapter/broadcast_answers.hpp>

namespace socketiota::adapter {

/// The answer of one recipient. In the list of its collector until it is resolved.
class broadcast_answers::share final : public detail::pending_answer, public share_hook {
public:
    share(std::shared_ptr<broadcast_answers> all, answer_count count) noexcept
        : all_(std::move(all)), count_(count) {}

    share(share const&) = delete;
    share& operator=(share const&) = delete;

    ~share() override { resolve(); }

    void on_answer(reader& arguments) override {
        if (!is_linked())
            return;
        if (all_->waiting_)
            all_->waiting_->on_answer(arguments);
        if (count_ == answer_count::one)
            resolve();
    }

    void on_end(error_code reason) override {
        if (!is_linked())
            return;
        if (reason && !all_->lost_)
            all_->lost_ = reason;
        resolve();
    }

    void on_silent(silent_servers silent) override {
        if (is_linked())
            all_->silent_.add(std::move(silent));
    }

    [[nodiscard]] bool is_of_servers() const noexcept { return count_ == answer_count::of_servers; }

    /// What it waits for where it is registered.
    void add_silent(silent_servers& to) const {
        if (place() != nullptr)
            place()->add_silent(to);
    }

    /// Leaves the table that it waits in, which may destroy it.
    void withdraw() noexcept {
        unlink();
        leave_place();
    }

private:
    void resolve() {
        if (!is_linked())
            return;
        unlink();
        all_->finish_if_complete();
    }

    std::shared_ptr<broadcast_answers> all_;
    answer_count count_;
};

std::shared_ptr<broadcast_answers>
broadcast_answers::make(std::shared_ptr<detail::pending_answer> waiting) {
    return std::shared_ptr<broadcast_answers>(new broadcast_answers(std::move(waiting)));
}

broadcast_answers::broadcast_answers(std::shared_ptr<detail::pending_answer> waiting) noexcept
    : waiting_(std::move(waiting)) {
    waiting_->set_place(this);
}

broadcast_answers::~broadcast_answers() {
    // Only if whoever asked threw meanwhile: otherwise the last share has told.
    finish(make_error_code(error::socket_disconnected));
}

std::shared_ptr<detail::pending_answer> broadcast_answers::add(answer_count count) {
    auto made = std::make_shared<share>(shared_from_this(), count);
    unresolved_.push_back(*made);
    return made;
}

void broadcast_answers::all_asked() {
    all_asked_ = true;
    finish_if_complete();
}

void broadcast_answers::on_deadline() {
    is_overdue_ = true;
    if (!waits_for_servers())
        end_in_time();
}

bool broadcast_answers::waits_for_servers() const noexcept {
    return std::any_of(unresolved_.begin(), unresolved_.end(),
                       [](share const& each) { return each.is_of_servers(); });
}

void broadcast_answers::end_in_time() {
    auto const keep = shared_from_this(); // the last share that goes would take it along
    for (share const& each : unresolved_)
        each.add_silent(silent_);
    finish(make_error_code(error::operation_has_timed_out));
    withdraw();
}

void broadcast_answers::forget() noexcept {
    auto const keep = shared_from_this();
    waiting_.reset(); // it has completed itself
    cancel();
    last_word_.cancel();
    withdraw();
}

void broadcast_answers::finish_if_complete() {
    if (all_asked_ && unresolved_.empty())
        finish(lost_);
    else if (is_overdue_ && !waits_for_servers())
        end_in_time();
}

void broadcast_answers::finish(error_code reason) {
    auto const told = std::exchange(waiting_, nullptr);
    if (!told)
        return;
    cancel();
    last_word_.cancel();
    told->set_place(nullptr);
    if (silent_)
        told->on_silent(std::move(silent_));
    told->on_end(reason);
}

void broadcast_answers::withdraw() noexcept {
    while (!unresolved_.empty())
        unresolved_.front().withdraw();
}

} // namespace socketiota::adapter
