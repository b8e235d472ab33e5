// SPDX-License-Identifier: MIT
#include <boost/asio/post.hpp>
#include <boost/system/errc.hpp>

#include <utility>

#include <cluster/session_taking.hpp>
#include <cluster/stream_sessions.hpp>

namespace socketiota::cluster {
namespace {

/// SET answers with null where `XX` found nothing.
redis::completion telling(detail::callback<void(error_code, bool)> kept) {
    return [kept = std::move(kept)](error_code failure, redis::reply said) {
        kept(failure, !failure && !said.is_null());
    };
}

} // namespace

stream_sessions::stream_sessions(redis::client& by, loop::shard& home,
                                 stream_options const& options, stream_reader const& reader,
                                 std::string_view nsp, std::shared_ptr<mover_counts> counts)
    : by_(by),
      home_(home),
      options_(options),
      reader_(reader),
      nsp_(nsp),
      counts_(std::move(counts)) {}

stream_sessions::~stream_sessions() { *self_ = nullptr; }

std::string stream_sessions::key_of(std::string_view private_id) const {
    return options_.session_key_prefix + std::string(private_id);
}

void stream_sessions::keep(kept_session const& session, keeping how,
                           std::chrono::milliseconds lifetime,
                           detail::callback<void(error_code, bool)> kept) {
    auto const text = encoder_.encode(session);
    if (!text)
        return boost::asio::post(home_.get_executor(),
                                 [kept = std::move(kept), failure = text.error(), owner = self_] {
                                     if (*owner != nullptr)
                                         kept(failure, false);
                                 });
    std::string const key = key_of(session.private_id);
    std::string const time = std::to_string(lifetime.count());
    if (how == keeping::again)
        by_.send({"SET", key, *text, "PX", time, "XX"}, telling(std::move(kept)));
    else
        by_.send({"SET", key, *text, "PX", time}, telling(std::move(kept)));
}

void stream_sessions::forget(std::string_view private_id) { by_.send({"DEL", key_of(private_id)}); }

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
