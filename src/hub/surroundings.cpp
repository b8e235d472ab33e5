// SPDX-License-Identifier: MIT
#include <utility>

#include <hub/logged_sessions.hpp>
#include <hub/session_keeper.hpp>
#include <hub/surroundings.hpp>

namespace socketiota::hub {

surroundings::surroundings(nsp_directory const& shards, std::size_t place, hub_options const& given,
                           base::metric_sink& sink, adapter::cluster* other_servers)
    : home(shards.shards()[place]),
      mailboxes(shards.mailboxes()),
      cluster(other_servers),
      index(place),
      speakers(shards.speakers()),
      options(given),
      metrics(sink),
      encoders(home->units(), given.packet.max_attachments, given.packet.custom),
      keeper(given.recovery && !given.recovers_from_cluster
                 ? std::make_unique<session_keeper>(*this, *given.recovery, shards.offset_mark(),
                                                    shards.shards().size())
                 : nullptr),
      logged(given.recovery && given.recovers_from_cluster
                 ? std::make_unique<logged_sessions>(*this, *given.recovery)
                 : nullptr) {}

surroundings::~surroundings() = default;

sessions* surroundings::sessions() const noexcept {
    if (logged)
        return logged.get();
    return keeper.get();
}

void surroundings::report(socket const& who, std::exception_ptr failure) const noexcept {
    try {
        if (hooks.on_error)
            hooks.on_error(who, std::move(failure));
    } catch (...) {
        // Nobody is left to tell: the function that hears of failures has failed itself.
        count(metric::error_handler_failed);
    }
}

} // namespace socketiota::hub
