// SPDX-License-Identifier: MIT
#include <boost/asio/co_spawn.hpp>

#include <string>
#include <utility>
#include <variant>

#include <base/what_of.hpp>
#include <http/routed_exchange.hpp>
#include <wire/http_head_writer.hpp>

namespace socketiota::http {

namespace asio = boost::asio;

routed_exchange::routed_exchange(router& owner, std::shared_ptr<router::route const> route,
                                 exchange& served, http_request::parts request, std::size_t index)
    : owner_(&owner),
      route_(std::move(route)),
      exchange_(&served),
      parts_(std::move(request)),
      index_(index) {}

template <class F>
void routed_exchange::contain(F const& work) noexcept {
    auto const alive = shared_from_this();
    try {
        work();
    } catch (...) {
        if (exchange_ != nullptr)
            end().close();
    }
}

void routed_exchange::start() {
    contain([&] {
        if (exchange_->request().framing == wire::body_framing::none)
            call();
        else
            exchange_->read_body(route_->options.max_body, *this);
    });
}

void routed_exchange::on_body(std::span<std::byte> body) {
    contain([&] {
        parts_.body = bytes(std::span<std::byte const>(body));
        call();
    });
}

void routed_exchange::on_body_too_large() {
    auto const alive = shared_from_this();
    end().respond(413, {}, std::string_view());
}

void routed_exchange::on_aborted() {
    auto const alive = shared_from_this();
    static_cast<void>(end());
}

void routed_exchange::on_deadline() {
    contain([&] {
        owner_->listener_.on_route_failed(route_->pattern.text() + " did not answer in time");
        end().respond(503, {}, std::string_view());
    });
}

exchange& routed_exchange::end() noexcept {
    cancel();
    std::exchange(owner_, nullptr)->forget(*this);
    return *std::exchange(exchange_, nullptr);
}

void routed_exchange::call() {
    auto const alive = shared_from_this();
    request_.emplace(std::move(parts_));
    try {
        auto answered = route_->handler(*request_);
        if (auto* const later = std::get_if<asio::awaitable<http_response>>(&answered))
            await(std::move(*later));
        else
            finish(nullptr, std::get<http_response>(std::move(answered)));
    } catch (...) {
        finish(std::current_exception(), http_response());
    }
}

void routed_exchange::await(asio::awaitable<http_response> later) {
    if (exchange_ == nullptr)
        return; // the handler ended the server
    base::work_limit& work = *owner_->work_;
    if (work.full()) {
        owner_->listener_.on_route_put_off();
        header_list const headers{{"Retry-After", "1"}};
        end().respond(503, headers, std::string_view()); // nothing of `later` has run yet
        return;
    }
    exchange_->wait(*this);
    exchange_->shard().set_deadline(*this, route_->options.timeout);
    // The closure of the handler is kept by the route, the request by this.
    asio::co_spawn(exchange_->shard().get_executor(), std::move(later),
                   [self = shared_from_this(), slot = work.take()](
                       std::exception_ptr const& failure, http_response const& made) {
                       self->finish(failure, made);
                   });
}

void routed_exchange::finish(std::exception_ptr const& failure, http_response const& made) {
    contain([&] {
        if (exchange_ == nullptr)
            return; // the client has left, or the time is over
        if (failure)
            answer_failure("failed: " + base::what_of(failure));
        else
            answer(made);
    });
}

void routed_exchange::answer(http_response const& made) {
    if (made.status() < 200 || made.status() > 599) {
        answer_failure("answered with the status " + std::to_string(made.status()));
        return;
    }
    header_list headers;
    for (auto const& [name, value] : made.headers()) {
        if (!wire::is_sound({name, value})) {
            // Without its text: a client may have written it.
            answer_failure("set a header that cannot be sent");
            return;
        }
        headers.emplace_back(name, value);
    }
    auto const body = std::make_shared<bytes const>(made.body()); // before nobody would answer
    end().respond(made.status(), headers, body);
}

void routed_exchange::answer_failure(std::string_view why) {
    owner_->listener_.on_route_failed(route_->pattern.text() + ' ' + std::string(why));
    end().respond(500, {}, std::string_view());
}

} // namespace socketiota::http
