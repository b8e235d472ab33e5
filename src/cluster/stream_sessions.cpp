// SPDX-License-Identifier: MIT
#include <boost/asio/post.hpp>
#include <boost/system/errc.hpp>

#include <string_view>
#include <utility>

#include <cluster/session_codec.hpp>
#include <cluster/session_taking.hpp>
#include <cluster/stream_mover.hpp>
#include <cluster/stream_sessions.hpp>
#include <redis/error_of_answer.hpp>

namespace socketiota::cluster {
namespace {

// What a server sends late, because its way to Redis was broken, must not touch what another has
// kept since then: so they look, in one step, whether what is kept begins like the session in
// their first argument, which says whose it is.

constexpr std::string_view keep_own =
    "local kept=redis.call('GETRANGE',KEYS[1],0,31) "
    "if kept==ARGV[1]:sub(1,32) or kept==ARGV[3] then "
    "return redis.call('SET',KEYS[1],ARGV[1],'PX',ARGV[2]) end return false";

constexpr std::string_view forget_own =
    "if redis.call('GETRANGE',KEYS[1],0,31)==ARGV[1]:sub(1,32) then "
    "return redis.call('DEL',KEYS[1]) end return 0";

constexpr std::string_view nothing; // what GETRANGE finds where there is no key

static_assert(session_encoder::owner_characters == 32);

} // namespace

stream_sessions::stream_sessions(stream_mover& by, stream_reader const& reader,
                                 std::string_view nsp)
    : mover_(by), by_(by.client()), options_(by.options()), reader_(reader), nsp_(nsp) {}

stream_sessions::~stream_sessions() { *self_ = nullptr; }

std::string stream_sessions::key_of(std::string_view private_id) const {
    return options_.session_key_prefix + std::string(private_id);
}

redis::completion stream_sessions::telling(detail::callback<void(error_code, bool)> kept) const {
    return [kept = std::move(kept), owner = self_](error_code failure, redis::reply said) {
        if (*owner == nullptr)
            return;
        if (said.is_error())
            (*owner)->mover_.on_lost(failure, redis::printable(said.text()));
        kept(failure, !failure && !said.is_null());
    };
}

void stream_sessions::keep(kept_session const& session, keeping how,
                           std::chrono::milliseconds lifetime,
                           detail::callback<void(error_code, bool)> kept) {
    auto const text = encoder_.encode(session);
    if (!text)
        return boost::asio::post(mover_.home().get_executor(),
                                 [kept = std::move(kept), failure = text.error(), owner = self_] {
                                     if (*owner != nullptr)
                                         kept(failure, false);
                                 });
    std::string const key = key_of(session.private_id);
    std::string const time = std::to_string(lifetime.count());
    if (how == keeping::again)
        by_.send({"EVAL", keep_own, "1", key, *text, time}, telling(std::move(kept)));
    else if (how == keeping::unless_taken)
        by_.send({"EVAL", keep_own, "1", key, *text, time, nothing}, telling(std::move(kept)));
    else
        by_.send({"SET", key, *text, "PX", time}, telling(std::move(kept)));
}

void stream_sessions::forget(std::string_view private_id, adapter::log_place since) {
    kept_session own;
    own.since = since;
    if (auto const text = encoder_.encode(own))
        by_.send({"EVAL", forget_own, "1", key_of(private_id), *text});
}

void stream_sessions::take(std::string_view private_id, std::string_view offset,
                           std::unique_ptr<session_taker> taker) {
    std::string const key = key_of(private_id);
    if (auto const from = redis::stream_id::parse(offset))
        return std::make_shared<taking>(*this, *from, std::move(taker))->begin(key);
    auto const waiting = std::shared_ptr<session_taker>(std::move(taker));
    by_.send({"DEL", key}, [waiting, owner = self_](error_code failure, redis::reply) {
        if (*owner != nullptr)
            waiting->on_end(
                failure ? failure : make_error_code(boost::system::errc::invalid_argument), {});
    });
}

} // namespace socketiota::cluster
