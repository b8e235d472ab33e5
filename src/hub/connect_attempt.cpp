// SPDX-License-Identifier: MIT
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <utility>
#include <variant>

#include <hub/client.hpp>
#include <hub/connect_attempt.hpp>
#include <hub/sessions.hpp>
#include <hub/surroundings.hpp>

namespace socketiota::hub {

connect_attempt::connect_attempt(client& owner, std::shared_ptr<socket_core> socket)
    : client_(&owner), socket_(std::move(socket)), handle_(socket_->handle()) {}

void connect_attempt::start() {
    nsp_part& nsp = *socket_->nsp();
    if (nsp.waits()) {
        nsp.await_opening(shared_from_this());
        return;
    }
    try {
        if (nsp.around().sessions() != nullptr && !client_->speaks_protocol4()) [[unlikely]]
            if (auto wanted = wanted_session_of(socket_->request(), client_->parser())) {
                seek(*std::move(wanted));
                return;
            }
        begin_guards();
    } catch (...) {
        fail(std::current_exception());
    }
}

/// Its client comes back, and says to which session.
void connect_attempt::seek(adapter::wanted_session wanted) {
    wanted_ = std::move(wanted);
    nsp_part& nsp = *socket_->nsp();
    if (nsp.around().sessions()->seek(nsp, *wanted_, weak_from_this()))
        claim();
}

void connect_attempt::on_sought(recovery_outcome outcome) noexcept {
    if (client_ == nullptr)
        return;
    try {
        if (outcome == recovery_outcome::recovered)
            claim();
        else
            go_on_as(outcome);
    } catch (...) {
        fail(std::current_exception());
    }
}

void connect_attempt::claim() {
    go_on_as(socket_->nsp()->around().sessions()->claim(*socket_, *wanted_));
}

void connect_attempt::go_on_as(recovery_outcome outcome) {
    if (client_ == nullptr)
        return; // who heard of the end of its old connection has ended this one
    surroundings const& around = socket_->nsp()->around();
    count_recovery(around, outcome);
    socket_->note_recovery(outcome);
    if (outcome == recovery_outcome::recovered && around.options.recovery->skip_middlewares)
        accept();
    else
        begin_guards();
}

void connect_attempt::begin_guards() {
    nsp_part& nsp = *socket_->nsp();
    auto const add = [this](detail::connection_guard const& each) { guards_.push_back(each); };
    if (nsp.parent() != nullptr)
        nsp.parent()->guards.for_each(add);
    nsp.guards.for_each(add);
    go_on();
}

void connect_attempt::accept() {
    if (client_ != nullptr && socket_->has_session()) [[unlikely]]
        socket_->nsp()->around().sessions()->confirm(*socket_);
    if (client* const owner = std::exchange(client_, nullptr))
        owner->on_accepted(*this);
}

void connect_attempt::abandon() {
    client_ = nullptr;
    socket_->refuse();
}

void connect_attempt::go_on() {
    while (client_ != nullptr && next_ < guards_.size()) {
        try {
            // A coroutine uses its reference after its first wait too: `wait_for` keeps this
            // attempt, and with it the handle, until it has ended. A new one for each middleware,
            // because the one before may have changed its own.
            handle_ = socket_->handle();
            detail::eventual_verdict decision = guards_[next_++](handle_);
            if (auto* const later = std::get_if<boost::asio::awaitable<verdict>>(&decision)) {
                boost::asio::co_spawn(socket_->home().executor(),
                                      wait_for(shared_from_this(), std::move(*later),
                                               socket_->nsp()->around().options.work->take()),
                                      boost::asio::detached);
                return;
            }
            verdict const& now = std::get<verdict>(decision);
            if (!now.accepted()) {
                decide(now);
                return;
            }
        } catch (...) {
            fail(std::current_exception());
            return;
        }
    }
    accept();
}

boost::asio::awaitable<void> connect_attempt::wait_for(std::shared_ptr<connect_attempt> self,
                                                       boost::asio::awaitable<verdict> decision,
                                                       base::work_limit::slot running) {
    static_cast<void>(running); // until it has ended
    try {
        verdict const decided = co_await std::move(decision);
        self->decide(decided);
    } catch (...) {
        self->fail(std::current_exception());
    }
}

void connect_attempt::decide(verdict const& decision) {
    if (decision.accepted()) {
        go_on();
        return;
    }
    if (client* const owner = std::exchange(client_, nullptr))
        owner->on_refused(*this, decision.message(), decision.data());
}

void connect_attempt::fail(std::exception_ptr failure) {
    socket_->report(std::move(failure));
    if (client* const owner = std::exchange(client_, nullptr))
        owner->on_refused(*this, "the middleware failed", {});
}

} // namespace socketiota::hub
