// SPDX-License-Identifier: MIT
#include <utility>

#include <loop/thread_check.hpp>

#ifndef NDEBUG

namespace socketiota::loop {

thread_check::visit::visit(thread_check& where) : where_(where) {
    std::thread::id const me = std::this_thread::get_id();
    std::thread::id other;
    first_ = where_.inside_.compare_exchange_strong(other, me);
    where_.home_ = me;
    if (!first_ && other != me)
        where_.report(
            where_.loop_reported_,
            "two threads run the io_context of a server at the same time: its sessions are "
            "not locked, so let one thread run it");
}

thread_check::visit::~visit() {
    if (first_)
        where_.inside_ = std::thread::id();
}

void thread_check::expect(std::string_view function) {
    // Between two runs of the loop the thread that ran it may do what it likes.
    std::thread::id const home = home_;
    if (home != std::thread::id() && home != std::this_thread::get_id())
        report(handle_reported_,
               std::string(function) +
                   " was called on another thread than the socket's: post the call "
                   "to socket.get_executor()");
}

void thread_check::report(std::atomic<bool>& kind, std::string sentence) {
    if (!kind.exchange(true) && on_misuse)
        on_misuse(std::move(sentence));
}

} // namespace socketiota::loop

#endif
