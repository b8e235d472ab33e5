// SPDX-License-Identifier: MIT
#include <utility>
#include <vector>

#include <base/utf8.hpp>
#include <engine/handshake_record.hpp>
#include <server/engine_link.hpp>

namespace socketiota {

namespace {

class link_listener final : public engine::session_listener {
public:
    explicit link_listener(std::shared_ptr<engine_link> link) : link_(std::move(link)) {}

    void on_text(std::span<char> text) override {
        link_->receive(std::string_view(text.data(), text.size()));
    }

    void on_binary(std::span<std::byte const> octets) override { link_->receive(octets); }

    void on_closed(engine::close_reason reason, std::string_view) override {
        link_->end(engine::to_string(reason));
    }

private:
    std::shared_ptr<engine_link> link_;
};

} // namespace

std::shared_ptr<engine_link> engine_link::make(std::shared_ptr<loop::shard> const& home,
                                               engine::session& session,
                                               failure_function on_failure) {
    return loop::hold_at_home(
        std::unique_ptr<engine_link>(new engine_link(home, session, std::move(on_failure))));
}

engine_link::engine_link(std::shared_ptr<loop::shard> const& home, engine::session& session,
                         failure_function on_failure)
    : home_(home),
      session_(&session),
      id_(session.id()),
      handshake_(session.handshake(), nullptr),
      on_failure_(std::move(on_failure)) {}

std::unique_ptr<engine::session_listener>
engine_link::listener_of(std::shared_ptr<engine_link> link) {
    return std::make_unique<link_listener>(std::move(link));
}

bool engine_link::open() const noexcept {
    if (!open_)
        return false;
    // One that ends while the program is told of it has told nobody yet.
    return !home_.is_here() || session_->open();
}

emit_result engine_link::send(std::string_view text) {
    if (!open_)
        return emit_status::not_connected;
    if (!base::is_valid_utf8(text))
        return make_error_code(error::text_is_not_utf8);
    std::string packet = "4"; // a message, as Engine.IO calls it
    packet += text;
    // While it is open its server is there, and with it the shard.
    if (home_.is_here())
        return send_here(packet, {});
    home_.post(weak_from_this(), [kept = std::move(packet)](engine_link& self) {
        static_cast<void>(self.send_here(kept, {}));
    });
    return emit_status::queued;
}

emit_result engine_link::send(bytes octets) {
    if (!open_)
        return emit_status::not_connected;
    if (home_.is_here())
        return send_here({}, {std::move(octets)});
    home_.post(weak_from_this(), [kept = std::move(octets)](engine_link& self) {
        static_cast<void>(self.send_here({}, {kept}));
    });
    return emit_status::queued;
}

emit_result engine_link::send_here(std::string_view packet, std::vector<bytes> binary) {
    if (session_ == nullptr || !session_->open())
        return emit_status::not_connected;
    return session_->send(session_->shard().units().make(packet, std::move(binary)))
               ? emit_status::queued
               : emit_status::dropped;
}

void engine_link::close() {
    if (!open_.exchange(false))
        return;
    home_.run(*this, weak_from_this(), [](engine_link& self) { self.close_here(); });
}

void engine_link::close_here() {
    if (session_ != nullptr)
        session_->close(engine::close_mode::after_sending);
}

void engine_link::begin(detail::callback<void(engine_session)> const& on_connection) {
    call(on_connection, engine_session(shared_from_this()));
}

void engine_link::end(std::string_view reason) {
    open_ = false;
    session_ = nullptr;
    call(on_close, reason);
    on_text = {};
    on_binary = {};
    on_close = {};
}

template <class Function, class Argument>
void engine_link::call(Function const& function, Argument argument) {
    if (!function)
        return;
    Function const kept = function; // NOLINT: a copy, it may replace itself
    try {
        kept(std::move(argument));
    } catch (...) {
        on_failure_(engine_session(shared_from_this()), std::current_exception());
    }
}

// ---- the handle ----

engine_session::engine_session(std::shared_ptr<engine_link> link) noexcept
    : link_(std::move(link)) {}

std::string const& engine_session::id() const noexcept { return link_->id(); }

class handshake const& engine_session::handshake() const noexcept {
    return link_->handshake();
}

emit_result engine_session::send(std::string_view text) const { return link_->send(text); }

emit_result engine_session::send(bytes octets) const { return link_->send(std::move(octets)); }

emit_result engine_session::send(std::span<std::byte const> octets) const {
    return link_->send(bytes(octets));
}

void engine_session::on_text(detail::callback<void(std::string_view)> function) const {
    if (link_->is_live())
        link_->on_text = std::move(function);
}

void engine_session::on_binary(detail::callback<void(std::span<std::byte const>)> function) const {
    if (link_->is_live())
        link_->on_binary = std::move(function);
}

void engine_session::on_close(detail::callback<void(std::string_view)> function) const {
    if (link_->is_live())
        link_->on_close = std::move(function);
}

void engine_session::close() const { link_->close(); }

bool engine_session::open() const noexcept { return link_->open(); }

std::size_t engine_session::unsent() const noexcept { return link_->unsent(); }

} // namespace socketiota
