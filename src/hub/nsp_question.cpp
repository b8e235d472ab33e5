// SPDX-License-Identifier: MIT
#include <socketiota/cancel_on_disconnect.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <utility>
#include <variant>

#include <hub/client.hpp>
#include <hub/nsp_directory.hpp>
#include <hub/nsp_question.hpp>
#include <hub/surroundings.hpp>
#include <loop/cancel_soon.hpp>

namespace socketiota::hub {

namespace asio = boost::asio;

nsp_question::nsp_question(client& owner, surroundings& around, std::weak_ptr<nsp_directory> all,
                           std::string name, handshake request,
                           std::shared_ptr<nsp_parents const> whom)
    : client_(&owner),
      around_(around),
      all_(std::move(all)),
      name_(std::move(name)),
      request_(std::move(request)),
      whom_(std::move(whom)) {}

void nsp_question::start() { go_on(); }

client* nsp_question::end() noexcept {
    cancel();
    return std::exchange(client_, nullptr);
}

void nsp_question::abandon() noexcept {
    static_cast<void>(end());
    if (auto const deciding = std::move(deciding_))
        loop::cancel_soon(deciding, around_.shard().get_executor());
}

void nsp_question::on_deadline() {
    auto const keep = shared_from_this();
    client* const owner = end();
    abandon();
    if (owner != nullptr)
        owner->on_undecided(*this);
}

void nsp_question::go_on() {
    while (client_ != nullptr && next_ < whom_->size()) {
        nsp_parent const& asked = (*whom_)[next_++];
        try {
            detail::eventual_permission decision =
                asked.pattern ? detail::eventual_permission(asked.pattern->matches(name_))
                              : asked.predicate(name_, request_);
            if (auto* const later = std::get_if<asio::awaitable<bool>>(&decision)) {
                wait(std::move(*later));
                return;
            }
            if (std::get<bool>(decision)) {
                decide(true);
                return;
            }
        } catch (...) {
            fail(std::current_exception());
        }
    }
    if (client* const owner = end())
        owner->on_denied(*this);
}

void nsp_question::wait(asio::awaitable<bool> decision) {
    if (!pending()) // one deadline for all who are asked
        around_.shard().set_deadline(*this, around_.options.connect_timeout);
    // One for each: who has decided may still look at its own.
    deciding_ = std::make_shared<asio::cancellation_signal>();
    asio::co_spawn(around_.shard().get_executor(),
                   wait_for(shared_from_this(), std::move(decision), around_.options.work->take()),
                   asio::bind_cancellation_slot(deciding_->slot(),
                                                [keep = deciding_](std::exception_ptr const&) {}));
}

asio::awaitable<void> nsp_question::wait_for(std::shared_ptr<nsp_question> self,
                                             asio::awaitable<bool> decision,
                                             base::work_limit::slot running) {
    static_cast<void>(running); // until it has ended
    bool allowed = false;
    std::exception_ptr failure;
    try {
        allowed = co_await std::move(decision);
    } catch (...) {
        failure = std::current_exception();
    }
    asio::cancellation_state const state = co_await asio::this_coro::cancellation_state;
    if (failure && !detail::ended_by_cancellation(state, failure))
        self->fail(failure);
    self->decide(allowed);
}

void nsp_question::decide(bool allowed) {
    deciding_.reset();
    if (!allowed) {
        go_on();
        return;
    }
    if (client* const owner = end())
        owner->on_allowed(*this, (*whom_)[next_ - 1]);
}

// It counts as no, as when Node's function passes an error on; also once the client has gone.
void nsp_question::fail(std::exception_ptr const& failure) noexcept {
    if (auto const all = all_.lock())
        all->report(failure, "a function that decides about namespaces failed: ");
}

} // namespace socketiota::hub
