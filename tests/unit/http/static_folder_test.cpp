// SPDX-License-Identifier: MIT
#include "http_test.hpp"

#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <http/file_answer.hpp>
#include <http/static_folder.hpp>
#include <support/http_peer.hpp>
#include <support/temporary_folder.hpp>

namespace socketiota::http {
namespace {

using test::answer;

class static_folder_test : public http_test {
protected:
    static_folder_test() {
        files_.write("index.html", "home");
        files_.write("a/index.html", "folder");
        files_.write("a/page.css", "css");
        files_.write("b/other", "other");
        files_.write(".secret", "secret");
        files_.write("a/.secret", "secret");
        service_.answer = [this](exchange& request) {
            if (!folder_.serve(request))
                request.respond(404, {}, "");
        };
    }

    answer get(std::string_view target, test::header_lines const& headers = {},
               std::string_view method = "GET") {
        test::http_peer peer(connect());
        peer.request(method, target, {}, headers);
        shard_.settle();
        if (method == "HEAD") { // its length is not that of a body
            std::string const received = peer.connection().received();
            answer head;
            head.status = received.starts_with("HTTP/1.1 200 ") ? 200 : 0;
            head.body = received.substr(received.find("\r\n\r\n") + 4);
            return head;
        }
        auto const found = peer.take_answer();
        EXPECT_TRUE(found) << target;
        return found.value_or(answer{});
    }

    test::temporary_folder files_;
    static_folder folder_{"/", files_.path()};
};

TEST_F(static_folder_test, serves_files_and_the_index_of_folders) {
    answer const home = get("/");
    EXPECT_EQ(home.body, "home");
    EXPECT_EQ(home.header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(home.header("Cache-Control"), "public, max-age=0");
    EXPECT_EQ(home.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(get("/a/").body, "folder");
    EXPECT_EQ(get("/a/page.css?x=1").header("Content-Type"), "text/css; charset=utf-8");
    EXPECT_EQ(get("/b/other").header("Content-Type"), "application/octet-stream");
    EXPECT_EQ(get("/a", {}, "POST").status, 404U);
    EXPECT_EQ(get("/", {}, "HEAD").body, "");
    EXPECT_EQ(get("/", {}, "HEAD").status, 200U);
}

TEST_F(static_folder_test, sends_a_folder_without_its_slash_to_itself) {
    answer const moved = get("/a?x=1");
    EXPECT_EQ(moved.status, 301U);
    EXPECT_EQ(moved.header("Location"), "/a/?x=1");
    EXPECT_EQ(get("/b").status, 404U) << "it has no index";
    EXPECT_EQ(get("/b/").status, 404U);
}

TEST_F(static_folder_test, lets_nobody_out_and_hides_dots) {
    files_.write("../socketiota_outside.txt", "outside");
    for (char const* const target : {"/../socketiota_outside.txt",
                                     "/a/../../socketiota_outside.txt",
                                     "/a/../index.html",
                                     "/%2e%2e/socketiota_outside.txt",
                                     "/..%2fsocketiota_outside.txt",
                                     "/%2e%2e%2f",
                                     "/..%5csocketiota_outside.txt",
                                     "/..\\socketiota_outside.txt",
                                     "/%252e%252e/socketiota_outside.txt",
                                     "/%c0%ae%c0%ae/x",
                                     "//etc/passwd",
                                     "/a//page.css",
                                     "/./index.html",
                                     "/.secret",
                                     "/a/.secret",
                                     "/index.html%00.css",
                                     "/index.html/",
                                     "/a/page.css/",
                                     "/index.html\x7F",
                                     "/%2e/index.html",
                                     "/a/%2e%2e/index.html",
                                     "/a%2fpage.css",
                                     "/a/..%2f..%2fsocketiota_outside.txt",
                                     "/a%5cpage.css",
                                     "/%2esecret",
                                     "/%00",
                                     "/%0a",
                                     "/%",
                                     "/%2",
                                     "/%zz",
                                     "/a/%2fetc/passwd",
                                     "/%2fetc/passwd",
                                     "/%252e%252e%252fsocketiota_outside.txt",
                                     "/%ff",
                                     "/a;x",
                                     "/*"})
        EXPECT_EQ(get(target).status == 200U, false) << target;
    std::filesystem::remove(files_.path().parent_path() / "socketiota_outside.txt");
}

TEST_F(static_folder_test, serves_whatever_files_are_called) {
    for (auto const& [name, target] :
         std::vector<std::pair<std::string, std::string>>{{"two words.txt", "/two%20words.txt"},
                                                          {"a/+.txt", "/a/+.txt"},
                                                          {"photo@2x.png", "/photo@2x.png"},
                                                          {"page~", "/%70age~"},
                                                          {"gr\xC3\xBC\xC3\x9F", "/gr%C3%BC%c3%9f"},
                                                          {"100%.txt", "/100%25.txt"},
                                                          {"what?#;=&.txt", "/what%3F%23;=&.txt?x"},
                                                          {"(1).txt", "/(1).txt"}}) {
        files_.write(name, name);
        EXPECT_EQ(get(target).body, name) << target;
    }
    // Elsewhere these are separators; a line break could end a header.
    for (auto const& [name, target] : std::vector<std::pair<std::string, std::string>>{
             {"a\\b", "/a%5Cb"}, {"a\nb", "/a%0Ab"}, {"a\x7F", "/a%7F"}}) {
        files_.write(name, name);
        EXPECT_EQ(get(target).status, 404U) << target;
    }
    EXPECT_EQ(get("/two%2520words.txt").status, 404U) << "decoded twice";
    files_.write("two words/index.html", "index");
    EXPECT_EQ(get("/two%20words/").body, "index");
    EXPECT_EQ(get("/two%20words").header("Location"), "/two%20words/");
}

TEST_F(static_folder_test, sends_nobody_to_another_server) {
    // Browsers take `//` and `/\` for the beginning of a host name.
    for (char const* const target : {"//a", "/%2fa", "/%5ca", "/\\a", "/./a", "/%0d%0aa"})
        EXPECT_NE(get(target).status, 301U) << target;
}

TEST_F(static_folder_test, does_not_follow_a_link_out_of_the_folder) {
    test::temporary_folder const outside;
    outside.write("page.html", "outside");
    outside.write("index.html", "outside");
    std::filesystem::create_symlink(outside.path() / "page.html", files_.path() / "out.html");
    std::filesystem::create_directory_symlink(outside.path(), files_.path() / "out");
    std::filesystem::create_symlink("a/page.css", files_.path() / "in.css");
    EXPECT_EQ(get("/out.html").status, 404U);
    EXPECT_EQ(get("/out/page.html").status, 404U);
    EXPECT_EQ(get("/out/").status, 404U);
    EXPECT_EQ(get("/out").status, 404U);
    EXPECT_EQ(get("/in.css").body, "css");
}

TEST_F(static_folder_test, serves_below_a_prefix_and_through_a_linked_root) {
    std::filesystem::create_directory_symlink(files_.path() / "a", files_.path() / "linked");
    folder_ = static_folder("/assets", files_.path() / "linked");
    EXPECT_EQ(get("/assets/page.css").body, "css");
    EXPECT_EQ(get("/assets/").body, "folder");
    EXPECT_EQ(get("/page.css").status, 404U);
    EXPECT_EQ(get("/assetspage.css").status, 404U);
    EXPECT_THROW(static_folder("assets", files_.path()), boost::system::system_error);
    EXPECT_THROW(static_folder("/../assets", files_.path()), boost::system::system_error);
    EXPECT_THROW(static_folder("/a%20b", files_.path()), boost::system::system_error);
}

TEST_F(static_folder_test, answers_304_to_who_has_the_file) {
    std::string const tag = get("/").header("ETag");
    ASSERT_EQ(tag.front(), '"');
    for (std::string const& known :
         {tag, "W/" + tag, "\"x\", " + tag, "\"x\",W/" + tag + " ", std::string("*")}) {
        answer const unchanged = get("/", {{"If-None-Match", known}});
        EXPECT_EQ(unchanged.status, 304U) << known;
        EXPECT_EQ(unchanged.header("ETag"), tag);
        EXPECT_EQ(unchanged.header("Content-Length"), "");
    }
    for (std::string const& unknown : {std::string("\"x\""), tag.substr(1), std::string()})
        EXPECT_EQ(get("/", {{"If-None-Match", unknown}}).status, 200U) << unknown;
    std::filesystem::last_write_time(files_.path() / "index.html",
                                     std::filesystem::file_time_type::clock::now() +
                                         std::chrono::hours(1));
    EXPECT_EQ(get("/", {{"If-None-Match", tag}}).status, 200U) << "it has changed";
}

TEST_F(static_folder_test, serves_what_is_there_now) {
    EXPECT_EQ(get("/a/page.css").body, "css");
    files_.write("a/page.css", "longer than before");
    EXPECT_EQ(get("/a/page.css").body, "longer than before");
    std::filesystem::remove(files_.path() / "a/page.css");
    EXPECT_EQ(get("/a/page.css").status, 404U);
}

TEST_F(static_folder_test, serves_big_files_whole) {
    files_.write("big.js", std::string(3'000'000, 'x'));
    EXPECT_EQ(get("/big.js").body.size(), 3'000'000U);
    EXPECT_EQ(get("/big.js", {{"Range", "bytes=0-9"}}).body.size(), 3'000'000U);
    files_.write("empty", "");
    EXPECT_EQ(get("/empty").body, "");
    EXPECT_EQ(get("/empty").header("Content-Length"), "0");
}

TEST_F(static_folder_test, reads_a_file_as_its_peer_takes_it) {
    files_.write("big", std::string(1'000'000, 'x') + std::string(1'000'000, 'y'));
    auto const peer = connect();
    peer->set_room(300'000);
    send(*peer, "GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(peer->received().size(), 300'000U);
    files_.write("other", std::string(2'000'000, 'z'));
    std::filesystem::remove(files_.path() / "big"); // who has begun gets the rest
    peer->set_room(10'000'000);
    std::string const text = take(*peer);
    EXPECT_TRUE(text.ends_with(std::string(1'000'000, 'x') + std::string(1'000'000, 'y')));
    send(*peer, "GET /b/other HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_TRUE(take(*peer).ends_with("other"));
}

TEST_F(static_folder_test, ends_the_connection_if_a_file_changes_on_its_way) {
    for (char const* const change : {"shrinks", "grows", "is written again"}) {
        files_.write("big", std::string(1'000'000, 'x'));
        auto const peer = connect();
        peer->set_room(100'000);
        send(*peer, "GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
        std::string_view const kind = change;
        if (kind == "shrinks")
            std::filesystem::resize_file(files_.path() / "big", 200'000);
        else if (kind == "grows")
            std::filesystem::resize_file(files_.path() / "big", 2'000'000);
        else
            std::filesystem::last_write_time(files_.path() / "big",
                                             std::filesystem::file_time_type::clock::now() +
                                                 std::chrono::hours(1));
        peer->set_room(10'000'000);
        EXPECT_LT(take(*peer).size(), 1'000'000U) << kind;
        EXPECT_TRUE(peer->closed_by_server()) << kind;
    }
}

TEST_F(static_folder_test, reads_nothing_for_head) {
    // A hole of 1 TiB: reading it would never end, and no memory could hold it.
    files_.write("huge", "");
    std::filesystem::resize_file(files_.path() / "huge", std::uintmax_t{1} << 40);
    auto const peer = connect();
    send(*peer, "HEAD /huge HTTP/1.1\r\nHost: h\r\n\r\n");
    std::string const text = take(*peer);
    EXPECT_NE(text.find("Content-Length: 1099511627776\r\n"), std::string::npos) << text;
    EXPECT_TRUE(text.ends_with("\r\n\r\n"));
    EXPECT_FALSE(peer->closed_by_server());
}

TEST_F(static_folder_test, lets_others_in_while_a_fast_peer_takes_a_file) {
    files_.write("big", std::string(2'000'000, 'x'));
    auto const fast = connect();
    auto const other = connect();
    fast->send("GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
    std::size_t taken = 0;
    service_.answer = [&](exchange& request) {
        if (request.request().target == "/other")
            taken = fast->received().size();
        if (!folder_.serve(request))
            request.respond(404, {}, "");
    };
    other->send("GET /other HTTP/1.1\r\nHost: h\r\n\r\n");
    shard_.settle();
    EXPECT_GT(taken, 0U);
    EXPECT_LT(taken, 400'000U) << "what one turn gives, and a head";
    EXPECT_GT(take(*fast).size(), 2'000'000U);
}

TEST(file_answer_test, knows_media_types_by_ending) {
    EXPECT_EQ(content_type_of("a.JS"), "text/javascript; charset=utf-8");
    EXPECT_EQ(content_type_of("a.min.mjs"), "text/javascript; charset=utf-8");
    EXPECT_EQ(content_type_of("html"), "application/octet-stream");
    EXPECT_EQ(content_type_of("a.html.exe"), "application/octet-stream");
    EXPECT_EQ(content_type_of("a.woff2"), "font/woff2");
}

TEST(file_answer_test, reads_whole_files_up_to_a_size) {
    test::temporary_folder const files;
    files.write("a", "abcdef");
    EXPECT_EQ(read_file(files.path() / "a", 6)->as_text(), "abcdef");
    EXPECT_FALSE(read_file(files.path() / "a", 5));
    EXPECT_FALSE(read_file(files.path() / "b", 1));
    EXPECT_FALSE(read_file(files.path(), 1'000'000));
}

} // namespace
} // namespace socketiota::http
