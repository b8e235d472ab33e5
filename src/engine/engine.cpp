// SPDX-License-Identifier: MIT
#include <algorithm>
#include <exception>
#include <utility>

#include <engine/answer_headers.hpp>
#include <engine/engine.hpp>
#include <engine/jsonp_function.hpp>
#include <engine/polling_transport.hpp>
#include <engine/websocket_transport.hpp>
#include <websocket/handshake_answer.hpp>
#include <wire/query.hpp>
#include <wire/target.hpp>
#include <wire/websocket_handshake.hpp>

namespace socketiota::engine {
namespace {

std::string_view header_or_empty(wire::request_head const& head, std::string_view name) {
    return head.find(name).value_or(std::string_view());
}

/// Old Internet Explorers take answers for attacks unless told not to look for them.
bool wants_no_xss_filter(wire::request_head const& head) {
    std::string_view const agent = header_or_empty(head, "user-agent");
    return agent.find(";MSIE") != std::string_view::npos ||
           agent.find("Trident/") != std::string_view::npos;
}

// Who asks for another protocol than a WebSocket, as HTTP/2 clients do that try it, is answered as
// if it had not (RFC 9110 section 7.8), but for one that says at the same time that it is a
// WebSocket.
bool is_upgrade(wire::request_head const& head, engine_options const& options) {
    if (!head.upgrade || !offers(options, transport_kind::websocket))
        return false;
    if (wire::asks_for_websocket(head))
        return true;
    std::string scratch;
    auto const transport =
        wire::find_query_parameter(wire::split_target(head.target).query, "transport", scratch);
    return transport == to_string(transport_kind::websocket);
}

refusal unsupported(wire::engine_revision protocol) {
    return {request_error::unsupported_protocol_version,
            metric::unsupported_revision,
            400,
            {},
            {{"protocol", name_of(protocol)}}};
}

refusal unavailable(metric counts, std::string_view name, std::string message) {
    return {
        request_error::bad_request, counts, 503, std::move(message), {{"name", std::string(name)}}};
}

} // namespace

engine::engine(parts with, std::shared_ptr<engine_options const> options)
    : with_(with),
      options_(std::move(options)),
      path_(request_path(*options_)),
      ids_(with.number),
      closing_(with.shard, with.metrics),
      deflate_(websocket::shared_deflate::make(options_->per_message_deflate)),
      around_{with.shard, *options_, with.metrics, closing_} {}

engine::~engine() { close(); }

bool engine::matches(std::string_view target) const noexcept {
    std::string_view const path = wire::split_target(target).path;
    if (!options_->match_path_prefix || !path.starts_with(path_))
        return path == path_;
    // Not the names that only begin so: a path without a slash at its end would have them all.
    std::string_view const rest = path.substr(path_.size());
    return rest.empty() || rest.front() == '/' || path_.ends_with('/');
}

void engine::refuse_new(base::time_point until) {
    last_turns_.begin(until, sessions_, [](auto const& each) { return each.second; });
}

void engine::send_next_away() {
    if (auto const next = last_turns_.next())
        next->send_away();
}

engine::figures engine::count() const noexcept {
    figures found;
    for (auto const& [id, session] : sessions_) {
        ++(session->transport() == transport_kind::polling ? found.polling : found.websocket);
        found.held += session->held();
    }
    return found;
}

void engine::close() {
    closed_ = true;
    last_turns_.end();
    for (auto const& waiting : std::exchange(pending_, {}))
        waiting->abandon();
    // Each takes itself out of the map, and what it calls may end others.
    while (!sessions_.empty()) {
        std::shared_ptr<live_session> const next = sessions_.begin()->second;
        next->close(close_mode::at_once);
    }
    closing_.clear();
}

// ---- requests ----

void engine::serve(http::exchange& request) {
    wire::request_head const& head = request.request();
    if (!matches(head.target)) {
        if (!request.give_back())
            request.respond(404, {}, std::string_view());
        return;
    }
    bool const upgrade = is_upgrade(head, *options_);
    cors_answer cors = judge_cors(*options_, request);
    if (cors.is_preflight && !upgrade)
        request.respond(cors.status, cors.headers, std::string_view());
    else if (options_->check_request && request.came() == http::arrival::direct &&
             !request.is_again())
        check(request, upgrade, std::move(cors.headers)); // once, where it came to
    else
        serve_matching(request, upgrade, std::move(cors.headers));
}

void engine::serve_matching(http::exchange& request, bool upgrade, http::header_list headers) {
    request_facts const facts = facts_of(request.request(), upgrade);
    switch (forward(request, facts)) {
    case http::forwarding::taken:
        return;
    case http::forwarding::closed:
        refuse(request, unavailable(metric::server_closing, "SERVER_CLOSING", "Server is closing"),
               upgrade, std::move(headers));
        return;
    case http::forwarding::none:
        break;
    }
    if (auto const why = judge_request(facts, *options_)) {
        refuse(request, *why, upgrade, std::move(headers));
        return;
    }
    if (facts.session_id.empty()) {
        if (!give_away(request, facts))
            begin_handshake(request, facts, std::move(headers));
        return;
    }
    http::header_list with_answer =
        upgrade ? headers : polling_headers(headers, wants_no_xss_filter(request.request()));
    if (options_->headers && !show_headers(request, with_answer, record_of(request), false))
        return;
    live_session* const session = find(facts.session_id); // the program may have ended it
    if (session != nullptr && upgrade) {
        serve_upgrade(request, *session, facts, with_answer);
        return;
    }
    // A session that is just ending serves no more.
    if (session == nullptr || !session->serve(request, std::move(with_answer)))
        refuse(request,
               {request_error::unknown_session,
                metric::unknown_session,
                400,
                {},
                {{"sid", facts.session_id}}},
               upgrade, std::move(headers));
}

void engine::serve_upgrade(http::exchange& request, live_session& session,
                           request_facts const& facts, http::header_list const& headers) {
    websocket::handshake_answer const answer = answer_websocket(request.request(), headers);
    if (!answer.accepted) {
        with_.metrics.count(metric::bad_websocket_handshake);
        request.respond_raw(answer.octets);
        return;
    }
    websocket_opening opening(around_,
                              {request.detach(), answer.octets, agreed(answer), facts.wants_base64},
                              facts.protocol);
    if (facts.transport == to_string(transport_kind::websocket)) {
        session.upgrade(opening);
        return;
    }
    // `transport=polling` with an Upgrade header: completed and closed, as the official server
    // does.
    with_.metrics.count(metric::upgrade_refused);
    opening.refuse();
}

websocket::handshake_answer engine::answer_websocket(wire::request_head const& request,
                                                     http::header_list const& headers) const {
    return websocket::answer_handshake(request, fields_of_websocket_answer(headers),
                                       deflate_ ? &deflate_->wanted() : nullptr);
}

std::optional<websocket::agreed_deflate>
engine::agreed(websocket::handshake_answer const& answer) const {
    if (!answer.deflate)
        return std::nullopt;
    return websocket::agreed_deflate{*answer.deflate, deflate_};
}

request_facts engine::facts_of(wire::request_head const& head, bool upgrade) {
    request_facts facts;
    facts.method = head.method;
    facts.upgrade = upgrade;
    std::string name_scratch;
    std::string value_scratch;
    wire::query_reader parameters(wire::split_target(head.target).query);
    // One walk for all; of a name that comes twice the last counts, as in `find_query_parameter`.
    while (auto const each = parameters.next()) {
        std::string_view const name = wire::decode_query_component(each->name, name_scratch);
        auto const value = [&each, &value_scratch] {
            return wire::decode_query_component(each->value, value_scratch);
        };
        if (name == "transport")
            facts.transport = value();
        else if (name == "sid")
            facts.session_id = value();
        else if (name == "EIO")
            facts.protocol =
                value() == "4" ? wire::engine_revision::four : wire::engine_revision::three;
        else if (name == "b64")
            facts.wants_base64 = !value().empty();
        else if (name == "j" && options_->allow_jsonp)
            facts.jsonp_function = jsonp_function(value());
    }
    facts.origin = header_or_empty(head, "origin");
    live_session* const session = find(facts.session_id);
    if (session != nullptr && session->catch_up())
        facts.session = {session->transport(), session->protocol()};
    return facts;
}

live_session* engine::find(std::string_view id) const {
    auto const found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : found->second.get();
}

http::forwarding engine::forward(http::exchange& request, request_facts const& facts) {
    if (with_.router == nullptr || facts.session_id.empty() || find(facts.session_id) != nullptr)
        return http::forwarding::none;
    auto const target = shard_of(facts.session_id);
    if (!target || *target == with_.number)
        return http::forwarding::none;
    return with_.router->forward(request, *target, facts.upgrade);
}

bool engine::give_away(http::exchange& request, request_facts const& facts) {
    return with_.router != nullptr && with_.router->give_away(request, facts.upgrade);
}

void engine::tell_sessions() noexcept {
    if (with_.router != nullptr)
        with_.router->on_sessions(sessions_.size());
}

// ---- refusals ----

void engine::refuse(http::exchange& request, refusal const& why, bool upgrade,
                    http::header_list headers) {
    with_.metrics.count(why.counts);
    // Or a client could have its connection go to the shard that it likes, as often as it likes.
    if (why.code == request_error::unknown_session && request.came() == http::arrival::moved)
        request.end_after_answer();
    if (options_->on_connection_error)
        tell_error(why, *record_of(request));
    if (upgrade) {
        request.respond_raw(refusal_of_upgrade(why));
        return;
    }
    headers.emplace_back("Content-Type", "application/json");
    request.respond(why.status, headers, refusal_body(why));
}

void engine::refuse(handshake_request& request, refusal const& why) {
    with_.metrics.count(why.counts);
    if (options_->on_connection_error)
        tell_error(why, *request.record);
    if (request.upgrade) {
        request.exchange->respond_raw(refusal_of_upgrade(why));
        return;
    }
    if (why.retry_after)
        request.headers.emplace_back("Retry-After", std::to_string(why.retry_after->count()));
    request.headers.emplace_back("Content-Type", "application/json");
    request.exchange->respond(why.status, request.headers, refusal_body(why));
}

void engine::tell_error(refusal const& why, handshake_record const& record) const {
    options_->on_connection_error(
        {static_cast<int>(why.code), message_of(why.code), why.context, record});
}

// ---- handshakes ----

void engine::begin_handshake(http::exchange& request, request_facts const& facts,
                             http::header_list headers) {
    handshake_request handshake;
    handshake.exchange = &request;
    handshake.record = record_of(request);
    handshake.no_xss_filter = !facts.upgrade && wants_no_xss_filter(request.request());
    handshake.protocol = facts.protocol;
    handshake.wants_base64 = facts.wants_base64;
    handshake.jsonp_function = facts.jsonp_function;
    handshake.upgrade = facts.upgrade;
    handshake.completes_only = facts.transport != to_string(transport_kind::websocket);
    // Those of a session come when all that goes with its answer is known: `complete_answer`.
    if (facts.upgrade)
        handshake.websocket = answer_websocket(
            request.request(), handshake.completes_only ? headers : http::header_list());
    handshake.headers = std::move(headers);
    if (options_->allow_request)
        ask(std::move(handshake));
    else
        finish_handshake(handshake);
}

void engine::ask(handshake_request request) {
    auto const pending = std::make_shared<pending_handshake>(static_cast<handshake_owner&>(*this),
                                                             std::move(request), pending_.size());
    pending_.push_back(pending);
    auto const record = pending->request().record;
    try {
        handshake_decision decision{std::weak_ptr<decision_listener>(pending)};
        if (pending->request().is_check)
            options_->check_request(record, std::move(decision));
        else
            options_->allow_request(*record, std::move(decision));
    } catch (...) {
        // The decision that was unwound has refused the request; the network must not be able to
        // end the process through a program's mistake.
    }
    if (!pending->decided())
        pending->wait(options_->handshake_timeout);
}

// Who decides later is none of those who serve the request, and cannot end it.
template <class F>
void engine::contain(handshake_request const& request, F const& work) noexcept {
    try {
        work();
    } catch (...) {
        with_.metrics.count(metric::out_of_memory);
        request.exchange->close();
    }
}

void engine::on_handshake_accepted(pending_handshake& done) {
    handshake_request request = std::move(done.request());
    bool const is_later = done.waits();
    forget(done);
    contain(request, [&] {
        if (request.is_check)
            go_on(request, is_later);
        else
            finish_handshake(request);
    });
}

void engine::on_handshake_refused(pending_handshake& done, std::string message, metric counts) {
    handshake_request request = std::move(done.request());
    forget(done);
    contain(request, [&] {
        refusal why{request_error::forbidden, counts, 403, message, {}};
        if (request.is_check) // as the official server: the client does not hear why
            why = {request_error::bad_request, counts, 400, {}, {{"name", "MIDDLEWARE_FAILURE"}}};
        why.context.emplace_back("message", std::move(message));
        refuse(request, why);
    });
}

void engine::on_handshake_put_off(pending_handshake& done) {
    handshake_request request = std::move(done.request());
    forget(done);
    contain(request, [&] {
        request.headers.emplace_back("Retry-After", "1");
        refuse(request,
               unavailable(metric::server_busy, "SERVER_BUSY", "Too many handlers are running"));
    });
}

void engine::on_handshake_aborted(pending_handshake& done) {
    with_.metrics.count(metric::handshake_aborted);
    forget(done);
}

void engine::forget(pending_handshake& done) noexcept {
    std::size_t const index = done.index();
    std::swap(pending_[index], pending_.back());
    pending_[index]->index() = index;
    with_.shard.dispose(std::move(pending_.back()));
    pending_.pop_back();
}

void engine::finish_handshake(handshake_request& request) {
    if (request.protocol != wire::engine_revision::four && !options_->allow_eio3) {
        refuse(request, unsupported(request.protocol));
        return;
    }
    if (!admits(request))
        return;
    base::shared_count::place place(with_.all_sessions);
    if (!place || sessions_.size() >= options_->max_sessions) {
        refuse(request,
               unavailable(metric::too_many_sessions, "TOO_MANY_SESSIONS", "Too many sessions"));
        return;
    }
    if (request.upgrade && !request.websocket.accepted) {
        with_.metrics.count(metric::bad_websocket_handshake);
        request.exchange->respond_raw(request.websocket.octets);
        return;
    }
    if (request.upgrade && request.completes_only) {
        with_.metrics.count(metric::upgrade_refused);
        closing_.add(request.exchange->detach().channel,
                     request.websocket.octets + websocket::empty_close_frame());
        return;
    }
    std::optional<std::string> id = make_id(*request.record);
    if (!admits(request)) // any more: the program's function has been called
        return;
    if (!id) {
        refuse(request, {request_error::bad_request,
                         metric::id_generation_failed,
                         400,
                         {},
                         {{"name", "ID_GENERATION_ERROR"}}});
        return;
    }
    if (complete_answer(request, *id))
        open_session(request, std::move(*id), place);
}

bool engine::admits(handshake_request& request) {
    if (!closed_ && !last_turns_.begun())
        return true;
    refusal why = unavailable(metric::server_closing, "SERVER_CLOSING", "Server is closing");
    if (last_turns_.begun())
        why.retry_after = last_turns_.retry_after(with_.shard.now());
    refuse(request, why);
    return false;
}

std::optional<std::string> engine::make_id(handshake_record const& record) {
    std::optional<std::string> id;
    try {
        id = options_->generate_id ? ids_.next(options_->generate_id(record)) : ids_.next();
    } catch (...) {
        return std::nullopt; // the program's function, or a system without random octets
    }
    // Only a program's own ids can repeat, after 16384 with the same random part.
    if (id && find(*id) != nullptr)
        id.reset();
    return id;
}

void engine::open_session(handshake_request& request, std::string id,
                          base::shared_count::place& place) {
    auto const session =
        std::make_shared<live_session>(around_, static_cast<session_owner&>(*this), std::move(id),
                                       request.record, request.protocol);
    sessions_.emplace(session->id(), session);
    place.keep();
    tell_sessions();
    if (request.upgrade) {
        // Without a copy: for want of memory the session would be left without a connection.
        websocket_opening opening(around_,
                                  {request.exchange->detach(), std::move(request.websocket.octets),
                                   agreed(request.websocket), request.wants_base64},
                                  request.protocol);
        session->begin(with_.host, opening);
    } else {
        polling_transport::dialect dialect{.protocol = request.protocol,
                                           .base64 = request.wants_base64};
        if (request.jsonp_function)
            dialect.jsonp_function = *request.jsonp_function;
        polling_opening opening(around_, *request.exchange, std::move(request.headers), dialect);
        session->begin(with_.host, opening);
    }
}

void engine::on_session_ended(live_session& ended) noexcept {
    auto const found = sessions_.find(ended.id());
    // It may be on the stack, or its listener: it stays alive until the end of the turn.
    with_.shard.dispose(std::move(found->second));
    sessions_.erase(found);
    if (with_.all_sessions != nullptr)
        with_.all_sessions->remove();
    tell_sessions();
}

} // namespace socketiota::engine
