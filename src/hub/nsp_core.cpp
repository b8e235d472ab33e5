// SPDX-License-Identifier: MIT
#include <socketiota/detail/reserved_events.hpp>

#include <boost/asio/system_executor.hpp>

#include <optional>
#include <utility>

#include <event/posted_arguments.hpp>
#include <hub/nsp_core.hpp>
#include <hub/nsp_directory.hpp>
#include <hub/nsp_part.hpp>
#include <hub/other_shards.hpp>
#include <hub/unread_handshake.hpp>
#include <loop/letter.hpp>

namespace socketiota::hub {

namespace {

constexpr std::size_t first_shard = nsp_directory::first_shard;

} // namespace

nsp_core::nsp_core(std::weak_ptr<nsp_directory> all, std::size_t shards, std::string name,
                   traits what)
    : all_(std::move(all)), name_(std::move(name)), traits_(what), places_(shards) {
    if (shards == 1)
        return;
    for (place& each : places_) {
        each.interest = std::make_unique<adapter::interest>();
        if (what.keeps_sessions)
            each.away = std::make_unique<adapter::interest>();
    }
}

nsp_core::~nsp_core() = default;

remote_socket nsp_core::describe(remote_socket::snapshot seen,
                                 std::shared_ptr<adapter::unread_value const> handshake) {
    // One block for both: of thousands that are fetched each would take two.
    struct seen_elsewhere {
        seen_elsewhere(remote_socket::snapshot&& what,
                       std::shared_ptr<adapter::unread_value const>&& said)
            : request(std::move(said)), seen(std::move(what)) {
            seen.unread = &request; // lives and goes with it
        }

        unread_handshake request;
        remote_socket::snapshot seen;
    };

    auto const both = std::make_shared<seen_elsewhere>(std::move(seen), std::move(handshake));
    return {weak_from_this(), std::shared_ptr<remote_socket::snapshot const>(both, &both->seen)};
}

std::shared_ptr<nsp_part> nsp_core::part_at(std::size_t shard) const {
    auto found = places_[shard].part.lock();
    return found && !found->detached() ? found : nullptr;
}

bool nsp_core::may_send(std::size_t shard) const {
    auto const all = all_.lock();
    auto const from = all ? all->shards().here() : std::nullopt;
    auto const here = from ? part_at(*from) : nullptr;
    return !here || here->shards() == nullptr || here->shards()->may_send(shard);
}

template <class Work>
void nsp_core::on_part(Work work) const {
    auto const all = all_.lock();
    if (!all)
        return;
    if (auto const at = all->shards().here()) {
        if (auto const here = part_at(*at))
            work(*here);
        return;
    }
    on_part_of_cluster(std::move(work)); // posts it
}

template <class Work>
void nsp_core::on_part_of_cluster(Work work) const {
    auto const all = all_.lock();
    if (!all)
        return;
    if (all->shards().here() == first_shard) {
        if (auto const here = part_at(first_shard))
            work(*here);
        return;
    }
    all->post(first_shard,
              loop::letter([part = places_[first_shard].part, work = std::move(work)]() mutable {
                  if (auto const there = part.lock(); there && !there->detached())
                      work(*there);
              }));
}

emit_result nsp_core::broadcast(adapter::selection const& to, detail::emit_flags const& flags,
                                std::string_view name, detail::argument_list const& arguments) {
    if (detail::is_reserved_event(name))
        return make_error_code(error::reserved_event_name);
    auto const all = all_.lock();
    if (!all)
        return emit_status::not_connected;
    if (auto const at = all->shards().here()) {
        auto const here = part_at(*at);
        return here ? here->broadcast(to, flags, name, arguments) : emit_status::not_connected;
    }
    auto copied = events::posted_arguments::copy(arguments);
    if (!copied)
        return copied.error();
    on_part([to, flags, kept = std::string(name), copied = *std::move(copied)](nsp_part& there) {
        static_cast<void>(there.broadcast(to, flags, kept, copied.list()));
    });
    return emit_status::queued;
}

// Whoever waits for an answer and is dropped hears that nobody is there.
void nsp_core::ask_all(adapter::selection const& to, detail::emit_flags const& flags,
                       std::string_view name, detail::argument_list const& arguments,
                       std::shared_ptr<detail::pending_answer> answer) {
    auto const all = all_.lock();
    if (!all)
        return;
    if (auto const at = all->shards().here()) {
        auto const here = part_at(*at);
        if (!here)
            return;
        if (detail::is_reserved_event(name))
            answer->on_end(make_error_code(error::reserved_event_name));
        else
            here->ask(to, flags, name, arguments, std::move(answer));
        return;
    }
    auto copied = events::posted_arguments::copy(arguments);
    if (!copied) {
        on_part([waiting = std::move(answer), reason = copied.error()](nsp_part&) {
            waiting->on_end(reason);
        });
        return;
    }
    // From there again: what is refused is refused on the shard.
    all->post(first_shard,
              loop::letter([weak = weak_from_this(), to, flags, kept = std::string(name),
                            copied = *std::move(copied), waiting = std::move(answer)]() mutable {
                  if (auto const self = weak.lock())
                      self->ask_all(to, flags, kept, copied.list(), std::move(waiting));
              }));
}

void nsp_core::join_rooms(adapter::selection who, std::vector<std::string> rooms) {
    on_part([who = std::move(who), rooms = std::move(rooms)](nsp_part& part) {
        part.join(who, rooms);
    });
}

void nsp_core::leave_rooms(adapter::selection who, std::vector<std::string> rooms) {
    on_part([who = std::move(who), rooms = std::move(rooms)](nsp_part& part) {
        part.leave(who, rooms);
    });
}

void nsp_core::disconnect_sockets(adapter::selection who, bool close) {
    on_part([who = std::move(who), close](nsp_part& part) { part.disconnect(who, close); });
}

void nsp_core::fetch_sockets(adapter::selection who, detail::emit_flags const& flags,
                             std::shared_ptr<detail::pending_fetch> waiting) {
    on_part([who = std::move(who), limit = flags.timeout, waiting = std::move(waiting)](
                nsp_part& part) mutable { part.fetch(who, std::move(waiting), limit); });
}

void nsp_core::count_sockets(adapter::selection who, detail::emit_flags const& flags,
                             std::shared_ptr<detail::pending_count> waiting) {
    on_part([who = std::move(who), limit = flags.timeout, waiting = std::move(waiting)](
                nsp_part& part) mutable { part.count(who, std::move(waiting), limit); });
}

void nsp_core::find_rooms(std::shared_ptr<detail::pending_rooms> waiting) {
    on_part([waiting = std::move(waiting)](nsp_part& part) mutable {
        part.find_rooms(std::move(waiting));
    });
}

emit_result nsp_core::emit_to_servers(std::string_view name, detail::argument_list const& arguments,
                                      std::shared_ptr<detail::pending_answer> answer) {
    error_code wrong;
    if (detail::is_reserved_event(name))
        wrong = make_error_code(error::reserved_event_name);
    auto copied = events::posted_arguments::copy(arguments);
    if (!wrong && !copied)
        wrong = copied.error();
    if (wrong) {
        on_part_of_cluster([waiting = std::move(answer), wrong](nsp_part&) {
            if (waiting)
                waiting->on_end(wrong);
        });
        return wrong;
    }
    if (all_.expired())
        return emit_status::not_connected;
    on_part_of_cluster([kept = std::string(name), copied = *std::move(copied),
                        waiting = std::move(answer)](nsp_part& there) mutable {
        there.emit_to_servers(kept, copied.list(), std::move(waiting));
    });
    return emit_status::queued;
}

void nsp_core::count_servers(std::shared_ptr<detail::pending_count> waiting) {
    on_part_of_cluster([waiting = std::move(waiting)](nsp_part& there) mutable {
        there.count_servers(std::move(waiting));
    });
}

void nsp_core::note_room(std::string_view room, bool is_there) {
    on_part_of_cluster(
        [kept = std::string(room), is_there](nsp_part& there) { there.note_room(kept, is_there); });
}

boost::asio::any_io_executor nsp_core::executor_of_cluster() const noexcept {
    auto const all = all_.lock();
    if (!all)
        return boost::asio::system_executor();
    return all->shards()[first_shard]->get_executor();
}

boost::asio::any_io_executor nsp_core::get_executor() const noexcept {
    auto const all = all_.lock();
    if (!all)
        return boost::asio::system_executor();
    loop::shard_set const& shards = all->shards();
    return shards[shards.here().value_or(first_shard)]->get_executor();
}

} // namespace socketiota::hub
