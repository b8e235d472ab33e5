// SPDX-License-Identifier: MIT
#include "http_test.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>

#include <http/client_bundle.hpp>
#include <support/http_peer.hpp>
#include <support/temporary_folder.hpp>
#include <wire/gzip.hpp>

namespace socketiota::http {
namespace {

using test::answer;

class client_bundle_test : public http_test {
protected:
    client_bundle_test() {
        files_.write("socket.io.js", script);
        service_.answer = [this](exchange& request) {
            if (!bundle_.serve(request, {{"Vary", "Origin"}}))
                request.respond(400, {}, "");
        };
    }

    answer get(std::string_view accept_encoding, test::header_lines headers = {}) {
        test::http_peer peer(connect());
        headers.emplace_back("Accept-Encoding", accept_encoding);
        peer.request("GET", "/socket.io/socket.io.js", {}, headers);
        shard_.settle();
        auto const found = peer.take_answer();
        EXPECT_TRUE(found);
        return found.value_or(answer{});
    }

    std::string const script = std::string(5000, 'x');
    test::temporary_folder files_;
    client_bundle bundle_{"/socket.io/", files_.path(), "4.8.3"};
};

TEST_F(client_bundle_test, packs_for_who_takes_gzip) {
    answer const plain = get("br");
    EXPECT_EQ(plain.body, script);
    EXPECT_EQ(plain.header("Content-Encoding"), "");
    answer const packed = get("gzip, deflate, br");
    EXPECT_EQ(packed.status, 200U);
    EXPECT_EQ(packed.body, wire::gzip(script));
    EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
    EXPECT_EQ(packed.header("Content-Type"), "application/javascript; charset=utf-8");
    for (answer const& each : {plain, packed}) {
        EXPECT_EQ(each.header("ETag"), "\"4.8.3\"");
        EXPECT_EQ(each.header("Cache-Control"), "public, max-age=0");
        EXPECT_THAT(each.headers, testing::Contains(testing::Pair("Vary", "Accept-Encoding")));
        EXPECT_THAT(each.headers, testing::Contains(testing::Pair("Vary", "Origin")));
    }
    EXPECT_EQ(get("gzip", {{"If-None-Match", "W/\"4.8.3\""}}).status, 304U);
}

TEST_F(client_bundle_test, tells_with_head_what_get_would_send) {
    for (char const* const accepted : {"gzip", "identity"}) {
        test::header_lines const headers{{"Accept-Encoding", accepted}};
        test::http_peer peer(connect());
        peer.request("HEAD", "/socket.io/socket.io.js", {}, headers);
        shard_.settle();
        std::string const head = peer.connection().received();
        auto const whole = get(accepted);
        EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\n")) << head;
        EXPECT_TRUE(head.ends_with("\r\n\r\n")) << head;
        for (char const* const name : {"Content-Length", "Content-Encoding", "ETag"}) {
            std::string const value = whole.header(name);
            EXPECT_EQ(head.find(std::string(name) + ": " + value + "\r\n") != std::string::npos,
                      !value.empty())
                << name << " in " << head;
        }
    }
}

TEST_F(client_bundle_test, packs_again_when_the_file_has_changed) {
    EXPECT_EQ(get("gzip").body, wire::gzip(script));
    files_.write("socket.io.js", "new");
    EXPECT_EQ(get("gzip").body, wire::gzip("new"));
    std::filesystem::remove(files_.path() / "socket.io.js");
    EXPECT_EQ(get("gzip").status, 404U);
}

TEST_F(client_bundle_test, takes_the_packed_file_of_a_package_unless_it_is_older) {
    files_.write("socket.io.js.gz", "packed by a package");
    EXPECT_EQ(get("gzip").body, "packed by a package");
    EXPECT_EQ(get("").body, script);
    files_.write("socket.io.js", "newer");
    auto const now = std::filesystem::file_time_type::clock::now();
    std::filesystem::last_write_time(files_.path() / "socket.io.js", now + std::chrono::hours(1));
    EXPECT_EQ(get("gzip").body, wire::gzip("newer"));
}

TEST_F(client_bundle_test, makes_a_tag_from_the_file_without_a_version) {
    bundle_ = client_bundle("/socket.io/", files_.path(), "");
    std::string const tag = get("gzip").header("ETag");
    EXPECT_GT(tag.size(), 2U);
    EXPECT_EQ(get("").header("ETag"), tag);
    EXPECT_EQ(get("gzip", {{"If-None-Match", tag}}).status, 304U);
}

TEST_F(client_bundle_test, names_eight_files_and_no_other) {
    EXPECT_TRUE(bundle_.names_file("/socket.io/socket.io.esm.min.js.map?x"));
    for (char const* const other :
         {"/socket.io/socket.io.js.gz", "/socket.io/", "/socket.io/index.html",
          "/socket.io/../socket.io/socket.io.js", "/x/socket.io.js"})
        EXPECT_FALSE(bundle_.names_file(other)) << other;
    EXPECT_TRUE(bundle_.complete());
}

} // namespace
} // namespace socketiota::http
