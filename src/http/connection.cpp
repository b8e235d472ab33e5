// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <utility>

#include <http/connection.hpp>
#include <http/front.hpp>
#include <wire/http_head_writer.hpp>
#include <wire/http_syntax.hpp>

namespace socketiota::http {

namespace asio = boost::asio;

namespace {

// What one peer gets in one turn of requests that came together, so that others do not wait for it.
constexpr int most_exchanges_in_turn = 16;

std::string_view as_text(std::span<std::byte const> octets) {
    return {reinterpret_cast<char const*>(octets.data()), octets.size()};
}

// What npm's `cors` sends with a 204, where RFC 9110 section 8.6 allows no length.
bool is_empty_length(std::string_view name, std::string_view value) noexcept {
    return value == "0" && wire::equal_ignoring_case(name, "content-length");
}

bool is_bodiless(unsigned status) noexcept { return status == 204 || status == 304; }

// Headers that say where the answer ends and what becomes of the connection. Two of them could
// contradict each other (RFC 9112 section 6.3), so there are none but ours.
bool is_ours(std::string_view name) noexcept {
    constexpr std::array<std::string_view, 4> names{"content-length", "date", "connection",
                                                    "transfer-encoding"};
    return std::any_of(names.begin(), names.end(), [name](std::string_view each) {
        return wire::equal_ignoring_case(name, each);
    });
}

} // namespace

connection::connection(front& owner, std::unique_ptr<loop::channel> channel)
    : owner_(owner), channel_(std::move(channel)), parser_(head_limits(owner.options_.limits)) {}

connection::~connection() = default;

void connection::start() {
    contain([&] {
        owner_.home_->set_deadline(*this, owner_.options_.limits.head_timeout);
        channel_->set_owner(*this);
    });
}

void connection::step(input in) {
    for (action const each : machine_.step(in))
        carry_out(each);
}

void connection::carry_out(action todo) {
    http_limits const& limits = owner_.options_.limits;
    switch (todo) {
    case action::set_head_deadline:
        owner_.home_->set_deadline(*this, limits.head_timeout);
        return;
    case action::set_body_deadline:
        owner_.home_->set_deadline(*this, limits.body_timeout);
        return;
    case action::set_keep_alive_deadline:
        owner_.home_->set_deadline(*this, limits.keep_alive_timeout);
        return;
    case action::set_linger_deadline:
        owner_.home_->set_deadline(*this, linger_time);
        return;
    case action::cancel_deadline:
        cancel();
        return;
    case action::go_on_reading:
        go_on_reading();
        return;
    case action::drop_input:
        kept_ = std::vector<std::byte>(); // not `{}`, which keeps the memory
        return;
    case action::shut_down_output:
        channel_->shutdown_send();
        return;
    case action::refuse_slow_request:
        refuse_slow_request();
        return;
    case action::count_slow_reader:
        owner_.metrics_.count(metric::slow_reader);
        return;
    case action::finish:
        finish();
        return;
    }
}

void connection::abort() noexcept { step(input::end); }

void connection::fail() noexcept {
    if (is_gone())
        return;
    owner_.metrics_.count(metric::out_of_memory);
    abort();
}

void connection::finish() noexcept {
    exchange_listener* const listener = std::exchange(listener_, nullptr);
    cancel();
    owner_.home_->unmark(*this);
    if (channel_)
        channel_->close();
    owner_.remove(*this);
    if (listener == nullptr)
        return;
    try {
        listener->on_aborted();
    } catch (...) {
        // No memory for what it does with that; this connection is over either way.
        return;
    }
}

// ---- input ----

void connection::on_data(std::span<std::byte> data) {
    contain([&] {
        if (ignores_input())
            return;
        if (kept_.empty() && takes_input()) {
            input_ = data;
            process_input();
            keep(std::exchange(input_, {}));
            return;
        }
        keep(data);
        process_kept();
    });
}

void connection::on_end() {
    contain([&] {
        peer_ended_ = true;
        process_kept();
        end_after_peer();
    });
}

void connection::end_after_peer() {
    if (!turn_is_over_)
        step(input::peer_ended);
}

void connection::on_broken(loop::error_code) { abort(); }

void connection::flush() {
    contain([&] {
        turn_is_over_ = false;
        if (file_ && unsent_.empty()) {
            if (!send_file())
                return;
            if (is_sent())
                step(input::sent);
            else
                wait_until_writable();
        }
        process_kept();
        if (takes_input())
            resume_reading(); // what is left is less than a request
        if (peer_ended_)
            end_after_peer();
    });
}

bool connection::takes_input() const noexcept {
    state const now = machine_.state();
    return !turn_is_over_ && (now == state::idle || now == state::head || now == state::body);
}

bool connection::ignores_input() const noexcept {
    state const now = machine_.state();
    return now == state::answering_last || now == state::lingering || now == state::gone;
}

void connection::process_kept() {
    if (kept_.empty() || !takes_input())
        return;
    std::vector<std::byte> together = std::exchange(kept_, {});
    input_ = together;
    process_input();
    std::span<std::byte> const left = std::exchange(input_, {});
    if (kept_.empty()) {
        // Only what was understood is cut off: a head that comes in single octets is not copied for
        // each of them.
        together.erase(together.begin(), together.end() - static_cast<std::ptrdiff_t>(left.size()));
        kept_.swap(together);
        keep({});
    } else {
        keep(left); // behind the head of a request that is held
    }
}

void connection::process_input() {
    int served = 0;
    while (takes_input() && (!input_.empty() || machine_.state() == state::body)) {
        bool const in_body = machine_.state() == state::body;
        if (!in_body && served++ == most_exchanges_in_turn) {
            turn_is_over_ = true;
            owner_.home_->mark(*this);
            return;
        }
        if (!(in_body ? read_body_piece() : read_head()))
            return;
    }
}

void connection::keep(std::span<std::byte> data) {
    if (ignores_input()) {
        carry_out(action::drop_input);
        return;
    }
    kept_.insert(kept_.end(), data.begin(), data.end());
    // What is kept of a head that is still coming in has the parser's limit.
    if (kept_.size() > owner_.options_.most_pipelined && !takes_input() && !reading_paused_) {
        reading_paused_ = true;
        channel_->pause_reading();
    }
}

bool connection::read_head() {
    wire::request_head& head = owner_.head_;
    wire::request_result const found = parser_.parse(as_text(input_), head);
    if (found.type == wire::request_result::kind::need_more) {
        step(input::part_of_head);
        return false;
    }
    if (found.type == wire::request_result::kind::error) {
        refuse(found.status);
        return false;
    }
    input_ = input_.subspan(found.head_size);
    owner_.head_size_ = found.head_size;
    head_method_ = head.method == "HEAD";
    keep_alive_ = head.keep_alive;
    minor_version_zero_ = head.minor_version == 0;
    expect_continue_ = head.expect_continue;
    body_unread_ = head.framing == wire::body_framing::chunked ||
                   (head.framing == wire::body_framing::sized && head.content_length > 0);
    step(input::request);
    owner_.service_.serve(*this);
    if (is_gone() && listener_ != nullptr)
        std::exchange(listener_, nullptr)->on_aborted();
    // A service that neither answers nor waits would leave a connection without any deadline.
    if (machine_.state() == state::serving)
        refuse(500);
    return true;
}

bool connection::read_body_piece() {
    std::string_view rest = as_text(input_);
    wire::body_event const event = body_reader_->next(rest);
    std::size_t const consumed = input_.size() - rest.size();
    std::span<std::byte> const piece =
        event.data.empty()
            ? std::span<std::byte>{}
            : input_.subspan(static_cast<std::size_t>(event.data.data() - as_text(input_).data()),
                             event.data.size());
    input_ = input_.subspan(consumed);
    switch (event.type) {
    case wire::body_event::kind::need_more:
        // Here, and not in read_body: no more for a body that has begun to come or is too large.
        if (std::exchange(expect_continue_, false) && consumed == 0)
            send_continue();
        return false;
    case wire::body_event::kind::data: {
        expect_continue_ = false;
        // A body that is here as a whole goes to its listener from where it was received.
        if (piece.size() == sized_body_) {
            finish_body(piece);
            return true;
        }
        body_.insert(body_.end(), piece.begin(), piece.end());
        return true;
    }
    case wire::body_event::kind::complete: {
        std::vector<std::byte> whole = std::exchange(body_, {});
        finish_body(whole);
        return true;
    }
    case wire::body_event::kind::error:
        break;
    }
    exchange_listener* const listener = std::exchange(listener_, nullptr);
    body_ = std::vector<std::byte>();
    if (event.status == 413) {
        step(input::body_too_large); // from here on it is the listener's time
        listener_ = listener;
        listener->on_body_too_large();
        return false;
    }
    refuse(event.status);
    listener->on_aborted();
    return false;
}

void connection::send_continue() {
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::const_buffer const piece(go_on.data(), go_on.size());
    send(std::span(&piece, 1));
}

void connection::finish_body(std::span<std::byte> body) {
    body_reader_.reset();
    body_unread_ = false;
    step(input::whole_body);
    listener_->on_body(body);
}

void connection::resume_reading() {
    if (!std::exchange(reading_paused_, false))
        return;
    channel_->resume_reading();
}

void connection::go_on_reading() {
    resume_reading();
    // At the end of the turn, never from inside an answer: it may be given by the service of
    // another connection, whose request lies where the next one would, or by a session that would
    // meet itself in `serve`.
    if (!kept_.empty() || peer_ended_)
        owner_.home_->mark(*this);
}

// ---- exchange ----

wire::request_head const& connection::request() const noexcept { return owner_.head_; }

loop::shard& connection::shard() noexcept { return *owner_.home_; }

void connection::read_body(std::size_t limit, exchange_listener& listener) {
    listener_ = &listener;
    if (is_gone())
        return; // it ended inside `serve`: `read_head` tells
    body_reader_.emplace(owner_.head_, limit);
    sized_body_ =
        owner_.head_.framing == wire::body_framing::sized ? owner_.head_.content_length : 0;
    step(input::body_wanted);
}

void connection::wait(exchange_listener& listener) {
    listener_ = &listener;
    step(input::wait); // no arrow if it ended inside `serve`: `read_head` tells
}

void connection::count_unsent(std::shared_ptr<std::size_t> total) {
    unsent_.count_in(std::move(total));
}

void connection::respond(unsigned status, header_list const& headers,
                         std::span<asio::const_buffer const> body) {
    answer(status, headers, body, nullptr);
}

void connection::respond(unsigned status, header_list const& headers, shared_body const& body) {
    asio::const_buffer const piece(body->data(), body->size());
    answer(status, headers, std::span(&piece, 1), body);
}

bool connection::write_head(unsigned status, header_list const& headers, std::uint64_t size) {
    bool const bodiless = is_bodiless(status);
    base::output_buffer& buffer = owner_.answer_head_;
    buffer.clear();
    wire::response_head_writer head(buffer, static_cast<std::uint16_t>(status));
    for (auto const& [name, value] : headers)
        if (!is_ours(name) || (bodiless && is_empty_length(name, value)))
            head.header(name, value);
    if (!bodiless)
        head.content_length(size);
    head.header("Date", owner_.date());
    // The next request begins where the body ends, so a body that nobody read ends the connection.
    if (!stays_open() || minor_version_zero_)
        head.connection(stays_open());
    if (head.finish())
        return true;
    // A header that could end its line early: whoever set it passed on what a client sent.
    refuse(500);
    return false;
}

void connection::answer(unsigned status, header_list const& headers,
                        std::span<asio::const_buffer const> body, shared_body const& shared) {
    listener_ = nullptr; // the exchange ends here, whether the answer can be written or not
    contain([&] {
        if (is_gone() || !write_head(status, headers, asio::buffer_size(body)))
            return;
        std::vector<asio::const_buffer> pieces;
        pieces.reserve(body.size() + 1);
        pieces.emplace_back(owner_.answer_head_.data(), owner_.answer_head_.size());
        bool const with_body = !head_method_ && !is_bodiless(status);
        if (with_body)
            pieces.insert(pieces.end(), body.begin(), body.end());
        bool const keep_alive = stays_open();
        send(pieces, with_body ? shared : nullptr);
        finish_exchange(keep_alive);
    });
}

void connection::respond(unsigned status, header_list const& headers,
                         std::unique_ptr<open_file> file) {
    listener_ = nullptr; // the exchange ends here, whether the answer can be written or not
    contain([&] {
        if (is_gone() || !write_head(status, headers, file->left()))
            return;
        bool const keep_alive = stays_open();
        if (!head_method_ && file->left() > 0)
            file_ = std::move(file);
        asio::const_buffer const head(owner_.answer_head_.data(), owner_.answer_head_.size());
        send(std::span(&head, 1));
        finish_exchange(keep_alive);
    });
}

void connection::respond_raw(std::string_view head_and_body) {
    listener_ = nullptr; // the exchange ends here, whether the answer can be written or not
    contain([&] {
        if (is_gone())
            return;
        asio::const_buffer const piece(head_and_body.data(), head_and_body.size());
        send(std::span(&piece, 1));
        finish_exchange(false);
    });
}

void connection::refuse(unsigned status) {
    if (status < 500)
        owner_.metrics_.count(status == 408 ? metric::request_timeout : metric::bad_request);
    // The bytes that Node answers to what is not HTTP.
    base::output_buffer& head = owner_.answer_head_;
    head.clear();
    if (wire::response_head_writer(head, static_cast<std::uint16_t>(status))
            .connection(false)
            .finish())
        respond_raw(head.view());
}

void connection::finish_exchange(bool keep_alive) {
    if (is_gone())
        return;
    is_moved_ = false;
    is_again_ = false;
    if (held_ > 0)
        kept_.erase(kept_.begin(), kept_.begin() + std::exchange(held_, 0));
    body_reader_.reset();
    body_ = std::vector<std::byte>();
    step(keep_alive ? input::answered : input::last_answered);
    if (is_sent())
        step(input::sent);
}

void connection::end_after_answer() noexcept { keep_alive_ = false; }

void connection::close() noexcept {
    listener_ = nullptr;
    abort();
}

detached_connection connection::detach() {
    detached_connection taken;
    if (kept_.empty()) // inside `serve`
        taken.already_read.assign(input_.begin(), input_.end());
    else // later: what came while the exchange waited
        taken.already_read = std::exchange(kept_, {});
    resume_reading();
    taken.channel = std::move(channel_);
    listener_ = nullptr;
    abort();
    return taken;
}

void connection::on_deadline() {
    contain([&] { step(is_sent() ? input::deadline : input::output_deadline); });
}

void connection::refuse_slow_request() {
    exchange_listener* const listener = std::exchange(listener_, nullptr);
    refuse(408);
    if (listener != nullptr)
        listener->on_aborted();
}

} // namespace socketiota::http
