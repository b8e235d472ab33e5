// SPDX-License-Identifier: MIT
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <utility>

#include <http/neighbours.hpp>
#include <http/proxied_exchange.hpp>

namespace socketiota::http {

namespace asio = boost::asio;

wire::request_head const& proxied_exchange::request() const noexcept { return owner_.head(); }

loop::shard& proxied_exchange::shard() noexcept { return owner_.home(); }

template <class F>
void proxied_exchange::contain(F const& work) noexcept {
    try {
        work();
    } catch (...) {
        if (ended_)
            return; // the owner may have gone, too
        owner_.count_failure();
        abort();
    }
}

void proxied_exchange::serve() {
    contain([this] {
        owner_.serve(*this);
        parts_.head = std::string(); // its views were for the time of that call
        if (ended_)
            return;
        if (listener_ == nullptr)
            respond(500, {}, std::string_view());
        else if (owner_.head().framing == wire::body_framing::none)
            take_body({}); // of those without body none is sent
    });
}

exchange_listener* proxied_exchange::take_body_listener() noexcept {
    return std::exchange(wants_body_, false) ? listener_ : nullptr;
}

void proxied_exchange::take_body(std::span<std::byte> body) {
    exchange_listener* const listener = take_body_listener();
    if (listener == nullptr)
        return;
    contain([&] {
        if (body.size() > body_limit_)
            listener->on_body_too_large();
        else
            listener->on_body(body);
    });
}

void proxied_exchange::refuse_body() {
    exchange_listener* const listener = take_body_listener();
    if (listener != nullptr)
        contain([&] { listener->on_body_too_large(); });
}

void proxied_exchange::read_body(std::size_t limit, exchange_listener& listener) {
    listener_ = &listener;
    body_limit_ = limit;
    wants_body_ = true;
}

void proxied_exchange::wait(exchange_listener& listener) { listener_ = &listener; }

void proxied_exchange::hold(exchange_listener&) {
    throw boost::system::system_error(asio::error::operation_not_supported,
                                      "a request that came to another shard is not held here");
}

void proxied_exchange::count_unsent(std::shared_ptr<std::size_t> total) {
    total_ = std::move(total);
}

template <class F>
void proxied_exchange::answer(F const& fill) noexcept {
    listener_ = nullptr; // the exchange ends here, whether the answer can be sent or not
    if (ended_)
        return;
    try {
        proxied_answer made;
        made.total = std::move(total_);
        made.ends_connection = ends_connection_;
        fill(made);
        owner_.send_answer(*this, std::move(made));
    } catch (...) {
        owner_.count_failure();
        owner_.send_back(*this, std::move(parts_.closing));
    }
    end();
}

void proxied_exchange::respond(unsigned status, header_list const& headers,
                               std::span<asio::const_buffer const> body) {
    answer([&](proxied_answer& made) {
        made.what = proxied_answer::kind::body;
        made.status = status;
        made.headers = headers;
        made.octets.reserve(asio::buffer_size(body));
        for (asio::const_buffer const& piece : body)
            made.octets.append(static_cast<char const*>(piece.data()), piece.size());
    });
}

// Copied: who shares it on this shard counts that without atomics.
void proxied_exchange::respond(unsigned status, header_list const& headers,
                               shared_body const& body) {
    asio::const_buffer const piece(body->data(), body->size());
    respond(status, headers, std::span(&piece, 1));
}

void proxied_exchange::respond(unsigned status, header_list const& headers,
                               std::unique_ptr<open_file> file) {
    answer([&](proxied_answer& made) {
        made.what = proxied_answer::kind::file;
        made.status = status;
        made.headers = headers;
        made.file = std::move(file);
    });
}

void proxied_exchange::respond_raw(std::string_view head_and_body) {
    answer([&](proxied_answer& made) {
        made.what = proxied_answer::kind::raw;
        made.octets = head_and_body;
    });
}

void proxied_exchange::close() noexcept {
    listener_ = nullptr;
    if (ended_)
        return;
    owner_.send_back(*this, std::move(parts_.closing));
    end();
}

detached_connection proxied_exchange::detach() {
    throw boost::system::system_error(
        asio::error::operation_not_supported,
        "a connection that stays on another shard cannot be taken out of HTTP here");
}

void proxied_exchange::abort() noexcept {
    exchange_listener* const listener = std::exchange(listener_, nullptr);
    close(); // if the connection has ended nobody hears that
    if (listener == nullptr)
        return;
    try {
        listener->on_aborted();
    } catch (...) {
        // No memory for what it does with that; this exchange is over either way.
        return;
    }
}

void proxied_exchange::end() noexcept {
    ended_ = true;
    owner_.forget(*this);
}

} // namespace socketiota::http
