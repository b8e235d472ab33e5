// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include <engine/polling_transport.hpp>
#include <engine/session_ends.hpp>
#include <wire/http_syntax.hpp>
#include <wire/jsonp.hpp>

namespace socketiota::engine {
namespace {

using action = polling_machine::action_type;
using input = polling_machine::input_type;

/// What the session hears for each action that ends it. Texts as in Node.
struct end_row {
    action what;
    session_end how;
};

constexpr std::array ends{
    end_row{action::end_client_closed, session_ends::closed_by_client},
    end_row{action::end_poll_overlap,
            {close_reason::transport_error, "overlap from client", metric::poll_overlap}},
    end_row{action::end_delivery_overlap,
            {close_reason::transport_error, "data request overlap from client",
             metric::delivery_overlap}},
    end_row{action::end_binary,
            {close_reason::transport_error, "invalid content", metric::binary_delivery}},
    end_row{action::end_garbage, session_ends::undecodable},
    end_row{action::end_too_much,
            {close_reason::transport_error, "payload too large", metric::payload_too_large}},
    end_row{action::end_poll_aborted,
            {close_reason::transport_error, "poll connection closed prematurely",
             metric::poll_aborted}},
    end_row{action::end_delivery_aborted,
            {close_reason::transport_error, "data request connection closed prematurely",
             metric::delivery_aborted}},
};

/// What the program has set stays.
void add_unless_there(http::header_list& to, std::string_view name, std::string_view value) {
    if (std::none_of(to.begin(), to.end(), [name](auto const& each) {
            return wire::equal_ignoring_case(each.first, name);
        }))
        to.emplace_back(name, value);
}

wire::body_form form_of(wire::request_head const& request) {
    return request.find("content-type") == "application/octet-stream" ? wire::body_form::octets
                                                                      : wire::body_form::text;
}

} // namespace

polling_transport::polling_transport(session_surroundings const& around, transport_owner& owner,
                                     base::outbox& source, dialect with) noexcept
    : around_(around), owner_(&owner), source_(&source), dialect_(with) {}

void polling_transport::set_owner(transport_owner& owner, base::outbox& source) {
    owner_ = &owner;
    source_ = &source;
}

bool polling_transport::serve(http::exchange& request, http::header_list headers) {
    pending incoming(*this);
    incoming.waiting = &request;
    incoming.headers = std::move(headers);
    step(classify(request.request()), &incoming);
    return incoming.waiting == nullptr;
}

void polling_transport::open(http::exchange& request, http::header_list headers) {
    pending incoming(*this);
    incoming.waiting = &request;
    incoming.headers = std::move(headers);
    step(input::poll, &incoming);
}

input polling_transport::classify(wire::request_head const& request) {
    if (request.method == "GET")
        return input::poll;
    if (request.method != "POST")
        return input::other_method;
    form_of_incoming_ = dialect_.is_jsonp() ? wire::body_form::text : form_of(request);
    return wire::codec_of(dialect_.protocol).takes(form_of_incoming_) ? input::delivery
                                                                      : input::binary_delivery;
}

void polling_transport::output_ready() {
    // Not judged here: the caller may be in the middle of a broadcast.
    if (sends_at_once() || source_->over_limit())
        around_.shard.mark(*this);
}

void polling_transport::flush() {
    if (closes_) {
        // Never both in one payload: official clients act on the close packet at once and on the
        // Socket.IO packets in front of it a tick later, too late for a DISCONNECT that forbids to
        // reconnect.
        if (sends_at_once() && !source_->empty())
            step(input::output);
        step(input::close_after_sending);
        return;
    }
    if (!source_->empty())
        step(input::output);
    owner_->on_output_offered();
}

void polling_transport::poke() {
    if (source_->empty())
        step(input::poke);
}

void polling_transport::resume_reading() {
    if (std::exchange(delivery_is_held_, false))
        step(input::delivered);
}

void polling_transport::close_after_sending() {
    closes_ = true;
    around_.shard.mark(*this);
}

void polling_transport::close(bool) noexcept {
    around_.shard.unmark(*this);
    step(input::close_at_once);
}

void polling_transport::step(input what, pending* incoming) noexcept {
    try {
        for (action const todo : machine_.step(what))
            perform(todo, incoming);
    } catch (...) {
        // The machine takes what it said for done: nobody would answer these any more.
        machine_ = polling_machine(polling_machine::state_type::closed);
        for (pending* const each : {&poll_, &delivery_})
            if (auto* const waiting = std::exchange(each->waiting, nullptr))
                waiting->close();
        owner_->on_no_memory();
    }
}

void polling_transport::perform(action what, pending* incoming) {
    switch (what) {
    case action::hold_poll:
        poll_.waiting = std::exchange(incoming->waiting, nullptr);
        poll_.headers = std::move(incoming->headers);
        poll_.compression =
            poll_compression(around_.options.http_compression, poll_.waiting->request());
        poll_.waiting->wait(poll_);
        if (!source_->empty())
            around_.shard.mark(*this);
        return;
    case action::read_delivery:
        delivery_.waiting = std::exchange(incoming->waiting, nullptr);
        delivery_.headers = std::move(incoming->headers);
        form_of_delivery_ = form_of_incoming_;
        delivery_.waiting->read_body(around_.options.max_http_buffer_size, delivery_);
        return;
    case action::refuse_method:
        refuse(*incoming, 500);
        owner_->on_request_refused(metric::bad_polling_method);
        return;
    case action::refuse_overlap:
    case action::refuse_binary:
        refuse(*incoming, 400);
        return;
    case action::answer_output:
        answer_output();
        return;
    case action::answer_close:
        answer(wire::last_word::close);
        return;
    case action::offer_or_close:
        offer_or(wire::last_word::close);
        return;
    case action::answer_rest_or_close:
        if (!source_->empty()) {
            answer_output();
        } else {
            answer(wire::last_word::noop_and_close);
            step(input::close_told);
        }
        return;
    case action::answer_noop:
        answer(wire::last_word::noop);
        return;
    case action::offer_or_noop:
        offer_or(wire::last_word::noop);
        return;
    case action::accept_delivery:
        respond(delivery_, 200, around_.contents.of_ok(), "ok");
        return;
    case action::refuse_garbage:
        refuse(delivery_, 400);
        return;
    case action::refuse_too_much:
        refuse(delivery_, 413);
        return;
    case action::destroy_delivery:
        std::exchange(delivery_.waiting, nullptr)->close();
        return;
    case action::end_sent:
        owner_->on_all_sent();
        return;
    case action::end_client_closed:
    case action::end_poll_overlap:
    case action::end_delivery_overlap:
    case action::end_binary:
    case action::end_garbage:
    case action::end_too_much:
    case action::end_poll_aborted:
    case action::end_delivery_aborted:
        break;
    }
    for (end_row const& row : ends)
        if (row.what == what)
            owner_->on_transport_failed(row.how);
}

// In the shard's scratch: nothing is being encoded while requests are answered.
void polling_transport::answer_output() {
    base::output_buffer& payload = poll_.waiting->shard().scratch();
    payload.clear();
    base::outbox& source = *source_;
    wire::body_form const form =
        wire::codec_of(dialect_.protocol)
            .write_payload(source.units(), dialect_.base64 || dialect_.is_jsonp(), payload);
    base::output_buffer script;
    std::string_view const body = wrap(payload.view(), script);
    bool const compressed = poll_.compression.pays(body.size(), source.units());
    source.clear();
    answer_poll(body, form, compressed);
}

void polling_transport::answer(wire::last_word what) {
    base::output_buffer script;
    answer_poll(wrap(wire::codec_of(dialect_.protocol).payload_of(what), script),
                wire::body_form::text);
}

// Before it is compressed, as in Node.
std::string_view polling_transport::wrap(std::string_view payload,
                                         base::output_buffer& script) const {
    if (!dialect_.is_jsonp())
        return payload;
    wire::append_jsonp_script(script, dialect_.jsonp_function, payload);
    return script.view();
}

// What was sent before the end was told to be queued. Never both in one payload, see
// `close_after_sending`.
void polling_transport::offer_or(wire::last_word what) {
    if (source_->empty())
        answer(what);
    else
        answer_output();
}

void polling_transport::answer_poll(std::string_view body, wire::body_form form, bool compressed) {
    poll_.waiting->count_unsent(source_->elsewhere_counter());
    std::string packed;
    if (compressed) {
        packed = poll_.compression.compress(body, poll_.headers);
        body = packed;
    }
    respond(poll_, 200, around_.contents.of(form), body);
}

// The exchange is let go first: answering it may bring the next request of its connection. But not
// before there is memory for the headers, or nobody would answer it.
void polling_transport::respond(pending& to, unsigned status, http::header_list const& content,
                                std::string_view body) {
    http::header_list all = std::exchange(to.headers, {});
    if (!all.empty())
        for (auto const& [name, value] : content)
            add_unless_there(all, name, value);
    http::exchange& answered = *std::exchange(to.waiting, nullptr);
    answered.respond(status, all.empty() ? content : all, body);
}

void polling_transport::refuse(pending& request, unsigned status) {
    respond(request, status, {}, {});
}

void polling_transport::pending::on_body(std::span<std::byte> body) {
    using delivery = transport_owner::delivery;
    std::optional<std::string> form;
    if (owner.dialect_.is_jsonp()) {
        form = wire::decode_jsonp_body({reinterpret_cast<char const*>(body.data()), body.size()});
        if (!form) { // nothing is delivered, as in the official server
            owner.owner_->on_request_refused(metric::bad_form);
            owner.step(input::delivered);
            return;
        }
        body = std::as_writable_bytes(std::span(*form));
    }
    switch (owner.owner_->on_delivery(body, owner.form_of_delivery_)) {
    case delivery::accepted:
        owner.step(input::delivered);
        return;
    case delivery::garbage:
        owner.step(input::delivered_garbage);
        return;
    case delivery::closed:
        owner.step(input::delivered_close);
        return;
    case delivery::held:
        owner.delivery_is_held_ = true;
        return;
    case delivery::ended:
        return;
    }
}

void polling_transport::pending::on_body_too_large() { owner.step(input::delivered_too_much); }

void polling_transport::pending::on_aborted() {
    // Null while the exchange is being answered: then the answer was lost with the connection, and
    // the client finds out with its next request.
    if (std::exchange(waiting, nullptr) == nullptr)
        return;
    headers.clear();
    owner.step(this == &owner.poll_ ? input::poll_aborted : input::delivery_aborted);
}

std::shared_ptr<transport> polling_opening::make(transport_owner& owner, base::outbox* source) {
    auto made = std::make_shared<polling_transport>(around_, owner, *source, dialect_);
    made->open(request_, std::move(headers_));
    return made;
}

} // namespace socketiota::engine
