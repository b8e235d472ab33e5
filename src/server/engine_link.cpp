// SPDX-License-Identifier: MIT
#include <cstddef>
#include <cstdint>
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

    void on_upgraded() override { link_->upgraded(); }

    void on_engine_packet(engine_packet const& packet) override { link_->tell_packet(packet); }

    void on_own_unit(engine_packet const& packet) override { link_->tell_own_unit(packet); }

    void on_units_left(std::size_t waiting) override { link_->tell_left(waiting); }

    void on_closed(engine::close_reason reason, std::string_view) override {
        link_->end(engine::to_string(reason));
    }

private:
    std::shared_ptr<engine_link> link_;
};

} // namespace

std::shared_ptr<engine_link> engine_link::make(std::shared_ptr<loop::shard> const& home,
                                               engine::session& session,
                                               engine_failures& failures) {
    return loop::hold_at_home(
        std::unique_ptr<engine_link>(new engine_link(home, session, failures)));
}

engine_link::engine_link(std::shared_ptr<loop::shard> const& home, engine::session& session,
                         engine_failures& failures)
    : home_(home),
      session_(&session),
      id_(session.id()),
      handshake_(session.handshake(), nullptr),
      failures_(failures),
      carrier_(to_public(session.transport())) {}

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

emit_result engine_link::send(std::string_view text,
                              std::shared_ptr<detail::pending_send> waiting) {
    if (!open_)
        return emit_status::not_connected;
    if (!base::is_valid_utf8(text)) {
        auto const refused = make_error_code(error::text_is_not_utf8);
        if (waiting)
            waiting->complete(refused);
        return refused;
    }
    std::string packet = "4"; // a message, as Engine.IO calls it
    packet += text;
    return send_packet(std::move(packet), {}, std::move(waiting));
}

emit_result engine_link::send(bytes octets, std::shared_ptr<detail::pending_send> waiting) {
    if (!open_)
        return emit_status::not_connected;
    return send_packet({}, {std::move(octets)}, std::move(waiting));
}

emit_result engine_link::send_packet(std::string packet, std::vector<bytes> binary,
                                     std::shared_ptr<detail::pending_send> waiting) {
    // While it is open its server is there, and with it the shard.
    if (home_.is_here())
        return send_here(packet, std::move(binary), std::move(waiting));
    home_.post(weak_from_this(), [packet = std::move(packet), binary = std::move(binary),
                                  waiting = std::move(waiting)](engine_link& self) mutable {
        static_cast<void>(self.send_here(packet, std::move(binary), std::move(waiting)));
    });
    return emit_status::queued;
}

// Who waits and is forgotten hears that the session has ended.
emit_result engine_link::send_here(std::string_view packet, std::vector<bytes> binary,
                                   std::shared_ptr<detail::pending_send> waiting) {
    auto const is_open = [this] { return session_ != nullptr && session_->open(); };
    if (!is_open())
        return emit_status::not_connected;
    if (waiting)
        static_cast<void>(observing_hooks());
    if (hooks_) {
        tell_created(packet, binary);
        if (!is_open()) // whoever heard of it has ended it
            return emit_status::not_connected;
    }
    if (!session_->send(session_->shard().units().make(packet, std::move(binary))))
        return emit_status::dropped;
    if (!hooks_)
        return emit_status::queued;
    ++hooks_->queued;
    if (waiting)
        hooks_->sends.push_back({hooks_->queued, std::move(waiting)});
    return emit_status::queued;
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

engine_hooks& engine_link::hooks() {
    if (!hooks_)
        hooks_ = std::make_unique<engine_hooks>();
    return *hooks_;
}

engine_hooks& engine_link::observing_hooks() {
    engine_hooks& of = hooks();
    if (!std::exchange(of.observing, true))
        of.queued = session_->observe();
    return of;
}

void engine_link::upgraded() {
    carrier_ = to_public(session_->transport());
    if (hooks_)
        call(hooks_->upgrade, carrier_);
}

void engine_link::tell_packet(engine_packet const& packet) {
    if (hooks_)
        call(hooks_->packet, packet);
}

void engine_link::tell_created(std::string_view packet, std::vector<bytes> const& binary) {
    engine_packet created{engine_packet_type::message, !binary.empty(), {}};
    created.data = created.is_binary ? binary.front().as_text() : packet.substr(1);
    call(hooks_->packet_created, created);
}

void engine_link::tell_own_unit(engine_packet const& packet) {
    if (!hooks_)
        return;
    call(hooks_->packet_created, packet);
    if (hooks_) // not ended by that
        ++hooks_->queued;
}

void engine_link::tell_left(std::size_t waiting) {
    if (!hooks_)
        return;
    std::uint64_t const before = std::exchange(hooks_->left, hooks_->queued - waiting);
    std::uint64_t const all = hooks_->left;
    if (all == before)
        return;
    auto& sends = hooks_->sends;
    while (!sends.empty() && sends.front().unit <= all) {
        sends.front().who->complete({});
        sends.pop_front();
    }
    call(hooks_->flush, static_cast<std::size_t>(all - before));
    if (hooks_ && hooks_->left == hooks_->queued) // `flush` may have sent more
        call(hooks_->drain);
}

void engine_link::end(std::string_view reason) {
    open_ = false;
    session_ = nullptr;
    auto const unsent = std::move(hooks_); // who waits hears of it
    call(on_close, reason);
    on_text = {};
    on_binary = {};
    on_close = {};
}

template <class Function, class... Argument>
void engine_link::call(Function const& function, Argument const&... arguments) {
    if (!function)
        return;
    Function const kept = function; // NOLINT: a copy, it may replace itself
    try {
        kept(arguments...);
    } catch (...) {
        failures_.on_failure(engine_session(shared_from_this()), std::current_exception());
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

void engine_session::on_packet(detail::callback<void(engine_packet const&)> function) const {
    if (link_->is_live())
        link_->observing_hooks().packet = std::move(function);
}

void engine_session::on_packet_created(
    detail::callback<void(engine_packet const&)> function) const {
    if (link_->is_live())
        link_->observing_hooks().packet_created = std::move(function);
}

void engine_session::on_flush(detail::callback<void(std::size_t)> function) const {
    if (link_->is_live())
        link_->observing_hooks().flush = std::move(function);
}

void engine_session::on_drain(detail::callback<void()> function) const {
    if (link_->is_live())
        link_->observing_hooks().drain = std::move(function);
}

void engine_session::on_upgrade(detail::callback<void(socketiota::transport)> function) const {
    if (link_->is_live())
        link_->hooks().upgrade = std::move(function);
}

transport engine_session::transport() const noexcept { return link_->carrier(); }

boost::asio::any_io_executor engine_session::get_executor() const noexcept {
    return link_->home().executor_for_ends();
}

void engine_session::start_send(std::string_view text,
                                std::shared_ptr<detail::pending_send> waiting) const {
    static_cast<void>(link_->send(text, std::move(waiting)));
}

void engine_session::start_send(bytes octets, std::shared_ptr<detail::pending_send> waiting) const {
    static_cast<void>(link_->send(std::move(octets), std::move(waiting)));
}

void engine_session::close() const { link_->close(); }

bool engine_session::open() const noexcept { return link_->open(); }

std::size_t engine_session::unsent() const noexcept { return link_->unsent(); }

} // namespace socketiota
