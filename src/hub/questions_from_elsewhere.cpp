// SPDX-License-Identifier: MIT
#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/reader.hpp>
#include <socketiota/value.hpp>

#include <utility>

#include <adapter/broadcast_answers.hpp>
#include <hub/nsp_part.hpp>
#include <hub/other_shards.hpp>
#include <hub/questions_from_elsewhere.hpp>
#include <hub/sent_event.hpp>

namespace socketiota::hub {

/// Waits for the answers to one question, and sends each on. Held by the collector of the answers,
/// which ends it once.
class questions_from_elsewhere::relay final : public detail::pending_answer {
public:
    relay(std::weak_ptr<nsp_part> here, key const& which) noexcept
        : here_(std::move(here)), which_(which) {}

    void on_answer(reader& arguments) override {
        value all = value::empty_array();
        while (arguments.next_element())
            if (!decode(arguments, all.push_back({})))
                break;
        std::size_t const octets = octets_of(all);
        tell(
            [which = which_, all = std::move(all)](questions_elsewhere& asked, std::size_t at) {
                asked.on_answer(which.ack_id, at, all);
            },
            octets);
    }

    void on_silent(silent_servers silent) override {
        tell([which = which_, silent = std::move(silent)](questions_elsewhere& asked,
                                                          std::size_t at) {
            asked.on_silent(which.ack_id, at, silent);
        });
    }

    void on_end(error_code reason) override {
        if (auto const here = here_.lock(); here && here->shards() != nullptr)
            here->shards()->answering().relays_.erase(which_);
        tell([which = which_, reason](questions_elsewhere& asked, std::size_t at) {
            asked.on_end(which.ack_id, at, reason);
        });
    }

    /// Withdraws the question from the sockets that have not answered.
    void give_up() noexcept { leave_place(); }

private:
    /// Has the shard that asked do `work(its questions, this shard)`.
    template <class Work>
    void tell(Work work, std::size_t octets = 0) const {
        auto const here = here_.lock();
        if (!here || here->shards() == nullptr)
            return; // the server has gone, and with it whoever asked
        here->shards()->send(
            which_.from,
            [work = std::move(work), at = here->index()](nsp_part& asking) {
                work(asking.shards()->asked(), at);
            },
            octets);
    }

    std::weak_ptr<nsp_part> here_;
    key const which_;
};

questions_from_elsewhere::~questions_from_elsewhere() = default;

void questions_from_elsewhere::ask(nsp_part& here, std::size_t from, std::uint64_t ack_id,
                                   sent_event const& event) {
    key const which{from, ack_id};
    auto const made = std::make_shared<relay>(here.weak_from_this(), which);
    auto const answers = adapter::broadcast_answers::make(made);
    relays_.emplace(which, made);
    // The time of who asked, who wants to know which servers are silent then.
    if (event.flags.timeout && here.servers(event.to) != nullptr)
        here.around().shard().set_deadline(*answers, *event.flags.timeout);
    here.ask_here(event, ack_id, *answers);
    answers->all_asked();
}

void questions_from_elsewhere::withdraw(std::size_t from, std::uint64_t ack_id) noexcept {
    auto const found = relays_.find({from, ack_id});
    if (found == relays_.end())
        return;
    auto const given_up = found->second.lock();
    relays_.erase(found);
    if (given_up)
        given_up->give_up();
}

} // namespace socketiota::hub
