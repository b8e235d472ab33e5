// SPDX-License-Identifier: MIT
// The chat of README.md. With several shards its handlers run on several threads: a lock guards the
// rooms, and what everybody hears of them leaves from one thread, in the order in which it
// happened. With several servers each knows what happens at the others, and tells its own people.
#include "command_line.hpp"
#include "contract.hpp"
#include "neighbours.hpp"
#include "rooms.hpp"
#include "rules.hpp"
#include "shared.hpp"

#include <socketiota/redis_adapter.hpp>
#include <socketiota/server.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <iostream>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chat {

namespace net = boost::asio;

/// What a socket keeps: who is behind it, and where. Its own handlers alone touch it.
struct visitor {
    chat::room* room = nullptr;
    std::string name, session;
    chat::pace pace;
};

class server {
public:
    explicit server(options const& chosen)
        : io_({.adapter = adapter(chosen.redis),
               .static_folder = chosen.folder,
               .shards = chosen.shards}) {
        news_desk_ = io_.get_executor();
        io_.on_connection([this](sio::socket const& me) {
            std::lock_guard const locked(lock_);
            me.emit(tell::rooms, rooms_.sizes());
        });
        io_.on_disconnect([this](sio::socket const& me) {
            std::lock_guard const locked(lock_);
            leave(me);
        });
        on(ask::join, &server::join);
        on(ask::rename, &server::rename);
        on(ask::say, &server::say);
        on(ask::picture, &server::show);
        on(ask::fetch, &server::fetch);
        io_.on(ask::typing, [this](sio::socket const& me) {
            auto& [room, name, session, pace] = me.state<visitor>();
            std::lock_guard const locked(lock_);
            if (pace.allows_one_more() && room)
                me.to(channel(*room)).volatile_().emit(tell::typing, tell::writer{name});
        });
        if (!chosen.redis.empty())
            join_others();
    }

    void run(std::uint16_t port) {
        io_.listen(port);
        std::cout << "chat is on http://localhost:" << io_.port() << std::endl;
        io_.run();
    }

private:
    /// Handles an event, unless it comes too fast.
    template <class Event, class Accepted, class... Argument>
    void on(Event event,
            answer<Accepted> (server::*handle)(sio::socket const&, Argument const&...)) {
        auto const paced = [this, handle](sio::socket const& me, Argument const&... arguments) {
            if (!me.state<visitor>().pace.allows_one_more())
                return answer<Accepted>(refused{"Too fast, wait a moment."});
            std::lock_guard const locked(lock_);
            return (this->*handle)(me, arguments...);
        };
        io_.on(event, paced);
    }

    answer<joined> join(sio::socket const& me, ask::to_join const& wish) {
        if (!is_id(wish.session))
            return refused{"This page is too old, load it again."};
        if (!is_name(wish.name))
            return refused{"A name has 1 to 24 characters."};
        if (!is_name(wish.room))
            return refused{"The name of a room has 1 to 24 characters."};
        room* const there = rooms_.find(wish.room);
        if (!there && !wish.create)
            return refused{"There is no room " + wish.room + "."};
        if (!there && rooms_.is_full())
            return refused{"There are too many rooms already."};
        if (there && there->is_taken(wish.name, wish.session))
            return refused{"The name " + wish.name + " is taken in " + wish.room + "."};

        leave(me);
        room* const found = rooms_.find(wish.room); // it may have been left by the last one
        room& here = found ? *found : rooms_.make(wish.room);
        if (here.enter(wish.name, wish.session))
            tell_change(here, "joined", wish.name);
        // In its turn, so that it hears what comes after the answer and nothing that came before.
        news([this, id = me.id(), to = channel(here)] { io_.in(id).sockets_join(to); });
        auto& [room, name, session, pace] = me.state<visitor>();
        room = &here;
        name = wish.name;
        session = wish.session;
        return joined{here.name(), name, here.people(), here.last_lines()};
    }

    answer<renamed> rename(sio::socket const& me, ask::to_rename const& wish) {
        auto& [room, name, session, pace] = me.state<visitor>();
        if (!room)
            return refused{"Join a room first."};
        if (!is_name(wish.name))
            return refused{"A name has 1 to 24 characters."};
        if (room->is_taken(wish.name, session))
            return refused{"The name " + wish.name + " is taken in " + room->name() + "."};
        if (wish.name != name) {
            room->leave(name);
            room->enter(wish.name, session);
            tell_change(*room, "renamed", wish.name, std::exchange(name, wish.name));
        }
        return renamed{name};
    }

    answer<noted> say(sio::socket const& me, ask::to_say const& said) {
        auto& [room, name, session, pace] = me.state<visitor>();
        if (!room)
            return refused{"Join a room first."};
        if (line const* const again = room->find(said.id))
            return noted{*again};
        if (!is_id(said.id))
            return refused{"A line needs an id of 16 to 64 characters."};
        if (!is_text(said.text))
            return refused{"A line has 1 to 1000 characters."};

        line const made{said.id, name, "text/plain", said.text, now()};
        room->remember(made);
        tell_line(*room, made, me.id());
        tell_servers(share::line, room->name(), made);
        return noted{made};
    }

    answer<noted> show(sio::socket const& me, ask::to_show const& shown,
                       sio::bytes const& picture) {
        auto& [room, name, session, pace] = me.state<visitor>();
        if (!room)
            return refused{"Join a room first."};
        if (line const* const again = room->find(shown.id))
            return noted{*again};
        if (!is_id(shown.id))
            return refused{"A line needs an id of 16 to 64 characters."};
        if (length(shown.alt) > 200)
            return refused{"A description has at most 200 characters."};
        if (picture.size() > 700'000)
            return refused{"A picture has at most 700 kB."};
        if (!is_picture(shown.type, picture.as_text()))
            return refused{"Only PNG, JPEG, GIF and WebP pictures can be sent."};

        line const made{shown.id, name, shown.type, shown.alt, now()};
        room->remember(made, picture);
        tell_picture(*room, made, picture, me.id());
        tell_servers(share::picture, room->name(), made, picture);
        return noted{made};
    }

    answer<fetched> fetch(sio::socket const& me, ask::to_fetch const& wanted) {
        room const* const room = me.state<visitor>().room;
        sio::bytes const* const picture = room ? room->picture(wanted.id) : nullptr;
        if (!picture)
            return refused{"This picture is not kept any more."};
        return fetched{*picture};
    }

    void leave(sio::socket const& me) {
        auto& [where, name, session, pace] = me.state<visitor>();
        room* const left = std::exchange(where, nullptr);
        if (!left)
            return;
        me.leave(channel(*left)); // at once: nothing of it comes behind the answer
        // And in its turn, where it may only enter.
        news([this, id = me.id(), from = channel(*left)] { io_.in(id).sockets_leave(from); });
        if (left->leave(name))
            tell_change(*left, "left", name);
    }

    void tell_change(room const& here, std::string what, std::string name, std::string was = {}) {
        tell_people(here, {here.people(), std::move(what), std::move(name), std::move(was)});
        tell_sizes();
        tell_servers(share::here, id_, rooms_.own_people());
    }

    // To the people of this server: the others tell theirs.

    void tell_people(room const& here, tell::change change) {
        news([this, to = channel(here), change = std::move(change)] {
            io_.local().to(to).emit(tell::people, change);
        });
    }

    void tell_sizes() {
        rooms_.tidy_up();
        news([this, sizes = rooms_.sizes()] { io_.local().emit(tell::rooms, sizes); });
    }

    void tell_line(room const& here, line const& said, std::string const& except = {}) {
        news([this, to = channel(here), said, except] {
            io_.local().to(to).except(except).emit(tell::line, said);
        });
    }

    void tell_picture(room const& here, line const& shown, sio::bytes const& picture,
                      std::string const& except = {}) {
        news([this, to = channel(here), shown, picture, except] {
            io_.local().to(to).except(except).emit(tell::picture, shown, picture);
        });
    }

    // The other servers of this chat.

    static sio::cluster_adapter adapter(std::string const& redis) {
        return redis.empty() ? sio::cluster_adapter()
                             : sio::redis_sharded_adapter({.redis = {.url = redis}});
    }

    void join_others() {
        id_ = std::to_string(std::random_device()()) + '-' + std::to_string(std::random_device()());
        io_.on_server_side(
            share::here, [this](std::string const& other, std::vector<share::crowd> const& crowds) {
                std::lock_guard const locked(lock_);
                if (neighbours_.hear_of(other, neighbours::clock::now()))
                    tell_servers(share::question, other);
                note(other, crowds);
            });
        io_.on_server_side(share::question, [this](std::string const& asked) {
            std::lock_guard const locked(lock_);
            if (asked == id_)
                tell_all();
        });
        io_.on_server_side(share::line, [this](std::string const& name, line const& said) {
            std::lock_guard const locked(lock_);
            room* const here = rooms_.find(name);
            if (!here || here->find(said.id))
                return;
            here->remember(said);
            tell_line(*here, said);
        });
        io_.on_server_side(share::picture, [this](std::string const& name, line const& shown,
                                                  sio::bytes const& picture) {
            std::lock_guard const locked(lock_);
            room* const here = rooms_.find(name);
            if (!here || here->find(shown.id))
                return;
            here->remember(shown, picture);
            tell_picture(*here, shown, picture);
        });
        io_.spawn([this]() -> net::awaitable<void> {
            for (;; co_await io_.delay(neighbours::interval)) {
                std::lock_guard const locked(lock_);
                tell_servers(share::here, id_, rooms_.own_people());
                for (std::string const& gone : neighbours_.forget_silent(neighbours::clock::now()))
                    note(gone, {});
            }
        });
    }

    /// Tells the other servers, behind what is told already.
    template <class Event, class... Argument>
    void tell_servers(Event event, Argument... arguments) {
        if (!id_.empty())
            news([this, event, arguments...] { io_.server_side_emit(event, arguments...); });
    }

    /// Tells everything, to a server that may know nothing of it. Those that do let it pass.
    void tell_all() {
        tell_servers(share::here, id_, rooms_.own_people());
        for (room const& each : rooms_.all())
            for (line const& said : each.lines())
                if (sio::bytes const* const picture = each.picture(said.id))
                    tell_servers(share::picture, each.name(), said, *picture);
                else
                    tell_servers(share::line, each.name(), said);
    }

    /// Notes who is at another server, in all rooms: in none that is not named.
    void note(std::string const& other, std::vector<share::crowd> const& crowds) {
        for (share::crowd const& each : crowds)
            if (!rooms_.find(each.room) && !rooms_.is_full())
                rooms_.make(each.room);
        bool is_changed = false;
        for (room& each : rooms_.all()) {
            auto const found = std::ranges::find(crowds, each.name(), &share::crowd::room);
            auto changes = each.note(other, found == crowds.end() ? std::vector<share::member>()
                                                                  : found->people);
            for (tell::change& change : changes)
                tell_people(each, std::move(change));
            is_changed = is_changed || !changes.empty();
        }
        if (is_changed)
            tell_sizes();
    }

    /// Has one thread tell it, under the lock: so an older list never arrives after a newer one.
    /// Between those who send on different shards there is no order.
    template <class Telling>
    void news(Telling telling) {
        news_.push_back(std::move(telling));
        // Handlers that several threads post may run in another order: each tells what is next.
        net::post(news_desk_, [this] {
            std::unique_lock locked(lock_);
            auto const next = std::move(news_.front());
            news_.pop_front();
            locked.unlock();
            next();
        });
    }

    /// With a mark in front, so that no room is called like the id of a socket.
    static std::string channel(room const& it) { return "#" + it.name(); }

    static std::int64_t now() {
        auto const since_1970 = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count();
    }

    std::mutex lock_;
    house rooms_; // under the lock, as what is to be told of them
    std::deque<std::function<void()>> news_;
    net::any_io_executor news_desk_;
    neighbours neighbours_;
    std::string id_; // among the servers of this chat; empty: it is alone
    sio::server io_; // the last member, so that its handlers never see half of this
};

} // namespace chat

int main(int count, char** arguments) {
    if (count == 2 && std::string_view(arguments[1]) == "--help") {
        std::cout << chat::usage;
        return 0;
    }
    chat::options chosen;
    if (!chat::read(count, arguments, chosen)) {
        std::cerr << chat::usage;
        return 2;
    }
    try {
        chat::server(chosen).run(chosen.port);
    } catch (std::exception const& failure) {
        std::cerr << "chat: " << failure.what() << '\n';
        return 1;
    }
}
