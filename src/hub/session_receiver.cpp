// SPDX-License-Identifier: MIT
#include <utility>

#include <hub/expected_rooms.hpp>
#include <hub/logged_sessions.hpp>
#include <hub/nsp_part.hpp>
#include <hub/offset_arguments.hpp>
#include <hub/session_receiver.hpp>
#include <hub/surroundings.hpp>

namespace socketiota::hub {

session_receiver::session_receiver(nsp_part& there, std::size_t back, std::string private_id,
                                   std::weak_ptr<adapter::session_seeker> seeker)
    : there_(there.weak_from_this()),
      back_(back),
      private_id_(std::move(private_id)),
      seeker_(std::move(seeker)) {}

session_receiver::~session_receiver() {
    if (ended_)
        return;
    try {
        on_end(recovery_outcome::unknown_session, {});
    } catch (...) {
        return; // its client waits until it has waited for too long
    }
}

void session_receiver::on_session(adapter::kept_session which) {
    auto const there = there_.lock();
    if (!there || there->detached() || which.private_id != private_id_)
        return;
    there->give_way({which.id}, {});
    auto expected = std::make_shared<expected_rooms const>(there->whole(), back_, which.rooms);
    there->on_shard(back_,
                    [which = std::move(which), expected = std::move(expected)](nsp_part& here) {
                        if (auto const& all = here.around().logged)
                            all->expect(here, which);
                    });
}

void session_receiver::on_missed(adapter::arrived_event const& event) {
    auto const there = there_.lock();
    if (!there || there->detached())
        return;
    surroundings& around = there->around();
    offset_arguments const with(event.arguments, std::string(event.offset));
    auto const units = around.encoders.event(
        around.speakers, there->name(), std::nullopt, event.name, with.list(),
        {.is_volatile = false, .compress = event.flags.compress.value_or(true)});
    if (!units)
        return; // nested deeper than clients may get
    missed_.emplace_back(*units);
}

void session_receiver::on_end(recovery_outcome outcome, adapter::log_place until) {
    ended_ = true;
    auto const there = there_.lock();
    if (!there || there->detached())
        return;
    // Moved out by the one that gets it.
    auto const missed = std::make_shared<std::vector<packet::carried_event>>(std::move(missed_));
    there->on_shard(back_,
                    [id = private_id_, missed, until, outcome, seeker = seeker_](nsp_part& here) {
                        if (auto const& all = here.around().logged)
                            all->complete(id, std::move(*missed), until, outcome, seeker);
                    });
}

} // namespace socketiota::hub
