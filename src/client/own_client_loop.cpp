// SPDX-License-Identifier: MIT
#include <exception>
#include <utility>

#include <client/own_client_loop.hpp>

namespace socketiota::clients {

own_client_loop::own_client_loop() : work_(boost::asio::make_work_guard(context_)) {
    auto const shard = loop::shard::on(context_);
    lend(*shard);
    loop_ = std::make_shared<client_loop>(shard, client_home::leased(lease_));
}

void own_client_loop::lend(loop::shard& shard) {
    auto const back = std::make_shared<std::promise<void>>();
    lease_is_back_ = back->get_future();
    lease_ = {&shard, [back](loop::shard*) { back->set_value(); }};
}

own_client_loop::~own_client_loop() = default;

void own_client_loop::begin(std::shared_ptr<loop_resident> client, bool by_thread) {
    client_ = std::move(client);
    if (by_thread)
        thread_ = std::thread([self = shared_from_this()] { self->run(); });
}

std::size_t own_client_loop::poll(std::chrono::milliseconds wait) {
    if (is_here())
        return 0;

    /// The client may be destroyed meanwhile, whatever is thrown.
    struct end_of_poll {
        std::shared_ptr<own_client_loop> who;

        ~end_of_poll() {
            if (who->is_over_)
                who->finish();
        }
    } const keep{shared_from_this()};

    return run_ready(wait);
}

std::size_t own_client_loop::run_ready(std::chrono::milliseconds wait) {
    context_.restart();
    std::size_t const waited_for = wait.count() > 0 ? context_.run_one_for(wait) : 0;
    return waited_for + context_.poll(); // nothing if that has ended it
}

/// Its thread.
void own_client_loop::run() noexcept {
    while (!is_over_) {
        context_.restart(); // before it looks again: `end` says so first, and stops it then
        if (is_over_)
            break;
        try {
            context_.run();
        } catch (...) { // of the program: what it does when an answer comes is called by Asio
            client_->report(std::current_exception());
        }
    }
    {
        std::scoped_lock const stopped(ending_); // what comes now is not stopped any more
    }
    finish();
}

void own_client_loop::end() noexcept {
    {
        std::scoped_lock const lock(ending_);
        is_over_ = true;
        context_.stop();
    }
    bool const is_inside = is_here();
    if (is_inside)
        client_->drop(); // who is inside of one of its functions is told nothing more
    if (!thread_.joinable()) {
        if (!is_inside)
            finish();
    } else if (is_inside)
        thread_.detach();
    else
        thread_.join();
}

/// Lets all hear of the end who wait for something, and destroys what waits for anything else.
void own_client_loop::finish() noexcept {
    if (client_)
        client_->drop();
    client_.reset();
    work_.reset();
    poll_quietly();
    lease_.reset();
    lease_is_back_.wait(); // of whoever posts something right now, which is not long
    loop_.reset();
    context_.end();
}

void own_client_loop::poll_quietly() noexcept {
    // What is ready may make more ready, but not for ever.
    for (int turns = 0; turns != 16; ++turns) {
        try {
            context_.restart();
            if (context_.poll() == 0)
                return;
        } catch (...) { // there is nobody left to tell
            continue;
        }
    }
}

} // namespace socketiota::clients
