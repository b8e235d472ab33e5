// SPDX-License-Identifier: MIT
// How a server runs, departs and ends.
//
// The end goes in steps when threads run its loops: shard 0 has each shard close its part, which
// tells when that is behind it; when all have, those who wait are told and the loops may return,
// that of shard 0 last.
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include <csignal>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <loop/cores.hpp>
#include <loop/operation_memory.hpp>
#include <loop/thread_name.hpp>
#include <server/server_foundation.hpp>

namespace socketiota {

namespace asio = boost::asio;

// ---- the run ----

void server_foundation::run(std::shared_ptr<server_foundation> self) {
    if (self->own_loops_.empty())
        throw std::logic_error("this server lives on a context of the program: run that context");

    /// The end is told when the server has been let go of.
    struct runner {
        explicit runner(std::shared_ptr<server_foundation> who)
            : server(std::move(who)), state(server->run_) {
            state->enter();
        }

        runner(runner const&) = delete;
        runner& operator=(runner const&) = delete;

        ~runner() {
            server.reset();
            state->leave();
        }

        std::shared_ptr<server_foundation> server;
        std::shared_ptr<run_state> state;
    };

    runner const running(std::move(self));
    running.server->run_loops();
}

void server_foundation::leave(std::shared_ptr<server_foundation> self) noexcept {
    auto const state = self->run_;
    if (!state->running())
        return; // whoever lets go of it last closes it
    try {
        self->stop();
    } catch (std::bad_alloc const&) {
        for (auto const& each : self->own_loops_)
            each->stop();
    }
    if (state->is_here())
        return; // `run` waits for this thread
    self.reset();
    state->wait_for_none();
}

void server_foundation::run_loops() {
    signals_.emplace(context_, SIGINT, SIGTERM);
    wait_for_signal();
    for (auto const& each : own_loops_)
        each->restart();
    if (is_one())
        run_loop(0);
    else
        run_all();
}

void server_foundation::run_all() {
    /// Whatever happens, no thread is left, and none begins before they may.
    struct threads {
        explicit threads(server_foundation& server) : of(server) {
            of.registrations_->set_read(true);
            of.shards_->set_running(true);
        }

        threads(threads const&) = delete;
        threads& operator=(threads const&) = delete;

        ~threads() {
            for (std::thread& each : all)
                each.join();
            of.guards_.clear();
            of.shards_->set_running(false);
            of.registrations_->set_read(false);
        }

        server_foundation& of;
        std::vector<std::thread> all;
    };

    threads others(*this);
    if (!closed_)
        for (std::size_t index = 0; index != shards_->size(); ++index) {
            guards_.emplace_back((*shards_)[index]->get_executor());
            watch_->begin(index);
        }
    running_others_ = shards_->size() - 1;
    others.all.reserve(shards_->size() - 1);
    try {
        for (std::size_t index = 1; index != shards_->size(); ++index)
            others.all.emplace_back([this, index] { run_other(index); });
    } catch (...) {
        for (auto const& each : own_loops_)
            each->stop();
        throw;
    }
    std::optional<loop::pinned_thread> pinned;
    if (options_.pin_threads)
        pinned.emplace(loop::usable_cores().front());
    run_loop(0);
}

void server_foundation::run_other(std::size_t index) noexcept {
    run_->enter();
    loop::name_this_thread("sio-shard-" + std::to_string(index));
    {
        std::optional<loop::pinned_thread> pinned;
        if (options_.pin_threads) {
            auto const cores = loop::usable_cores();
            pinned.emplace(cores[index % cores.size()]);
        }
        run_loop(index);
    }
    run_->leave();
    if (--running_others_ == 0 && !guards_.empty())
        guards_[0].reset();
}

void server_foundation::run_loop(std::size_t index) noexcept {
    for (;;) {
        try {
            own_loops_[index]->run();
            return;
        } catch (...) {
            // A function that the program gave to Asio (a completion handler, what it posted), or
            // no memory in Asio itself: the others go on.
            parts_[index]->count(metric::handler_failed);
            report(*parts_[index], std::current_exception(),
                   "a function on the server's loop failed: ");
        }
    }
}

// ---- its departure ----

void server_foundation::wait_for_signal() {
    signals_->async_wait([this](error_code failure, int which) {
        if (!failure)
            on_signal(which);
    });
}

void server_foundation::on_signal(int which) noexcept {
    try {
        begin_end(which);
    } catch (...) {
        close_and_return(); // without memory to wait for anything
    }
}

// Each signal ends what the one before began: first draining, then waiting for handlers.
void server_foundation::begin_end(int signal) {
    bool const is_first = !std::exchange(ends_by_signal_, true);
    bool const drains = is_first && signal == SIGTERM && options_.drain_time.count() > 0;
    bool const waits = !parts_[0]->last_stretch().waits_for_handlers() && work_[0]->running() > 0 &&
                       options_.stop_timeout.count() > 0;
    if (!drains && !waits) {
        close_and_return();
        return;
    }
    wait_for_signal();
    if (drains) {
        drain(options_.drain_time);
        return;
    }
    departing_ = true;
    shards_->on_each([this](std::size_t index) {
        parts_[index]->last_stretch().wait_for_handlers(options_.stop_timeout);
    });
}

void server_foundation::drain(std::chrono::milliseconds time) {
    departing_ = true;
    shards_->on_each(
        [this, time](std::size_t index) { parts_[index]->last_stretch().drain(time); });
}

void server_foundation::on_departs(server_part& part) {
    if (is_one() || parts_[0]->shard().in_this_thread()) {
        on_departed(part.number());
        return;
    }
    asio::post(context_, loop::in_memory(part.departure_memory(),
                                         [this, index = part.number()] { on_departed(index); }));
}

void server_foundation::on_departed(std::size_t index) {
    departed_[index] = true;
    for (bool const each : departed_)
        if (!each)
            return;
    depart();
}

void server_foundation::depart() {
    if (ends_by_signal_)
        close_and_return();
    else
        close();
}

void server_foundation::drain_then(std::chrono::milliseconds time, std::shared_ptr<void> waiting) {
    auto place = std::make_unique<end_waiter>(end_waiter{std::move(waiting), nullptr});
    asio::dispatch(context_, [weak = weak_from_this(), time, kept = std::move(place)]() mutable {
        auto const self = weak.lock();
        if (!self)
            return;
        self->add_waiting(std::move(kept));
        if (self->closed_)
            self->release_waiting();
        else
            self->drain(time);
    });
}

// ---- its end ----

void server_foundation::stop() {
    asio::dispatch(context_, [weak = weak_from_this()] {
        if (auto const self = weak.lock())
            self->close_and_return();
    });
}

void server_foundation::close_and_return() {
    returns_ = true;
    close();
    return_from_run();
}

void server_foundation::return_from_run() noexcept {
    // Whatever the program still waits for on our context, a timer that repeats for example, must
    // not keep `run` from returning. Behind the end of this turn, in which connections are
    // destroyed.
    if (own_loops_.empty() || !returns_ || !all_closed_)
        return;
    for (std::size_t index = 1; index < own_loops_.size(); ++index)
        own_loops_[index]->stop();
    try {
        asio::post(context_, [this] { context_.stop(); });
    } catch (std::bad_alloc const&) {
        context_.stop();
    }
}

void server_foundation::close() {
    if (closed_.exchange(true))
        return;
    signals_.reset();
    {
        std::lock_guard const locked(ports_lock_);
        ports_.clear();
    }
    if (is_one() || !shards_->running())
        close_directly();
    else
        close_on_each();
}

void server_foundation::close_directly() {
    for (auto const& each : parts_) {
        if (watch_)
            watch_->end(each->number());
        each->close();
    }
    // The first at last: through it the others reach other servers.
    for (std::size_t index = parts_.size(); index-- > 0;)
        part_from_others(*parts_[index]);
    on_closed();
}

void server_foundation::part_from_others(server_part& part) noexcept {
    if (letters_) {
        if (part.number() == 0)
            letters_->empty(0); // what the other parts said last, to other servers
        letters_->close(part.number());
    }
    part.on_parted();
}

void server_foundation::close_on_each() noexcept {
    open_parts_ = parts_.size();
    for (std::size_t index = 1; index != parts_.size(); ++index)
        asio::post(
            parts_[index]->shard().get_executor(),
            loop::in_memory(parts_[index]->end_memory(), [this, index] { close_part(index); }));
    close_part(0);
}

void server_foundation::close_part(std::size_t index) noexcept {
    server_part& part = *parts_[index];
    watch_->end(index);
    part.close();
    if (index != 0) // that is where the way to other servers is, which they still need
        part_from_others(part);
    after_turns(part, 2, [this] { on_part_closed(); });
}

// What a part ends is destroyed at the end of the turn, or of the next if others were destroyed in
// that one.
template <class Work>
void server_foundation::after_turns(server_part& part, int count, Work work) noexcept {
    auto go_on = [this, &part, count, work = std::move(work)]() mutable {
        if (count > 1)
            after_turns(part, count - 1, std::move(work));
        else
            work();
    };
    asio::post(part.shard().get_executor(), loop::in_memory(part.end_memory(), std::move(go_on)));
}

void server_foundation::on_part_closed() noexcept {
    if (--open_parts_ > 0)
        return;
    if (parts_[0]->shard().in_this_thread())
        on_closed();
    else // its own operation has run: it has closed
        asio::post(context_, loop::in_memory(parts_[0]->end_memory(), [this] { on_closed(); }));
}

void server_foundation::on_closed() noexcept {
    if (!all_closed_ && !is_one())
        part_from_others(*parts_[0]);
    all_closed_ = true;
    release_waiting();
    for (std::size_t index = 1; index < guards_.size(); ++index)
        guards_[index].reset();
    return_from_run();
}

void server_foundation::add_waiting(std::unique_ptr<end_waiter> who) noexcept {
    who->next = std::move(wait_for_end_);
    wait_for_end_ = std::move(who);
}

// Behind the end of this turn, in which the connections are destroyed.
void server_foundation::release_waiting() noexcept {
    if (!all_closed_)
        return;
    while (wait_for_end_) {
        auto const first = std::move(wait_for_end_);
        wait_for_end_ = std::move(first->next);
        try {
            asio::post(context_, [kept = std::move(first->who)] {});
        } catch (...) {
            continue; // without memory to wait for the end of the turn, it is told now
        }
    }
}

void server_foundation::close_then(std::shared_ptr<void> waiting) {
    auto place = std::make_unique<end_waiter>(end_waiter{std::move(waiting), nullptr});
    asio::dispatch(context_, [weak = weak_from_this(), kept = std::move(place)]() mutable {
        auto const self = weak.lock();
        if (!self)
            return;
        self->add_waiting(std::move(kept));
        self->close();
        self->release_waiting(); // if it had closed before
    });
}

} // namespace socketiota
