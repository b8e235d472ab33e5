// SPDX-License-Identifier: MIT
#include <socketiota/websocket_client.hpp>

#include <boost/asio/system_executor.hpp>

#include <stdexcept>
#include <type_traits>
#include <utility>

#include <base/utf8.hpp>
#include <client/at_home.hpp>
#include <client/make_dialler.hpp>
#include <client/own_client_loop.hpp>
#include <client/websocket/websocket_core.hpp>

namespace socketiota {

using clients::websocket_core;

namespace {

std::shared_ptr<websocket_core> make_core(std::shared_ptr<clients::client_loop> loop,
                                          std::string_view url, websocket_client_options options) {
    auto settings = clients::settings_of(url, std::move(options));
    settings.deflate = loop->deflate(settings.options.per_message_deflate);
    auto dialler =
        clients::make_dialler(*loop, settings.where.secure, settings.options.tls, settings.proxy);
    return loop::hold_at_home(
        std::make_unique<websocket_core>(std::move(loop), std::move(settings), std::move(dialler)));
}

template <class Pending>
using cancelling = void (websocket_core::*)(Pending const&);

/// Has `cancel` called when whoever waits is cancelled, on whatever thread.
template <class Pending>
void heed_cancellation(std::weak_ptr<websocket_core> const& of, Pending const& who,
                       cancelling<Pending> cancel) {
    auto slot = who->cancellation();
    if (!slot.is_connected())
        return;
    // Weak: a slot outlives the operations it was used for.
    slot.assign([of, who = std::weak_ptr(who), cancel](boost::asio::cancellation_type) {
        if (auto const core = of.lock())
            clients::run_home(*core, [who, cancel](websocket_core& its) {
                if (auto const waits = who.lock())
                    its.contain([&] { (its.*cancel)(waits); });
            });
    });
}

/// Has the shard of `which` begin an operation, on which `who` waits. Forgotten, because there is
/// no client any more or no memory, that has been aborted.
///
/// @param cancel null if nothing can be cancelled
template <class Pending, class Work>
void begin(std::weak_ptr<websocket_core> const& which, Pending who,
           std::type_identity_t<cancelling<Pending>> cancel, Work work) noexcept {
    auto const core = which.lock();
    if (!core)
        return;
    try {
        if (cancel != nullptr)
            heed_cancellation(which, who, cancel);
        clients::run_home(
            *core, [who = std::move(who), work = std::move(work)](websocket_core& its) mutable {
                its.contain([&] { work(its, std::move(who)); });
            });
    } catch (...) {
        return;
    }
}

} // namespace

websocket_client::websocket_client(boost::asio::io_context& context, std::string_view url,
                                   websocket_client_options options)
    : core_(make_core(clients::client_loop::on(context), url, std::move(options))) {}

websocket_client::websocket_client(std::string_view url, websocket_client_options options)
    : websocket_client(url, std::move(options), true) {}

websocket_client websocket_client::polled(std::string_view url, websocket_client_options options) {
    return {url, std::move(options), false};
}

websocket_client::websocket_client(std::string_view url, websocket_client_options options,
                                   bool by_thread)
    : own_loop_(std::make_shared<clients::own_client_loop>()) {
    try {
        core_ = make_core(own_loop_->loop(), url, std::move(options));
        own_loop_->begin(core_, by_thread);
    } catch (...) {
        own_loop_->end();
        throw;
    }
}

websocket_client::websocket_client(websocket_client&& other) noexcept = default;

websocket_client& websocket_client::operator=(websocket_client&& other) noexcept {
    std::swap(own_loop_, other.own_loop_);
    std::swap(core_, other.core_);
    return *this;
}

websocket_client::~websocket_client() {
    if (!core_)
        return;
    if (own_loop_) {
        core_.reset(); // which its loop has as well
        own_loop_->end();
    } else if (core_->home().is_here())
        core_->drop(); // else its destruction does, on its thread
}

std::size_t websocket_client::poll(std::chrono::milliseconds wait) const {
    if (!own_loop_ || !own_loop_->is_polled())
        throw std::logic_error("this client is not polled: make it with websocket_client::polled");
    return own_loop_->poll(wait);
}

void websocket_client::set_error(detail::callback<void(std::exception_ptr)> function) const {
    clients::run_home(*core_, [function = std::move(function)](websocket_core& its) mutable {
        its.set_error(std::move(function));
    });
}

emit_result websocket_client::send(std::string_view text) const { return core_->send(text); }

emit_result websocket_client::send(bytes octets) const { return core_->send(std::move(octets)); }

emit_result websocket_client::send(std::span<std::byte const> octets) const {
    return core_->send(bytes(octets));
}

void websocket_client::close(std::uint16_t code, std::string_view reason) const {
    clients::run_home(*core_, [code, said = std::string(reason)](websocket_core& its) {
        its.contain([&] { its.close(code, said, nullptr); });
    });
}

bool websocket_client::open() const noexcept { return core_->open(); }

std::size_t websocket_client::unsent() const noexcept { return core_->unsent(); }

std::string websocket_client::subprotocol() const { return core_->subprotocol(); }

connect_error websocket_client::connect_failure() const { return core_->connect_failure(); }

websocket_end websocket_client::end() const { return core_->end(); }

boost::asio::any_io_executor websocket_client::get_executor() const noexcept {
    return core_->home().executor_for_ends();
}

// ---- operations: who is forgotten has been aborted ----

boost::asio::any_io_executor
websocket_client::executor_for(std::weak_ptr<websocket_core> const& which) {
    if (auto const core = which.lock())
        return core->home().executor_for_ends();
    return boost::asio::system_executor();
}

void websocket_client::start_connect(std::weak_ptr<websocket_core> const& which, pending who) {
    begin(which, std::move(who), &websocket_core::cancel_connect,
          [](websocket_core& its, pending waits) { its.connect(std::move(waits)); });
}

void websocket_client::start_receive(std::weak_ptr<websocket_core> const& which,
                                     pending_message who) {
    begin(which, std::move(who), &websocket_core::cancel_receive,
          [](websocket_core& its, pending_message waits) { its.receive(std::move(waits)); });
}

void websocket_client::start_send(std::weak_ptr<websocket_core> const& which, std::string text,
                                  pending who) {
    if (!base::is_valid_utf8(text))
        return who->complete(make_error_code(error::text_is_not_utf8));
    begin(which, std::move(who), nullptr,
          [kept = std::move(text)](websocket_core& its, pending waits) {
              its.send(kept, {}, std::move(waits));
          });
}

void websocket_client::start_send(std::weak_ptr<websocket_core> const& which, bytes octets,
                                  pending who) {
    begin(which, std::move(who), nullptr,
          [kept = std::move(octets)](websocket_core& its, pending waits) {
              its.send({}, {kept}, std::move(waits));
          });
}

void websocket_client::start_close(std::weak_ptr<websocket_core> const& which, std::uint16_t code,
                                   std::string reason, pending who) {
    begin(which, std::move(who), &websocket_core::cancel_close,
          [code, said = std::move(reason)](websocket_core& its, pending waits) {
              its.close(code, said, std::move(waits));
          });
}

} // namespace socketiota
