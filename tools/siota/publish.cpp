// SPDX-License-Identifier: MIT
#include "command.hpp"
#include "exit_status.hpp"
#include "seconds.hpp"
#include "visible_text.hpp"
#include "words.hpp"

#include <socketiota/arguments.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/emitter.hpp>
#include <socketiota/error.hpp>
#include <socketiota/redis_streams_emitter.hpp>

#include <iostream>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>

namespace sio = socketiota;

namespace siota {
namespace {

struct publish_arguments {
    std::string event{};
    sio::arguments values{};
    std::string redis = "redis://localhost";
    std::string adapter = "classic";
    std::string key = "socket.io";
    std::string nsp = "/";
    std::vector<std::string> rooms{};
    std::vector<std::string> except{};
    double timeout = 5;
    bool server_side = false;
};

/// What the emitter's thread tells of an event that was lost.
class loss {
public:
    void tell(sio::error_code why, std::string_view said) {
        std::lock_guard const locked(lock_);
        sentence_ = why.message() + (said.empty() ? "" : ": ") + std::string(said);
    }

    [[nodiscard]] std::string sentence() const {
        std::lock_guard const locked(lock_);
        return sentence_;
    }

private:
    mutable std::mutex lock_;
    std::string sentence_;
};

sio::emitter emitter_of(publish_arguments const& given, std::shared_ptr<loss> const& lost) {
    auto const limit = milliseconds_of(given.timeout, "--timeout");
    auto const on_lost = [lost](sio::error_code why, std::string_view said) {
        lost->tell(why, said);
    };
    sio::redis_options redis{.url = given.redis};
    redis.client_name = "siota";
    if (given.adapter == "streams")
        return sio::redis_streams_emitter(
            {.redis = redis, .stream_name = given.key, .close_timeout = limit, .on_lost = on_lost});
    return sio::emitter(
        {.redis = redis, .key = given.key, .close_timeout = limit, .on_lost = on_lost});
}

sio::emit_result emit(sio::emitter const& out, publish_arguments const& given) {
    if (given.server_side)
        return out.server_side_emit(given.event, given.values);
    return out.to(given.rooms).except(given.except).emit(given.event, given.values);
}

exit_status publish(publish_arguments const& given) {
    auto const lost = std::make_shared<loss>();
    sio::emitter const out = emitter_of(given, lost).of(given.nsp);
    sio::emit_result const sent = emit(out, given);
    if (!sent) {
        std::cerr << "siota: " << visible_text(sent.reason().message()) << '\n';
        return exit_status::no_answer;
    }
    out.close();
    std::string const why = lost->sentence();
    if (why.empty())
        return exit_status::done;
    std::cerr << "siota: " << visible_text(why) << '\n';
    return exit_status::no_connection;
}

} // namespace

void add_publish(CLI::App& program, command& chosen) {
    auto const given = std::make_shared<publish_arguments>();
    CLI::App& publishing = *program.add_subcommand(
        "publish", "Sends one event to the clients of a cluster, through its Redis");
    publishing.add_option("EVENT", given->event, "Name of the event; its arguments follow")
        ->required();
    publishing.add_option("--redis", given->redis, "Url of the Redis of the cluster")
        ->capture_default_str();
    publishing
        .add_option("--adapter", given->adapter, "classic or streams: how its servers use Redis")
        ->check(CLI::IsMember({"classic", "streams"}))
        ->capture_default_str();
    publishing
        .add_option("--key", given->key, "What names of channels begin with, or name of the stream")
        ->capture_default_str();
    publishing.add_option("--nsp", given->nsp, "Namespace")->capture_default_str();
    publishing.add_option("--room", given->rooms, "Only clients in this room; may be repeated")
        ->allow_extra_args(false);
    publishing.add_option("--except", given->except, "No clients in this room; may be repeated")
        ->allow_extra_args(false);
    publishing.add_flag("--server-side", given->server_side, "To the servers, and to no client");
    publishing.add_option("--timeout", given->timeout, "Seconds to wait for Redis")
        ->capture_default_str();
    publishing.allow_extras(); // CLI11 takes [1,2] for two
    publishing.footer(
        "Arguments are JSON; what is no JSON is the text that it is; hex:00ff is binary. Nobody\n"
        "says whether a client was there.\n\n"
        "Examples:\n"
        "  siota publish news 'the shop closes at six'\n"
        "  siota publish line '{\"text\": \"hi\"}' --nsp /chat --room lobby\n"
        "  siota publish reload --server-side --redis redis://:secret@10.0.0.7");
    publishing.callback([given, &publishing, &chosen] {
        given->values = values_in(publishing.remaining());
        chosen = [given] { return publish(*given); };
    });
}

} // namespace siota
