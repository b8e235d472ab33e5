// SPDX-License-Identifier: MIT
#include <socketiota/detail/reserved_events.hpp>

#include <utility>

#include <hub/nsp_core.hpp>
#include <hub/nsp_part.hpp>
#include <hub/posted_arguments.hpp>

namespace socketiota::hub {

std::shared_ptr<nsp_part> nsp_core::part() const {
    auto found = part_.lock();
    return found && !found->detached() ? found : nullptr;
}

template <class Work>
void nsp_core::on_part(Work work) const {
    auto const shard = home_.lock();
    if (!shard)
        return;
    if (home_.is_here()) {
        if (auto const here = part())
            work(*here);
        return;
    }
    home_.post(part_, [work = std::move(work)](nsp_part& there) mutable {
        if (!there.detached())
            work(there);
    });
}

emit_result nsp_core::broadcast(adapter::selection const& to, detail::emit_flags const& flags,
                                std::string_view name, detail::argument_list const& arguments) {
    if (detail::is_reserved_event(name))
        return make_error_code(error::reserved_event_name);
    auto const shard = home_.lock();
    if (!shard)
        return emit_status::not_connected;
    if (home_.is_here()) {
        auto const here = part();
        return here ? here->broadcast(to, flags, name, arguments) : emit_status::not_connected;
    }
    auto copied = posted_arguments::copy(arguments);
    if (!copied)
        return copied.error();
    home_.post(part_,
               [to, flags, kept = std::string(name), copied = *std::move(copied)](nsp_part& there) {
                   if (!there.detached())
                       static_cast<void>(there.broadcast(to, flags, kept, copied.list()));
               });
    return emit_status::queued;
}

// Whoever waits for an answer and is dropped hears that nobody is there.
void nsp_core::ask_all(adapter::selection const& to, detail::emit_flags const& flags,
                       std::string_view name, detail::argument_list const& arguments,
                       std::shared_ptr<detail::pending_answer> answer) {
    auto const shard = home_.lock();
    if (!shard)
        return;
    if (home_.is_here()) {
        auto const here = part();
        if (!here)
            return;
        if (detail::is_reserved_event(name))
            answer->on_end(make_error_code(error::reserved_event_name));
        else
            here->ask(to, flags, name, arguments, std::move(answer));
        return;
    }
    auto copied = posted_arguments::copy(arguments);
    if (!copied) {
        on_part([waiting = std::move(answer), reason = copied.error()](nsp_part&) {
            waiting->on_end(reason);
        });
        return;
    }
    // From there again: what is refused is refused on the shard.
    home_.post(weak_from_this(), [to, flags, kept = std::string(name), copied = *std::move(copied),
                                  waiting = std::move(answer)](nsp_core& self) mutable {
        self.ask_all(to, flags, kept, copied.list(), std::move(waiting));
    });
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

void nsp_core::fetch_sockets(adapter::selection who,
                             std::shared_ptr<detail::pending_fetch> waiting) {
    on_part([who = std::move(who), waiting = std::move(waiting)](nsp_part& part) {
        waiting->complete(part.fetch(who));
    });
}

void nsp_core::count_sockets(adapter::selection who,
                             std::shared_ptr<detail::pending_count> waiting) {
    on_part([who = std::move(who), waiting = std::move(waiting)](nsp_part& part) {
        waiting->complete(part.count(who));
    });
}

} // namespace socketiota::hub
