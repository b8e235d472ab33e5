// SPDX-License-Identifier: MIT
#include "paths.hpp"

#include <socketiota/codec.hpp>

#include <string>
#include <string_view>

#include <cluster/carried_event.hpp>
#include <cluster/classic_decoder.hpp>
#include <cluster/classic_encoder.hpp>
#include <cluster/encoded_values.hpp>
#include <cluster/message_decoder.hpp>
#include <cluster/message_encoder.hpp>

namespace socketiota::bench {
namespace {

using preference = cluster::encoded_values::preference;

constexpr std::string_view text = "0123456789abcdef0123456789abcdef";

cluster::message small_broadcast() {
    cluster::message what{.uid = "0123456789abcdef", .nsp = "/"};
    what.to.rooms = {"room1"};
    return what;
}

/// What a server does to send a broadcast to others.
void cluster_out(long count) {
    cluster::message what = small_broadcast();
    cluster::message_encoder encoder;
    for (long index = 0; index < count; ++index) {
        auto const values = cluster::encoded_values::of_event(
            "echo", detail::argument_list{detail::argument_ref(text)},
            preference::json_unless_binary);
        what.values = values->view();
        static_cast<void>(encoder.encode(what, cluster::message_encoder::form::json_unless_binary));
    }
}

void classic_out(long count) {
    cluster::message what = small_broadcast();
    cluster::classic_encoder encoder;
    for (long index = 0; index < count; ++index) {
        auto const values = cluster::encoded_values::of_event(
            "echo", detail::argument_list{detail::argument_ref(text)}, preference::msgpack);
        what.values = values->view();
        static_cast<void>(encoder.encode_broadcast(what));
    }
}

std::string sent_by_cluster() {
    cluster::message what = small_broadcast();
    std::string const values = R"(["echo",")" + std::string(text) + R"("])";
    what.values = {cluster::carried_value::encoding::json, values};
    cluster::message_encoder encoder;
    return std::string(*encoder.encode(what, cluster::message_encoder::form::json));
}

std::string sent_by_classic() {
    cluster::message what = small_broadcast();
    std::string const values = R"(["echo",")" + std::string(text) + R"("])";
    what.values = {cluster::carried_value::encoding::json, values};
    cluster::classic_encoder encoder;
    return std::string(*encoder.encode_broadcast(what));
}

/// What one does that sends it on to its clients; their packets are counted elsewhere.
void open(cluster::message const& what) {
    cluster::carried_event event;
    static_cast<void>(event.open(what.values));
}

void cluster_in(long count) {
    std::string const octets = sent_by_cluster();
    cluster::message_decoder decoder;
    for (long index = 0; index < count; ++index) {
        cluster::message what;
        static_cast<void>(decoder.decode(octets, what));
        open(what);
    }
}

void classic_in(long count) {
    std::string const octets = sent_by_classic();
    cluster::classic_decoder const decoder;
    for (long index = 0; index < count; ++index) {
        cluster::message what;
        static_cast<void>(decoder.decode_broadcast(octets, what));
        open(what);
    }
}

/// What one does that has nobody in its rooms.
void cluster_skip(long count) {
    std::string const octets = sent_by_cluster();
    cluster::message_decoder decoder;
    for (long index = 0; index < count; ++index) {
        cluster::message what;
        static_cast<void>(decoder.decode(octets, what));
    }
}

void classic_skip(long count) {
    std::string const octets = sent_by_classic();
    cluster::classic_decoder const decoder;
    for (long index = 0; index < count; ++index) {
        cluster::message what;
        static_cast<void>(decoder.decode_broadcast(octets, what));
    }
}

template <void (*Run)(long)>
std::function<void(long)> nothing_else() {
    return Run;
}

} // namespace

std::vector<path> cluster_paths() {
    return {
        {"cluster_out", 5000, nothing_else<cluster_out>},
        {"cluster_in", 5000, nothing_else<cluster_in>},
        {"cluster_skip", 5000, nothing_else<cluster_skip>},
        {"classic_out", 5000, nothing_else<classic_out>},
        {"classic_in", 5000, nothing_else<classic_in>},
        {"classic_skip", 5000, nothing_else<classic_skip>},
    };
}

} // namespace socketiota::bench
