// SPDX-License-Identifier: MIT
//
// The middlewares of /guarded: one decides at once, one later.
#include "application.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <cstdint>

namespace interop {

namespace asio = boost::asio;
namespace sio = socketiota;

namespace {

sio::verdict check_token(sio::socket& who) {
    if (who.handshake().auth()["token"] != sio::value("secret"))
        return sio::verdict::reject("not allowed", sio::object("code", 401, "why", "bad token"));
    who.data().set("guards", sio::array("token"));
    return sio::verdict::accept();
}

asio::awaitable<sio::verdict> decide_later(sio::socket who) {
    // The room shows that nothing of a refused socket stays behind.
    who.join("waiting-room");
    sio::value const& auth = who.handshake().auth();
    if (auto const delay = auth["delay"].to<std::int64_t>()) {
        asio::steady_timer timer(who.get_executor(), std::chrono::milliseconds(*delay));
        co_await timer.async_wait(asio::use_awaitable);
    } else {
        co_await asio::post(asio::use_awaitable);
    }
    if (auth["late"] == sio::value("refuse"))
        co_return sio::verdict::reject("refused later",
                                       sio::object("code", 403, "why", "late refusal"));
    if (auth["late"] == sio::value("refuse-plainly"))
        co_return sio::verdict::reject("refused plainly");
    who.leave("waiting-room");
    who.data().find("guards")->push_back("late");
    co_return sio::verdict::accept();
}

} // namespace

void add_guards(sio::nsp const& nsp) {
    nsp.use(&check_token);
    nsp.use(&decide_later);
}

} // namespace interop
