// SPDX-License-Identifier: MIT
#include <utility>

#include <hub/nsp_part.hpp>
#include <hub/other_shards.hpp>
#include <hub/questions_elsewhere.hpp>
#include <value/value_reader.hpp>

namespace socketiota::hub {

class questions_elsewhere::entry final : public detail::pending_answer_place {
public:
    entry(questions_elsewhere& all, key const& which,
          std::shared_ptr<detail::pending_answer> answers)
        : all_(all), which_(which), answers_(std::move(answers)) {
        answers_->set_place(this);
    }

    entry(entry const&) = delete;
    entry& operator=(entry const&) = delete;

    ~entry() { answers_->set_place(nullptr); }

    [[nodiscard]] std::shared_ptr<detail::pending_answer> const& answers() const noexcept {
        return answers_;
    }

    /// Nobody waits any more.
    void forget() noexcept override {
        auto const gone = all_.take(which_);
        try {
            all_.ways_.send(which_.shard,
                            [from = all_.ways_.index(), ack_id = which_.ack_id](nsp_part& there) {
                                there.shards()->answering().withdraw(from, ack_id);
                            });
        } catch (...) {
            return; // they answer in vain
        }
    }

private:
    questions_elsewhere& all_;
    key const which_;
    std::shared_ptr<detail::pending_answer> answers_;
};

questions_elsewhere::questions_elsewhere(other_shards& ways) noexcept : ways_(ways) {}

questions_elsewhere::~questions_elsewhere() { end_all(); }

void questions_elsewhere::end_all() noexcept {
    while (!entries_.empty()) {
        key const first = entries_.begin()->first;
        on_end(first.ack_id, first.shard, make_error_code(error::socket_disconnected));
    }
}

void questions_elsewhere::add(std::uint64_t ack_id, std::size_t shard,
                              std::shared_ptr<detail::pending_answer> answers) {
    key const which{ack_id, shard};
    entries_.emplace(which, std::make_unique<entry>(*this, which, std::move(answers)));
}

std::unique_ptr<questions_elsewhere::entry> questions_elsewhere::take(key const& of) noexcept {
    auto const found = entries_.find(of);
    if (found == entries_.end())
        return nullptr;
    auto taken = std::move(found->second);
    entries_.erase(found);
    return taken;
}

void questions_elsewhere::on_answer(std::uint64_t ack_id, std::size_t shard,
                                    value const& arguments) {
    auto const found = entries_.find({ack_id, shard});
    if (found == entries_.end())
        return; // nobody waits any more
    value_reader from(arguments);
    from.enter_array();
    auto const keep = found->second->answers();
    keep->on_answer(from);
}

void questions_elsewhere::on_silent(std::uint64_t ack_id, std::size_t shard,
                                    silent_servers silent) {
    if (auto const found = entries_.find({ack_id, shard}); found != entries_.end())
        found->second->answers()->on_silent(std::move(silent));
}

void questions_elsewhere::on_end(std::uint64_t ack_id, std::size_t shard, error_code reason) {
    auto const ended = take({ack_id, shard});
    if (ended)
        ended->answers()->on_end(reason);
}

} // namespace socketiota::hub
