// SPDX-License-Identifier: MIT
//
// Numbers that count, payloads of any size, what is kept with a socket.
#include "application.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace interop {

namespace asio = boost::asio;
namespace sio = socketiota;

namespace {

struct numbers_seen {
    std::int64_t received = 0;
    bool in_order = true;
};

sio::value describe(sio::handshake const& from) {
    auto headers = sio::value::empty_object();
    for (auto const& [name, text] : from.headers()) {
        std::string key(name);
        std::transform(key.begin(), key.end(), key.begin(), [](char letter) {
            return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
        });
        headers.set(key, text);
    }
    auto query = sio::value::empty_object();
    for (auto const& [name, text] : from.query())
        query.set(name, text);
    auto const since_1970 =
        std::chrono::duration_cast<std::chrono::milliseconds>(from.issued().time_since_epoch());
    return sio::object("headers", headers, "query", query, "auth", from.auth(), "address",
                       from.address(), "url", from.url(), "secure", from.secure(), "xdomain",
                       from.xdomain(), "issued", since_1970.count());
}

} // namespace

void add_numbers(sio::nsp const& nsp) {
    nsp.on("number", [](sio::socket who, sio::value number, no_answer) {
        auto& seen = who.state<numbers_seen>();
        if (number != sio::value(seen.received))
            seen.in_order = false;
        ++seen.received;
    });
    nsp.on("numbers-seen", [](sio::socket who) {
        auto const& seen = who.state<numbers_seen>();
        return sio::object("received", seen.received, "in_order", seen.in_order);
    });
    nsp.on("send-numbers",
           [](sio::socket who, std::int64_t from, std::int64_t count,
              std::int64_t per_turn) -> asio::awaitable<std::int64_t> {
               std::int64_t const end = from + count;
               for (std::int64_t next = from; next < end;) {
                   if (next != from)
                       co_await asio::post(asio::use_awaitable);
                   for (auto const stop = std::min(end, next + per_turn); next < stop; ++next)
                       who.emit("number", next);
               }
               co_return count;
           });
}

void add_payloads(sio::nsp const& nsp) {
    nsp.on("make-text", [](std::size_t length) { return std::string(length, 'x'); });
    nsp.on("make-bytes", [](std::size_t length) {
        std::vector<std::byte> made(length);
        for (std::size_t i = 0; i < length; ++i)
            made[i] = static_cast<std::byte>(i % 251);
        return sio::bytes(std::move(made));
    });
    nsp.on("make-attachments", [](sio::socket who, std::size_t count, no_answer) {
        sio::arguments attachments;
        for (std::size_t i = 0; i < count; ++i)
            attachments.emplace_back(sio::bytes(std::vector{static_cast<std::byte>(i)}));
        who.emit("attachments", attachments);
    });
}

void add_state(sio::nsp const& nsp) {
    nsp.on("data-set", [](sio::socket who, std::string key, sio::value mapped) {
        who.data().set(key, std::move(mapped));
    });
    nsp.on("data-get", [](sio::socket who, std::string key) { return who.data()[key]; });
    nsp.on("handshake", [](sio::socket who) { return describe(who.handshake()); });
}

} // namespace interop
