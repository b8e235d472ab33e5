// SPDX-License-Identifier: MIT
#include "simulated_redis.hpp"

#include "simulated_redis_client.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <utility>

#include <cluster/session_codec.hpp>
#include <unit/cluster/recorded_redis_client.hpp>

namespace socketiota::test {
namespace {

std::string number(std::size_t value) { return ":" + std::to_string(value) + "\r\n"; }

std::string text_of(std::vector<simulated_redis::entry>::const_iterator from,
                    std::vector<simulated_redis::entry>::const_iterator to) {
    std::vector<std::string> all;
    for (; from != to; ++from)
        all.push_back(entry(from->id.text(), from->fields));
    return array_of(all);
}

} // namespace

void simulated_redis::execute(std::shared_ptr<command> const& which) {
    if (!which->comes)
        return;
    if (which->what[0][0] == "XREAD")
        return read(which);
    std::vector<std::string> answers;
    for (words const& each : which->what)
        answers.push_back(answer_to(each));
    simulated_redis_client::answer(which, answers.size() == 1 ? answers[0] : array_of(answers));
}

std::string simulated_redis::answer_to(words const& what) {
    std::string const& verb = what[0];
    if (verb == "PUBLISH")
        return publish(redis::channel_kind::channel, what);
    if (verb == "SPUBLISH")
        return publish(redis::channel_kind::shard, what);
    if (verb == "PUBSUB")
        return count(what[1] == "NUMSUB" ? redis::channel_kind::channel
                                         : redis::channel_kind::shard,
                     what[2]);
    if (verb == "XADD")
        return add_entry(what);
    if (verb == "XRANGE")
        return range(what);
    if (verb == "XREVRANGE")
        return last_of(what);
    if (verb == "SET")
        return set(what);
    if (verb == "GET") {
        key const* const found = find_key(what[1]);
        return found == nullptr ? null_answer : bulk(found->text);
    }
    if (verb == "DEL")
        return number(keys_.erase(what[1]));
    if (verb == "EVAL")
        return run(what);
    ADD_FAILURE() << "nobody knows " << verb;
    return "-ERR unknown command\r\n";
}

// ---- channels ----

std::string simulated_redis::publish(redis::channel_kind kind, words const& what) {
    for (simulated_redis_client* const each : clients_)
        each->hear(kind, what[1], what[2]);
    return number(0);
}

std::string simulated_redis::count(redis::channel_kind kind, std::string const& channel) const {
    auto const has = [&](auto const* each) { return each->has_subscribed(kind, channel); };
    return array_of(
        {bulk(channel), number(static_cast<std::size_t>(std::ranges::count_if(clients_, has)))});
}

// ---- streams ----

// XADD stream MAXLEN ~ most * name value...
std::string simulated_redis::add_entry(words const& what) {
    auto& entries = streams_[what[1]];
    redis::stream_id id{
        static_cast<std::uint64_t>(time_.now().time_since_epoch() / std::chrono::milliseconds(1)),
        0};
    if (!entries.empty())
        id = std::max(id, entries.back().id.next());
    entries.push_back({id, {what.begin() + 6, what.end()}});
    std::erase_if(readers_, [this](reading const& each) { return answer(each); });
    return bulk(id.text());
}

// XRANGE stream from to COUNT most
std::string simulated_redis::range(words const& what) {
    auto const& entries = streams_[what[1]];
    auto const before = [](redis::stream_id const& id, entry const& each) { return id < each.id; };
    redis::stream_id const from = *redis::stream_id::parse(what[2]);
    auto const first = std::ranges::lower_bound(entries, from, {}, &entry::id);
    auto const last = what[3] == "+" ? entries.end()
                                     : std::upper_bound(first, entries.end(),
                                                        *redis::stream_id::parse(what[3]), before);
    return text_of(first, first + std::min<std::ptrdiff_t>(last - first, std::stol(what[5])));
}

std::string simulated_redis::last_of(words const& what) {
    auto const& entries = streams_[what[1]];
    return text_of(entries.end() - (entries.empty() ? 0 : 1), entries.end());
}

// XREAD COUNT most BLOCK milliseconds STREAMS stream after
void simulated_redis::read(std::shared_ptr<command> const& which) {
    words const& what = which->what[0];
    reading waiting{which, what[6], *redis::stream_id::parse(what[7]), std::stoul(what[2])};
    if (answer(waiting))
        return;
    readers_.push_back(std::move(waiting));
    time_.in(static_cast<int>(which->blocks.count()), [this, which] {
        auto const mine = [&which](reading const& each) { return each.which == which; };
        if (std::erase_if(readers_, mine) != 0)
            simulated_redis_client::answer(which, null_answer);
    });
}

/// False: there is nothing yet.
bool simulated_redis::answer(reading const& waiting) {
    if (waiting.which->is_cut)
        return true;
    auto const& entries = streams_[waiting.stream];
    auto const first = std::ranges::upper_bound(entries, waiting.after, {}, &entry::id);
    if (first == entries.end())
        return false;
    auto const size =
        std::min<std::ptrdiff_t>(entries.end() - first, static_cast<std::ptrdiff_t>(waiting.most));
    simulated_redis_client::answer(
        waiting.which, array_of({array_of({bulk(waiting.stream), text_of(first, first + size)})}));
    return true;
}

// ---- keys ----

// SET key text PX milliseconds
std::string simulated_redis::set(words const& what) {
    keys_[what[1]] = {what[2], time_.now() + std::chrono::milliseconds(std::stoll(what[4]))};
    return "+OK\r\n";
}

// EVAL script 1 key text [milliseconds [other]]: keeps or deletes what begins as `text` does, or is
// `other`; one of the two scripts that servers send.
std::string simulated_redis::run(words const& what) {
    constexpr std::size_t owner = cluster::session_encoder::owner_characters;
    key const* const found = find_key(what[3]);
    std::string const kept = found == nullptr ? std::string() : found->text.substr(0, owner);
    bool const is_own = kept == what[4].substr(0, owner);
    if (what.size() == 5)
        return number(is_own ? keys_.erase(what[3]) : 0);
    if (!is_own && (what.size() == 6 || kept != what[6]))
        return null_answer;
    return set({"SET", what[3], what[4], "PX", what[5]});
}

simulated_redis::key const* simulated_redis::find_key(std::string const& name) {
    auto const found = keys_.find(name);
    if (found == keys_.end())
        return nullptr;
    if (found->second.until > time_.now())
        return &found->second;
    keys_.erase(found);
    return nullptr;
}

} // namespace socketiota::test
