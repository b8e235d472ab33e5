// SPDX-License-Identifier: MIT
#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/detail/pending_fetch.hpp>
#include <socketiota/detail/reserved_events.hpp>

#include <algorithm>
#include <utility>

#include <adapter/gathering.hpp>
#include <hub/cluster_tie.hpp>
#include <hub/handshake_description.hpp>
#include <hub/nsp_core.hpp>
#include <hub/nsp_part.hpp>
#include <hub/offset_arguments.hpp>

namespace socketiota::hub {
namespace {

adapter::selection on_this_server(adapter::selection who) {
    who.local = true;
    return who;
}

using shared_questioner = std::shared_ptr<adapter::distant_questioner>;

/// The answers of the sockets here, on their way to another server.
class distant_answers final : public detail::pending_answer {
public:
    explicit distant_answers(shared_questioner to) noexcept : to_(std::move(to)) {}

    void on_answer(reader& arguments) override {
        if (to_)
            to_->on_answer(arguments);
    }

    void on_end(error_code) override { to_.reset(); }

private:
    shared_questioner to_; // null once there are no more
};

/// How many sockets were asked, likewise.
class distant_count final : public detail::pending_count {
public:
    explicit distant_count(shared_questioner to) noexcept : to_(std::move(to)) {}

    void complete(std::size_t sockets) override { to_->on_count(sockets); }

private:
    shared_questioner to_;
};

} // namespace

cluster_tie::~cluster_tie() = default;

adapter::other_servers& cluster_tie::others() {
    if (!others_)
        others_ = all_.open(here_.name(), *this);
    return *others_;
}

bool cluster_tie::is_change(std::string_view room, bool is_there) {
    auto const found = reasons_.find(room);
    if (is_there)
        return found == reasons_.end() ? reasons_.emplace(room, 1).second : ++found->second == 1;
    if (found == reasons_.end() || --found->second != 0)
        return false;
    reasons_.erase(found);
    return true;
}

// Clients disconnect when they get an event with a name that is reserved.
void cluster_tie::broadcast(adapter::selection const& to, adapter::arrived_event const& event) {
    if (detail::is_reserved_event(event.name))
        return;
    adapter::selection const who = on_this_server(to);
    if (!here_.goes_by_log(to)) {
        static_cast<void>(here_.broadcast(who, event.flags, event.name, event.arguments));
    } else if (event.offset.empty() || event.flags.is_volatile) { // nobody goes on from there
        here_.broadcast_logged(event.place, who, event.flags, event.name, event.arguments);
    } else {
        offset_arguments const with(event.arguments, std::string(event.offset));
        here_.broadcast_logged(event.place, who, event.flags, event.name, with.list());
    }
}

void cluster_tie::ask(adapter::selection const& to, adapter::arrived_event const& event,
                      std::unique_ptr<adapter::distant_questioner> questioner) {
    if (detail::is_reserved_event(event.name))
        return;
    adapter::selection const who = on_this_server(to);
    shared_questioner const asking(std::move(questioner));
    // In one turn with the question, so that each shard counts those whom it asks then.
    here_.count(who, std::make_shared<distant_count>(asking));
    here_.ask(who, event.flags, event.name, event.arguments,
              std::make_shared<distant_answers>(asking));
}

void cluster_tie::fetch(adapter::selection const& who,
                        std::shared_ptr<detail::pending_fetch> waiting) {
    here_.fetch(on_this_server(who), std::move(waiting));
}

void cluster_tie::join(adapter::selection const& who, std::vector<std::string> const& rooms) {
    here_.join(on_this_server(who), rooms);
}

void cluster_tie::leave(adapter::selection const& who, std::vector<std::string> const& rooms) {
    here_.leave(on_this_server(who), rooms);
}

void cluster_tie::disconnect(adapter::selection const& who, bool close) {
    here_.disconnect(on_this_server(who), close);
}

void cluster_tie::give_way(std::vector<std::string> const& ids, adapter::log_place when) {
    here_.give_way(ids, when);
}

void cluster_tie::keep_sessions() { here_.keep_sessions(); }

void cluster_tie::on_server_side_event(std::string_view name,
                                       detail::argument_list const& arguments,
                                       std::unique_ptr<adapter::distant_asker> asker) {
    asked_.dispatch(name, arguments, std::move(asker));
}

bool cluster_tie::may_have(std::vector<std::string> const& rooms) const {
    return here_.may_have(rooms);
}

bool cluster_tie::may_have_room(std::string_view room) const { return here_.may_have_room(room); }

void cluster_tie::write_handshake(remote_socket const& socket, writer& to) const {
    describe_handshake(socket.handshake(), to);
}

remote_socket cluster_tie::describe(std::string id, std::vector<std::string> rooms,
                                    std::shared_ptr<adapter::unread_value const> handshake,
                                    reader& data) const {
    value held;
    static_cast<void>(decode(data, held)); // null if it says nothing
    return here_.whole()->describe(
        {std::move(id), {nullptr, nullptr}, std::move(rooms), std::move(held)},
        std::move(handshake));
}

} // namespace socketiota::hub
