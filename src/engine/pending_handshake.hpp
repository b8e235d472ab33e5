// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <base/timer_wheel.hpp>
#include <engine/handshake_decision.hpp>
#include <engine/handshake_record.hpp>
#include <engine/request_verification.hpp>
#include <http/exchange.hpp>
#include <websocket/handshake_answer.hpp>

namespace socketiota::engine {

/// What must be kept of a request that opens a session while `allow_request` thinks: the views of
/// the request itself are gone by then.
struct handshake_request {
    http::exchange* exchange = nullptr;
    std::shared_ptr<handshake_record const> record;
    /// CORS headers of the answer.
    http::header_list headers;
    /// Whether the answer to a poll must switch an old browser's filter off.
    bool no_xss_filter = false;
    wire::engine_revision protocol = wire::engine_revision::three;
    /// Whether the client takes text alone.
    bool wants_base64 = false;
    /// Which function of its own it has answers handed to, if it is one of JSONP.
    std::optional<std::uint32_t> jsonp_function{};
    bool upgrade = false;
    /// For an upgrade that names polling as its transport: complete it and close it.
    bool completes_only = false;
    /// For an upgrade: what is sent to it.
    websocket::handshake_answer websocket;
    /// It is no handshake yet, but a request that the program's middlewares look at.
    bool is_check = false;
};

class pending_handshake;

/// Who goes on with a handshake. `done` is forgotten after the call.
class handshake_owner {
public:
    virtual void on_handshake_accepted(pending_handshake& done) = 0;
    virtual void on_handshake_refused(pending_handshake& done, std::string message,
                                      metric counts) = 0;
    virtual void on_handshake_put_off(pending_handshake& done) = 0;
    virtual void on_handshake_aborted(pending_handshake& done) = 0;

protected:
    ~handshake_owner() = default;
};

/// A handshake whose `allow_request`, or a request whose middlewares have not decided yet. Ends
/// with the decision, with the client or after `handshake_timeout`.
///
/// Not thread safe: belongs to its shard.
class pending_handshake final : public decision_listener,
                                public loop::disposable,
                                private http::exchange_listener,
                                private base::deadline {
public:
    pending_handshake(handshake_owner& owner, handshake_request request, std::size_t index)
        : owner_(owner), request_(std::move(request)), index_(index) {}

    /// To be called if the program's function returned without a decision.
    void wait(std::chrono::milliseconds limit) {
        waits_ = true;
        if (request_.is_check)
            request_.exchange->hold(*this);
        else
            request_.exchange->wait(*this);
        request_.exchange->shard().set_deadline(*this, limit);
    }

    [[nodiscard]] handshake_request& request() noexcept { return request_; }

    /// Its place among the pending ones, kept by the owner.
    [[nodiscard]] std::size_t& index() noexcept { return index_; }

    [[nodiscard]] bool decided() const noexcept { return decided_; }

    /// Whether it has been decided later than in the call that asked.
    [[nodiscard]] bool waits() const noexcept { return waits_; }

    /// Ends the connection: the server closes.
    void abandon() {
        if (give_up())
            request_.exchange->close();
    }

    void on_accepted() override {
        if (decide())
            owner_.on_handshake_accepted(*this);
    }

    void on_refused(std::string message) override {
        if (decide())
            owner_.on_handshake_refused(*this, std::move(message), metric::forbidden);
    }

    void on_put_off() override {
        if (decide())
            owner_.on_handshake_put_off(*this);
    }

    void when_pointless(std::function<void()> cancel) override {
        if (!decided_)
            cancel_ = std::move(cancel);
    }

private:
    // No body is read, so neither of these comes.
    void on_body(std::span<std::byte>) override {}

    void on_body_too_large() override {}

    void on_aborted() override {
        if (give_up())
            owner_.on_handshake_aborted(*this);
    }

    void on_deadline() override {
        if (give_up())
            owner_.on_handshake_refused(*this, "Forbidden", metric::handshake_timeout);
    }

    // The first of decision, abort, deadline and close wins; the exchange is gone after it.
    [[nodiscard]] bool decide() noexcept {
        cancel();
        return !std::exchange(decided_, true);
    }

    [[nodiscard]] bool give_up() {
        bool const is_first = decide();
        if (is_first && cancel_)
            std::exchange(cancel_, nullptr)();
        return is_first;
    }

    handshake_owner& owner_;
    handshake_request request_;
    std::size_t index_;
    std::function<void()> cancel_;
    bool decided_ = false;
    bool waits_ = false;
};

} // namespace socketiota::engine
