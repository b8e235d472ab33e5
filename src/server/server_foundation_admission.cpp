// SPDX-License-Identifier: MIT
// Which of the program's functions say who is let in, and what becomes of what they throw.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <base/is_aborted.hpp>
#include <engine/handshake_record.hpp>
#include <engine/origin.hpp>
#include <loop/cancel_soon.hpp>
#include <server/common_options.hpp>
#include <server/server_foundation.hpp>
#include <wire/http_head_writer.hpp>

namespace socketiota {

namespace asio = boost::asio;

template <class Call>
auto server_foundation::logged(std::string_view name, Call const& call) {
    try {
        return call();
    } catch (...) {
        log_hook_failure(name);
        throw; // the engine refuses
    }
}

std::shared_ptr<engine::engine_options const>
server_foundation::letting_in(engine::engine_options with, admission_functions functions) {
    for (request_guard const& each : functions.engine_middlewares) {
        if (!each)
            throw_if_wrong("engine_middlewares: one of them is empty");
        registrations_->check_function("engine_middlewares", each.shareable());
    }
    registrations_->check_function("allow_request", functions.allow_request.shareable());
    registrations_->check_function("cors_for", functions.cors_for.shareable());
    registrations_->check_function("initial_headers", functions.initial_headers.shareable());
    registrations_->check_function("headers", functions.headers.shareable());
    if (functions.cors_for)
        with.cors_for = choosing_cors(std::move(functions.cors_for));
    throw_if_wrong(engine::validate(with));
    auto settings = std::make_shared<engine::engine_options>(std::move(with));
    if (functions.allow_request)
        settings->allow_request = [this, decides = std::move(functions.allow_request)](
                                      engine::handshake_record const& request,
                                      engine::handshake_decision decision) {
            ask(decides, request, std::move(decision));
        };
    if (!functions.engine_middlewares.empty())
        settings->check_request =
            [this, all = std::make_shared<std::vector<request_guard> const>(
                       std::move(functions.engine_middlewares))](
                std::shared_ptr<engine::handshake_record const> const& request,
                engine::handshake_decision decision) { check(all, request, std::move(decision)); };
    if (settings->generate_id)
        settings->generate_id = [this, made = std::move(settings->generate_id)](
                                    engine::handshake_record const& request) {
            return logged("generate_id", [&] { return made(request); });
        };
    settings->initial_headers =
        showing_headers("initial_headers", std::move(functions.initial_headers));
    settings->headers = showing_headers("headers", std::move(functions.headers));
    using origin_function = std::function<bool(std::string_view)>;
    if (settings->cors && std::holds_alternative<origin_function>(settings->cors->origin)) {
        auto& lets = std::get<origin_function>(settings->cors->origin);
        if (lets)
            lets = [this, asks = std::move(lets)](std::string_view origin) {
                return logged("cors.origin", [&] { return asks(origin); });
            };
    }
    settings->on_connection_error = [this](engine::connection_error const& refused) {
        tell(refused);
    };
    return settings;
}

std::function<std::optional<cors_options>(std::shared_ptr<engine::handshake_record const> const&)>
server_foundation::choosing_cors(admission_functions::cors_hook hook) {
    return [this, hook = std::move(hook)](
               std::shared_ptr<engine::handshake_record const> const& request) {
        return logged("cors_for", [&] {
            std::optional<cors_options> chosen = hook(handshake(request, nullptr));
            if (chosen) {
                engine::normalise(chosen->origin);
                throw_if_wrong(engine::validate(*chosen));
            }
            return chosen;
        });
    };
}

engine::header_function server_foundation::showing_headers(std::string_view name,
                                                           admission_functions::header_hook hook) {
    if (!hook)
        return {};
    return [this, name, hook = std::move(hook)](
               http_headers& headers, std::shared_ptr<engine::handshake_record const> const& of) {
        logged(name, [&] {
            hook(headers, handshake(of, nullptr));
            for (auto const& [field, value] : headers.fields())
                if (!wire::is_sound({field, value}))
                    // Without its text: a client may have written it.
                    throw std::invalid_argument("it set a header that cannot be sent");
        });
    };
}

namespace {

void decide(engine::handshake_decision& decision, verdict const& decided) {
    if (decided.accepted())
        decision.accept();
    else
        decision.refuse(decided.message());
}

// Keeps the request and the function alive while a coroutine decides: that looks at the one and at
// what the other has captured, and may go on when the server, and its options, have gone.
asio::awaitable<void> decide_later(std::shared_ptr<handshake const> request, request_guard decides,
                                   asio::awaitable<verdict> later,
                                   engine::handshake_decision decision) {
    verdict const decided = co_await std::move(later);
    static_cast<void>(request);
    static_cast<void>(decides);
    decide(decision, decided);
}

} // namespace

void server_foundation::ask(request_guard const& decides, engine::handshake_record const& request,
                            engine::handshake_decision decision) {
    // What throws refuses: the decision does so when it is destroyed.
    try {
        auto const kept = std::make_shared<handshake const>(
            std::make_shared<engine::handshake_record>(request), nullptr);
        auto answer = decides(*kept);
        if (auto* const later = std::get_if<asio::awaitable<verdict>>(&answer)) {
            server_part& here = part_here();
            if (here.work()->full()) {
                decision.put_off(); // nothing of it has run yet
                return;
            }
            auto const cancels = std::make_shared<asio::cancellation_signal>();
            decision.when_pointless(
                [weak = std::weak_ptr(cancels), executor = here.shard().get_executor()] {
                    loop::cancel_soon(weak, executor);
                });
            asio::co_spawn(here.shard().get_executor(),
                           decide_later(kept, decides, std::move(*later), std::move(decision)),
                           asio::bind_cancellation_slot(
                               cancels->slot(),
                               [weak = weak_from_this(), cancels,
                                slot = here.work()->take()](std::exception_ptr const& failure) {
                                   auto const self = weak.lock();
                                   if (failure && self && !base::is_aborted(failure))
                                       self->log_hook_failure("allow_request", failure);
                               }));
            return;
        }
        decide(decision, std::get<verdict>(answer));
    } catch (...) {
        log_hook_failure("allow_request");
    }
}

void server_foundation::tell(engine::connection_error const& refused) {
    if (!connection_error_hook)
        return;
    std::vector<std::pair<std::string_view, std::string_view>> context;
    for (auto const& [name, text] : refused.context)
        context.emplace_back(name, text);
    handshake const request(std::make_shared<engine::handshake_record>(refused.request), nullptr);
    try {
        connection_error_hook({refused.code, refused.message, std::move(context), request});
    } catch (...) {
        log_hook_failure("on_connection_error");
    }
}

} // namespace socketiota
