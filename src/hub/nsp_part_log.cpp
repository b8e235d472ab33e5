// SPDX-License-Identifier: MIT
// A namespace whose cluster keeps a log: what is sent goes there first.
#include <algorithm>
#include <optional>
#include <utility>

#include <event/posted_arguments.hpp>
#include <hub/client.hpp>
#include <hub/cluster_tie.hpp>
#include <hub/logged_session.hpp>
#include <hub/logged_sessions.hpp>
#include <hub/nsp_directory.hpp>
#include <hub/nsp_part.hpp>
#include <hub/other_shards.hpp>
#include <hub/socket_core.hpp>

namespace socketiota::hub {

void nsp_part::with_log(log_work work) {
    on_shard(nsp_directory::first_shard, [work = std::move(work)](nsp_part& there) {
        if (there.cluster_ == nullptr)
            return; // the server ends
        if (auto* const log = there.cluster_->others().log())
            work(there, *log);
    });
}

void nsp_part::on_shard(std::size_t shard, detail::callback<void(nsp_part&)> work) {
    if (shard == index_)
        work(*this);
    else if (others_)
        others_->send(shard, std::move(work));
}

emit_result nsp_part::log(adapter::selection const& to, detail::emit_flags const& flags,
                          std::string_view name, detail::argument_list const& arguments) {
    if (cluster_) {
        packet::event_units const none{{}};
        return cluster_->others().log()->publish(to, {name, arguments, flags, none});
    }
    constexpr std::size_t there = nsp_directory::first_shard;
    if (!others_ || index_ == there)
        return emit_status::not_connected; // the server ends
    if (!others_->may_send(there))
        return emit_status::dropped;
    auto copied = events::posted_arguments::copy(arguments);
    if (!copied)
        return copied.error();
    std::size_t const octets = copied->octets();
    others_->send(
        there,
        [to, flags, kept = std::string(name), copied = *std::move(copied)](nsp_part& part) {
            static_cast<void>(part.log(to, flags, kept, copied.list()));
        },
        octets);
    return emit_status::queued;
}

void nsp_part::when_delivered(detail::callback<void(nsp_part&)> then) {
    with_log([back = index_, then = std::move(then)](nsp_part& there, adapter::cluster_log& log) {
        log.when_delivered([weak = there.weak_from_this(), back, then] {
            if (auto const part = weak.lock(); part && !part->detached())
                part->on_shard(back, then);
        });
    });
}

void nsp_part::broadcast_logged(adapter::log_place at, adapter::selection const& to,
                                detail::emit_flags const& flags, std::string_view name,
                                detail::argument_list const& arguments) {
    auto const encoded = encode(std::nullopt, flags, name, arguments);
    if (!encoded)
        return; // nested deeper than clients may get
    if (others_)
        others_->publish(to, {name, arguments, flags, *encoded, {}, at});
    deliver_logged(at, to, *encoded, name, arguments);
}

void nsp_part::on_shards_with(adapter::selection const& whom,
                              detail::callback<void(nsp_part&)> const& work) {
    if (others_)
        others_->send_to_each(whom, work);
    work(*this);
}

void nsp_part::give_way(std::vector<std::string> const& ids, adapter::log_place when) {
    adapter::selection const whom{.rooms = ids, .except = {}, .local = true};
    on_shards_with(whom, [whom, when](nsp_part& here) {
        for (auto const& each : here.keep(whom)) {
            logged_session* const its = each->logged();
            if (its == nullptr || std::ranges::find(whom.rooms, each->id()) == whom.rooms.end())
                continue; // a room of the program has that name
            if (when && when <= its->until)
                continue; // that was before it came back to this server
            its->is_lost = true;
            each->owner().give_way();
        }
    });
}

void nsp_part::keep_sessions() {
    adapter::selection const everybody{.rooms = {}, .except = {}, .local = true};
    on_shards_with(everybody, [everybody](nsp_part& here) {
        for (auto const& each : here.keep(everybody))
            if (logged_session* const its = each->logged())
                its->owner.note_forgotten(*its);
    });
}

} // namespace socketiota::hub
