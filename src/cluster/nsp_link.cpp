// SPDX-License-Identifier: MIT
#include <boost/system/errc.hpp>

#include <algorithm>
#include <utility>

#include <cluster/answer_request.hpp>
#include <cluster/carried_event.hpp>
#include <cluster/gathering_request.hpp>
#include <cluster/nsp_link.hpp>

namespace socketiota::cluster {
namespace {

/// Of a server, or of a question.
constexpr std::size_t longest_id = 256;

message message_to(message_type type, adapter::selection const& who) {
    message made;
    made.type = type;
    made.to = who;
    return made;
}

} // namespace

nsp_link::nsp_link(loop::shard& home, mover& by, std::string_view nsp, adapter::residents& here,
                   link_options const& options, std::shared_ptr<link_counts> counts)
    : home_(home),
      here_(here),
      options_(options),
      counts_(std::move(counts)),
      nsp_(nsp),
      prefers_(by.prefers()),
      line_(by.open(nsp_, *this)),
      requests_(home, options, *counts_),
      questions_(std::make_shared<open_questions>(*line_, here, options, counts_, prefers_)) {
    if (by.keeps_log())
        log_.emplace(*line_, here, options, counts_, prefers_);
    if (by.known_by() == mover::membership::counted)
        return;
    members_.emplace(home_, options_, *counts_, static_cast<heartbeat_members::listener&>(*this));
    members_->begin();
}

nsp_link::~nsp_link() {
    *self_ = nullptr;
    questions_->close();
    try {
        if (members_)
            members_->end();
        requests_.end_all(make_error_code(error::socket_disconnected));
        for (auto const& each : counting_)
            each->complete(1 + members());
    } catch (...) {
        counts_->failed.add(1); // those who wait hear of it when they are destroyed
    }
}

// ---- from here to the others ----

emit_status nsp_link::publish(adapter::selection const& to, adapter::broadcast_event const& event) {
    auto const encoded = encoded_values::of_event(event.name, event.arguments, prefers_);
    if (!encoded) {
        counts_->not_sent.add(1);
        return emit_status::dropped;
    }
    message made = message_to(message_type::broadcast, to);
    made.flags = event.flags;
    made.values = encoded->view();
    send(std::move(made));
    return emit_status::queued;
}

void nsp_link::ask(adapter::selection const& to, adapter::broadcast_event const& event,
                   std::uint64_t, adapter::broadcast_answers& answers) {
    auto const encoded = encoded_values::of_event(event.name, event.arguments, prefers_);
    if (!encoded) {
        counts_->not_sent.add(1);
        return answers.expect_many()->on_end(encoded.error());
    }
    message made = message_to(message_type::broadcast, to);
    made.flags = event.flags;
    made.values = encoded->view();
    ask_all(std::move(made), event.flags.timeout, [&](awaited_servers whom) {
        return std::make_unique<broadcast_request>(std::move(whom), answers.expect_many(), options_,
                                                   *counts_);
    });
}

void nsp_link::fetch(adapter::selection const& who,
                     std::shared_ptr<adapter::gathering<std::vector<remote_socket>>> found) {
    auto const limit = found->limit();
    message made = message_to(message_type::fetch_sockets, who);
    made.flags.timeout = limit;
    ask_all(std::move(made), limit, [&](awaited_servers whom) {
        return std::make_unique<fetch_request>(std::move(whom), std::move(found), options_,
                                               *counts_, here_);
    });
}

void nsp_link::count(adapter::selection const& who,
                     std::shared_ptr<adapter::gathering<std::size_t>> found) {
    auto const limit = found->limit();
    message made = message_to(message_type::fetch_sockets, who);
    made.flags.timeout = limit;
    ask_all(std::move(made), limit, [&](awaited_servers whom) {
        return std::make_unique<count_request>(std::move(whom), std::move(found), options_,
                                               *counts_);
    });
}

void nsp_link::find_rooms(std::shared_ptr<adapter::gathering<room_sizes>>) {}

void nsp_link::join(adapter::selection const& who, std::vector<std::string> const& rooms) {
    message made = message_to(message_type::sockets_join, who);
    made.rooms = rooms;
    send(std::move(made));
}

void nsp_link::leave(adapter::selection const& who, std::vector<std::string> const& rooms) {
    message made = message_to(message_type::sockets_leave, who);
    made.rooms = rooms;
    send(std::move(made));
}

void nsp_link::disconnect(adapter::selection const& who, bool close) {
    message made = message_to(message_type::disconnect_sockets, who);
    made.close = close;
    send(std::move(made));
}

void nsp_link::emit(std::string_view name, detail::argument_list const& arguments,
                    std::shared_ptr<detail::pending_answer> answer) {
    auto const encoded = encoded_values::of_event(name, arguments, prefers_);
    if (!encoded) {
        counts_->not_sent.add(1);
        if (answer)
            answer->on_end(encoded.error());
        return;
    }
    message made;
    made.type = message_type::server_side_emit;
    made.values = encoded->view();
    if (!answer)
        return send(std::move(made));
    ask_all(std::move(made), {}, [&](awaited_servers whom) {
        return std::make_unique<emit_request>(std::move(whom), std::move(answer), options_,
                                              *counts_);
    });
}

void nsp_link::count_servers(std::shared_ptr<detail::pending_count> waiting) {
    if (!members_) {
        with_number([waiting = std::move(waiting)](nsp_link const* link, error_code reason,
                                                   std::size_t servers) {
            if (link == nullptr)
                reason = make_error_code(error::socket_disconnected);
            if (reason)
                waiting->complete_partly(reason, {}, 1);
            else
                waiting->complete(std::max<std::size_t>(servers, 1));
        });
    } else if (members_->knows_all()) {
        waiting->complete(1 + members());
    } else if (counting_.size() < options_.max_requests) {
        counting_.push_back(std::move(waiting));
    } else {
        counts_->too_many_requests.add(1);
        waiting->complete_partly(
            make_error_code(boost::system::errc::resource_unavailable_try_again), {},
            1 + members());
    }
}

void nsp_link::note_room(std::string_view room, bool is_there) { line_->note_room(room, is_there); }

void nsp_link::send(message what) {
    if (members_)
        members_->on_published();
    line_->send(std::move(what));
}

template <class Make>
void nsp_link::ask_all(message question, std::optional<std::chrono::milliseconds> limit,
                       Make const& make) {
    auto request = make(all_others());
    if (request->whom().complete()) {
        // As Node does: an event reaches who is not known yet, a question without one is not sent.
        if (question.type == message_type::broadcast)
            send(std::move(question));
        return request->end({}, {});
    }
    std::string const* const id = requests_.add(std::move(request), limit);
    if (id == nullptr)
        return;
    question.request_id = *id;
    count_awaited(*id); // first: who comes while the question is on its way need not answer it
    send(std::move(question));
}

awaited_servers nsp_link::all_others() const {
    return members_ ? awaited_servers::named(members_->uids(), !members_->knows_all())
                    : awaited_servers::numbered(options_.max_members);
}

void nsp_link::count_awaited(std::string const& request) {
    if (members_)
        return;
    with_number([request](nsp_link* link, error_code reason, std::size_t servers) {
        if (link != nullptr)
            link->requests_.on_number(request, reason, servers == 0 ? 0 : servers - 1);
    });
}

template <class Work>
void nsp_link::with_number(Work work) {
    line_->count_servers([weak = std::weak_ptr(self_),
                          work = std::move(work)](error_code reason, std::size_t servers) {
        auto const self = weak.lock();
        work(self ? *self : nullptr, reason, servers);
    });
}

// ---- from the others to here ----

void nsp_link::on_message(message& what) {
    auto const counts = counts_; // this may be destroyed inside
    try {
        take(what);
    } catch (...) {
        counts->failed.add(1);
    }
}

void nsp_link::on_gap() {
    if (members_)
        members_->begin();
}

void nsp_link::on_lost_log() { here_.keep_sessions(); }

void nsp_link::take(message& what) {
    if (what.uid == line_->uid() || (!what.nsp.empty() && what.nsp != nsp_)) {
        counts_->not_for_us.add(1);
        return;
    }
    // They are kept; those of all servers have 6 or 16 characters.
    if (what.uid.size() > longest_id || what.request_id.size() > longest_id) {
        counts_->malformed.add(1);
        return;
    }
    if (members_)
        members_->on_message(what.type, what.uid);
    switch (what.type) {
    case message_type::initial_heartbeat:
    case message_type::heartbeat:
    case message_type::adapter_close:
        return;
    case message_type::broadcast:
        return take_broadcast(what);
    case message_type::sockets_join:
        return here_.may_have(what.to.rooms) ? here_.join(what.to, what.rooms) : void();
    case message_type::sockets_leave:
        return here_.may_have(what.to.rooms) ? here_.leave(what.to, what.rooms) : void();
    case message_type::disconnect_sockets:
        if (what.taken)
            return here_.give_way(what.to.rooms, place_of(what.offset));
        return here_.may_have(what.to.rooms) ? here_.disconnect(what.to, what.close) : void();
    case message_type::fetch_sockets:
        return questions_->fetch(what);
    case message_type::server_side_emit:
        return questions_->ask_program(what);
    case message_type::fetch_sockets_response:
    case message_type::server_side_emit_response:
    case message_type::broadcast_client_count:
    case message_type::broadcast_ack:
        return requests_.on_message(what);
    }
    counts_->unknown_type.add(1);
}

void nsp_link::take_broadcast(message const& what) {
    if (!what.request_id.empty())
        return questions_->ask_sockets(what);
    if (!here_.may_have(what.to.rooms))
        return; // without a look at what it carries
    carried_event event;
    if (!event.open(what.values)) {
        counts_->malformed.add(1);
        return;
    }
    // What its one client answers is of no place: who comes back later must not miss it.
    std::string_view const offset = what.packet_id ? std::string_view() : what.offset;
    here_.broadcast(what.to,
                    {event.name(), event.arguments(), what.flags, offset, place_of(offset)});
}

// ---- who is there ----

void nsp_link::send_heartbeat(message_type type) {
    message made;
    made.type = type;
    line_->send(std::move(made));
}

void nsp_link::on_found(std::string const& uid) {
    note_members();
    requests_.on_found(uid);
}

void nsp_link::on_left(std::string const& uid) {
    note_members();
    requests_.on_left(uid);
}

// Every server has this namespace.
void nsp_link::note_members() noexcept {
    if (nsp_ == "/")
        counts_->servers.store(members(), std::memory_order_relaxed);
}

void nsp_link::on_all_known() {
    requests_.on_all_known();
    for (auto const& each : std::exchange(counting_, {}))
        each->complete(1 + members());
}

} // namespace socketiota::cluster
