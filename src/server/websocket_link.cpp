// SPDX-License-Identifier: MIT

#include <utility>

#include <base/utf8.hpp>
#include <server/websocket_link.hpp>
#include <wire/close_code.hpp>

namespace socketiota {

namespace asio = boost::asio;

namespace {

/// A copy, or nothing if there is no memory for it: a connection ends without its reason then.
std::string copy_of(std::string_view reason) noexcept {
    try {
        return std::string(reason);
    } catch (...) {
        return {};
    }
}

} // namespace

// ---- life ----

std::shared_ptr<websocket_link>
websocket_link::make(std::shared_ptr<loop::shard> const& home, std::weak_ptr<link_owner> owner,
                     std::shared_ptr<websocket_options const> options, beginning from,
                     std::size_t index) {
    return loop::hold_at_home(std::unique_ptr<websocket_link>(
        new websocket_link(home, std::move(owner), std::move(options), std::move(from), index)));
}

websocket_link::websocket_link(std::shared_ptr<loop::shard> const& home,
                               std::weak_ptr<link_owner> owner,
                               std::shared_ptr<websocket_options const> options, beginning from,
                               std::size_t index)
    : home_(home),
      owner_(std::move(owner)),
      options_(std::move(options)),
      request_(std::move(from.request)),
      subprotocol_(std::move(from.subprotocol)),
      connection_(std::make_shared<websocket::connection>(
          *home, std::move(from.connection.channel), std::move(from.opening),
          websocket::connection_kind{.limits = {options_->max_payload, options_->max_fragments},
                                     .deflate = std::move(from.deflate)})),
      already_read_(std::move(from.connection.already_read)),
      outbox_(options_->max_outbox_bytes),
      index_(index) {}

void websocket_link::start(websocket_handler const& handler) {
    auto const self = shared_from_this();
    if (auto const home = home_.lock())
        arm(*home);
    // First the program, so that it hears what came with the request.
    try {
        handler(websocket_connection(self));
    } catch (...) {
        report(std::current_exception());
        close_here(wire::close_code::internal_error, {});
    }
    if (!connection_)
        return;
    std::vector<std::byte> early = std::exchange(already_read_, {});
    connection_->start(*this, &outbox_, early);
}

void websocket_link::go_away() {
    if (connection_)
        end(wire::close_code::going_away, {}, metric::closed_by_server);
}

// ---- what the program does ----

emit_result websocket_link::send(std::string_view text) {
    if (!open())
        return emit_status::not_connected;
    if (!base::is_valid_utf8(text))
        return make_error_code(error::text_is_not_utf8);
    // While it is open its server is there, and with it the shard.
    if (home_.is_here())
        return send_here(text, {});
    home_.post(weak_from_this(), [kept = std::string(text)](websocket_link& self) {
        static_cast<void>(self.send_here(kept, {}));
    });
    return emit_status::queued;
}

emit_result websocket_link::send(bytes octets) {
    if (!open())
        return emit_status::not_connected;
    if (home_.is_here())
        return send_here({}, {std::move(octets)});
    home_.post(weak_from_this(), [kept = std::move(octets)](websocket_link& self) {
        static_cast<void>(self.send_here({}, {kept}));
    });
    return emit_status::queued;
}

emit_result websocket_link::send_here(std::string_view text, std::vector<bytes> binary) {
    auto const home = home_.lock();
    if (!open() || !home)
        return emit_status::not_connected;
    outbox_.push(home->units().make(text, std::move(binary)));
    connection_->output_ready();
    return emit_status::queued;
}

void websocket_link::close(std::uint16_t code, std::string_view reason) {
    if (!open())
        return;
    home_.run(*this, weak_from_this(), [code, kept = std::string(reason)](websocket_link& self) {
        self.close_here(code, kept);
    });
}

void websocket_link::close_here(std::uint16_t code, std::string_view reason) {
    if (!open())
        return;
    begin_closing(wire::is_sendable_close_code(code) ? code : wire::close_code::normal,
                  base::is_valid_utf8(reason) ? reason : std::string_view(),
                  metric::closed_by_server);
    if (auto const home = home_.lock())
        home->set_deadline(*this, websocket::closing_limit);
    connection_->output_ready(); // says at the end of the turn that all is out
}

void websocket_link::begin_closing(std::uint16_t code, std::string_view reason, metric counts) {
    open_.store(false, std::memory_order_release);
    closing_ = true;
    close_code_ = code;
    close_reason_ = reason;
    closing_counts_ = counts;
}

// ---- what comes ----

void websocket_link::on_websocket_text(std::span<char> text) {
    if (!closing_)
        call(on_text, std::string_view(text.data(), text.size()));
}

void websocket_link::on_websocket_binary(std::span<std::byte const> octets) {
    if (!closing_)
        call(on_binary, octets);
}

void websocket_link::on_websocket_drained() {
    if (closing_)
        end(close_code_, close_reason_, closing_counts_);
}

void websocket_link::on_websocket_failed(websocket::failure const& how) noexcept {
    if (closing_) // ours came first
        end(close_code_, close_reason_, closing_counts_);
    else
        end(how.code, how.reason, how.counts);
}

void websocket_link::on_deadline() {
    if (closing_) {
        end(close_code_, close_reason_, metric::closing_timeout);
        return;
    }
    auto const home = home_.lock();
    if (!home)
        return;
    if (!outbox_.moves(home->now(), connection_->sent_of_first())) {
        end(wire::close_code::policy_violation, "slow consumer", metric::slow_consumer);
    } else if (!connection_->comes_on(unfinished_)) {
        end(wire::close_code::policy_violation, "slow sender", metric::slow_sender);
    } else if (pings() && !connection_->take_heard()) {
        end(wire::close_code::abnormal, "ping timeout", metric::ping_timeout);
    } else {
        if (pings())
            connection_->send_ping();
        arm(*home);
    }
}

bool websocket_link::pings() const noexcept {
    return options_->ping_interval < std::chrono::milliseconds(unlimited);
}

void websocket_link::arm(loop::shard& home) {
    home.set_deadline(*this, pings() ? options_->ping_interval : look_interval);
}

void websocket_link::end(std::uint16_t code, std::string_view reason, metric counts) noexcept {
    auto const self = shared_from_this();
    std::string const said = copy_of(reason); // it may be ours, or in the frame that was just read
    open_.store(false, std::memory_order_release);
    closing_ = true;
    cancel();
    if (auto const owner = owner_.lock()) {
        owner->count(counts);
        wire::close_frame farewell;
        if (wire::is_sendable_close_code(code))
            farewell = {code, said};
        connection_->close(owner->closing(), farewell);
        owner->on_link_ended(*this);
    }
    outbox_.clear();
    // It may be on the stack.
    if (auto const home = home_.lock())
        home->dispose(std::move(connection_));
    connection_.reset();
    call(on_close, code, std::string_view(said));
    on_text = {};
    on_binary = {};
    on_close = {};
}

template <class Function, class... Argument>
void websocket_link::call(Function const& function, Argument... argument) {
    if (!function)
        return;
    Function const kept = function; // NOLINT: a copy, it may replace itself
    try {
        kept(argument...);
    } catch (...) {
        report(std::current_exception());
    }
}

void websocket_link::report(std::exception_ptr failure) const noexcept {
    if (auto const owner = owner_.lock())
        owner->on_handler_failed(*this, std::move(failure));
}

// ---- the handle ----

websocket_connection::websocket_connection(std::shared_ptr<websocket_link> link) noexcept
    : link_(std::move(link)) {}

http_request const& websocket_connection::request() const noexcept { return link_->request(); }

std::string const& websocket_connection::subprotocol() const noexcept {
    return link_->subprotocol();
}

emit_result websocket_connection::send(std::string_view text) const { return link_->send(text); }

emit_result websocket_connection::send(bytes octets) const {
    return link_->send(std::move(octets));
}

emit_result websocket_connection::send(std::span<std::byte const> octets) const {
    return link_->send(bytes(octets));
}

void websocket_connection::on_text(detail::callback<void(std::string_view)> function) const {
    if (link_->is_live())
        link_->on_text = std::move(function);
}

void websocket_connection::on_binary(
    detail::callback<void(std::span<std::byte const>)> function) const {
    if (link_->is_live())
        link_->on_binary = std::move(function);
}

void websocket_connection::on_close(
    detail::callback<void(std::uint16_t, std::string_view)> function) const {
    if (link_->is_live())
        link_->on_close = std::move(function);
}

void websocket_connection::close(std::uint16_t code, std::string_view reason) const {
    link_->close(code, reason);
}

bool websocket_connection::open() const noexcept { return link_->open(); }

std::size_t websocket_connection::unsent() const noexcept { return link_->unsent(); }

asio::any_io_executor websocket_connection::get_executor() const noexcept {
    return link_->get_executor();
}

} // namespace socketiota
