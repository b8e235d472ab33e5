// SPDX-License-Identifier: MIT
#include "http_test.hpp"

#include <socketiota/error.hpp>
#include <socketiota/unlimited.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>

#include <http/router.hpp>

namespace socketiota::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

namespace asio = boost::asio;

std::string text_of(unsigned status, std::string_view reason, std::string_view body) {
    std::string answer = "HTTP/1.1 " + std::to_string(status) + ' ';
    answer.append(reason).append("\r\nContent-Type: text/plain; charset=utf-8\r\n");
    answer.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n");
    return answer.append(body);
}

class router_test : public http_test, public route_listener {
protected:
    router_test() {
        service_.answer = [this](exchange& request) {
            if (!routes_.serve(request) && !routes_.serve_other_method(request))
                request.respond(404, {}, "");
        };
    }

    http_routes routes() {
        return http_routes(std::shared_ptr<router>(std::shared_ptr<void>(), &routes_));
    }

    std::string post(std::string_view body) {
        return "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + std::string(body);
    }

    void on_route_failed(std::string_view sentence) noexcept override {
        failures_.emplace_back(sentence);
    }

    void on_route_put_off() noexcept override { ++put_off_; }

    std::vector<std::string> failures_;
    int put_off_ = 0;
    std::shared_ptr<base::work_limit> work_ = base::work_limit::of(1);
    router routes_{static_cast<route_listener&>(*this), work_};
};

/// Lets a test say when a coroutine goes on.
class gate {
public:
    explicit gate(asio::io_context& context)
        : timer_(context, asio::steady_timer::time_point::max()) {}

    asio::awaitable<void> pass() {
        try {
            co_await timer_.async_wait(asio::use_awaitable);
        } catch (boost::system::system_error const&) {
            // It was opened.
        }
    }

    void open() { timer_.cancel(); }

private:
    asio::steady_timer timer_;
};

TEST_F(router_test, gives_the_handler_all_that_the_request_says) {
    std::optional<http_request> seen;
    routes().post("/users/:id", [&seen](http_request const& request) {
        seen = request;
        return http_response::text("made", 201);
    });
    EXPECT_EQ(answer_to("POST /users/a%2Fb?x=1&y=a+b&x=2 HTTP/1.1\r\nHost: h\r\nX-A: 1\r\n"
                        "Content-Length: 4\r\n\r\nbody"),
              text_of(201, "Created", "made"));
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->method(), "POST");
    EXPECT_EQ(seen->url(), "/users/a%2Fb?x=1&y=a+b&x=2");
    EXPECT_EQ(seen->path(), "/users/a%2Fb");
    EXPECT_EQ(seen->parameter("id"), "a/b");
    EXPECT_EQ(seen->parameter("none"), "");
    EXPECT_EQ(seen->query("x"), "2");
    EXPECT_EQ(seen->query("y"), "a b");
    EXPECT_EQ(seen->query("z"), std::nullopt);
    EXPECT_EQ(seen->query().size(), 3U);
    EXPECT_EQ(seen->header("x-a"), "1");
    EXPECT_EQ(seen->header("x-b"), std::nullopt);
    EXPECT_EQ(seen->headers().size(), 3U);
    EXPECT_EQ(seen->body().as_text(), "body");
    EXPECT_EQ(seen->address(), "192.0.2.1");
    EXPECT_FALSE(seen->secure());
}

TEST_F(router_test, may_have_no_limits) {
    gate waits(shard_.context());
    routes().post("/a",
                  [&waits](http_request const& request) -> asio::awaitable<http_response> {
                      std::string const body(request.body().as_text());
                      co_await waits.pass();
                      co_return http_response::text(std::to_string(body.size()));
                  },
                  {.max_body = unlimited, .timeout = unlimited});
    auto const peer = connect();
    send(*peer, post(std::string(3'000'000, 'x')));
    shard_.pass(std::chrono::hours(1000));
    waits.open();
    shard_.settle();
    EXPECT_EQ(take(*peer), text_of(200, "OK", "3000000"));
}

TEST_F(router_test, takes_the_first_route_that_fits) {
    routes().get("/a/:x", [] { return http_response::text("parameter"); });
    routes().get("/a/b", [] { return http_response::text("literal"); });
    routes().any("/*all", [] { return http_response::text("rest"); });
    EXPECT_THAT(answer_to("GET /a/b HTTP/1.1\r\nHost: h\r\n\r\n"), HasSubstr("parameter"));
    EXPECT_THAT(answer_to("GET /b HTTP/1.1\r\nHost: h\r\n\r\n"), HasSubstr("rest"));
    EXPECT_THAT(answer_to("BREW /b HTTP/1.1\r\nHost: h\r\n\r\n"), HasSubstr("rest"));
}

TEST_F(router_test, answers_head_by_the_route_of_get) {
    routes().get("/a",
                 [](http_request const& request) { return http_response::text(request.method()); });
    EXPECT_EQ(answer_to("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n"),
              text_of(200, "OK", "HEAD").substr(0, text_of(200, "OK", "HEAD").size() - 4));
}

TEST_F(router_test, names_the_methods_of_a_path) {
    routes().get("/a", [] { return http_response(); });
    routes().delete_("/a", [] { return http_response(); });
    routes().put("/:x", [] { return http_response(); });
    routes().patch("/b", [] { return http_response(); });
    EXPECT_EQ(answer_to("POST /a HTTP/1.1\r\nHost: h\r\n\r\n"),
              "HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD, DELETE, PUT, OPTIONS\r\n"
              "Content-Length: 0\r\n\r\n");
    EXPECT_EQ(answer_to("OPTIONS /a HTTP/1.1\r\nHost: h\r\n\r\n"),
              "HTTP/1.1 204 No Content\r\nAllow: GET, HEAD, DELETE, PUT, OPTIONS\r\n\r\n");
    EXPECT_EQ(answer_to("GET /a/b HTTP/1.1\r\nHost: h\r\n\r\n"),
              "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(answer_to("PUT /a/.. HTTP/1.1\r\nHost: h\r\n\r\n"),
              "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
}

TEST_F(router_test, limits_the_body) {
    routes().post(
        "/a",
        [](http_request const& request) { return http_response::text(request.body().as_text()); },
        {.max_body = 4});
    EXPECT_EQ(answer_to(post("abcd")), text_of(200, "OK", "abcd"));
    EXPECT_THAT(answer_to(post("abcde")), StartsWith("HTTP/1.1 413 "));
    EXPECT_EQ(answer_to("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n"),
              text_of(200, "OK", "abcd"));
    EXPECT_THAT(answer_to("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                          "2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n"),
                StartsWith("HTTP/1.1 413 "));
    EXPECT_EQ(routes_.waiting(), 0U);
}

TEST_F(router_test, hides_what_a_handler_throws) {
    routes().get("/a", []() -> http_response { throw std::runtime_error("secret"); });
    routes().get("/b", []() -> asio::awaitable<http_response> {
        throw std::runtime_error("later");
        co_return http_response();
    });
    std::string const refused = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";
    EXPECT_EQ(answer_to(get_a), refused);
    EXPECT_EQ(answer_to(get_b), refused);
    EXPECT_THAT(failures_, ElementsAre("/a failed: secret", "/b failed: later"));
}

TEST_F(router_test, puts_off_what_needs_a_coroutine_while_too_many_run) {
    bool begun = false;
    routes().get("/a", [&begun]() -> asio::awaitable<http_response> {
        begun = true;
        co_return http_response::text("later");
    });
    routes().get("/b", [] { return http_response::text("at once"); });
    {
        auto const other = work_->take();
        EXPECT_EQ(answer_to(get_a), "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n"
                                    "Content-Length: 0\r\n\r\n");
        EXPECT_FALSE(begun);
        EXPECT_EQ(put_off_, 1);
        EXPECT_EQ(answer_to("GET /b HTTP/1.1\r\nHost: h\r\n\r\n"), text_of(200, "OK", "at once"));
    }
    EXPECT_EQ(answer_to(get_a), text_of(200, "OK", "later"));
    EXPECT_EQ(work_->running(), 0U);
}

TEST_F(router_test, refuses_headers_that_could_end_early) {
    for (std::string const& value :
         {std::string("a\r\nSet-Cookie: b"), std::string("a\nb"), std::string("a\0b", 3)}) {
        router fresh(static_cast<route_listener&>(*this), work_);
        service_.answer = [&fresh](exchange& request) { EXPECT_TRUE(fresh.serve(request)); };
        fresh.add("GET", "/a", [value] { return http_response::text("x").header("X-A", value); },
                  {});
        EXPECT_EQ(answer_to(get_a),
                  "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
    }
    EXPECT_THAT(failures_, testing::Each("/a set a header that cannot be sent"));
    EXPECT_EQ(failures_.size(), 3U);
}

TEST_F(router_test, says_itself_where_an_answer_ends) {
    routes().get("/a", [] {
        return http_response::text("hi")
            .header("Content-Length", "200")
            .header("date", "now")
            .header("Connection", "upgrade")
            .header("Transfer-Encoding", "chunked");
    });
    EXPECT_EQ(answer_to(get_a), text_of(200, "OK", "hi"));
}

TEST_F(router_test, refuses_a_status_that_is_no_answer) {
    for (unsigned const status : {0U, 101U, 199U, 600U, 70000U}) {
        router fresh(static_cast<route_listener&>(*this), work_);
        service_.answer = [&fresh](exchange& request) { EXPECT_TRUE(fresh.serve(request)); };
        fresh.add({}, "/a", [status] { return http_response(status); }, {});
        EXPECT_THAT(answer_to(get_a), StartsWith("HTTP/1.1 500 "));
    }
}

TEST_F(router_test, redirects_and_sends_json) {
    routes().get("/a", [] { return http_response::redirect("/b", 303); });
    routes().get("/b", [] { return http_response::json(std::vector<int>{1, 2}); });
    EXPECT_EQ(answer_to(get_a),
              "HTTP/1.1 303 See Other\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(answer_to(get_b), "HTTP/1.1 200 OK\r\nContent-Type: application/json; "
                                "charset=utf-8\r\nContent-Length: 5\r\n\r\n[1,2]");
}

TEST_F(router_test, waits_for_a_coroutine_and_keeps_the_order) {
    gate opens(shard_.context());
    routes().get("/a", [&opens](http_request const& request) -> asio::awaitable<http_response> {
        co_await opens.pass();
        co_return http_response::text(request.url());
    });
    routes().get("/b", [] { return http_response::text("b"); });
    auto const peer = connect();
    send(*peer, std::string(get_a) + std::string(get_b));
    EXPECT_EQ(take(*peer), "");
    EXPECT_EQ(routes_.waiting(), 1U);
    opens.open();
    EXPECT_EQ(take(*peer), text_of(200, "OK", "/a") + text_of(200, "OK", "b"));
    EXPECT_EQ(routes_.waiting(), 0U);
}

TEST_F(router_test, answers_503_for_a_coroutine_that_takes_too_long) {
    gate opens(shard_.context());
    routes().get("/a",
                 [&opens]() -> asio::awaitable<http_response> {
                     co_await opens.pass();
                     co_return http_response::text("late");
                 },
                 {.timeout = std::chrono::seconds(5)});
    auto const peer = connect();
    send(*peer, get_a);
    shard_.pass(std::chrono::seconds(4));
    EXPECT_EQ(take(*peer), "");
    shard_.pass(std::chrono::seconds(2));
    EXPECT_EQ(take(*peer), "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
    EXPECT_THAT(failures_, ElementsAre("/a did not answer in time"));
    opens.open();
    EXPECT_EQ(take(*peer), "");
    send(*peer, get_b);
    EXPECT_THAT(take(*peer), StartsWith("HTTP/1.1 404 "));
}

TEST_F(router_test, drops_the_answer_for_a_client_that_left) {
    gate opens(shard_.context());
    bool ended = false;
    routes().get("/a", [&](http_request const& request) -> asio::awaitable<http_response> {
        co_await opens.pass();
        ended = request.url() == "/a"; // still there
        co_return http_response::text("late");
    });
    auto const peer = connect();
    send(*peer, get_a);
    peer->reset();
    shard_.settle();
    EXPECT_TRUE(is_released(peer));
    EXPECT_EQ(routes_.waiting(), 0U);
    opens.open();
    shard_.settle();
    EXPECT_TRUE(ended);
    EXPECT_THAT(failures_, IsEmpty());
}

TEST_F(router_test, drops_the_answer_when_the_front_closes) {
    gate opens(shard_.context());
    routes().get("/a", [&opens]() -> asio::awaitable<http_response> {
        co_await opens.pass();
        co_return http_response::text("late");
    });
    auto const peer = connect();
    send(*peer, get_a);
    the_front().close();
    EXPECT_EQ(routes_.waiting(), 0U);
    opens.open();
    EXPECT_EQ(take(*peer), "");
}

TEST_F(router_test, lets_a_handler_close_the_front) {
    routes().get("/a", [this] {
        the_front().close();
        return http_response::text("nobody");
    });
    routes().post("/a", [this] {
        the_front().close();
        return http_response::text("nobody");
    });
    EXPECT_EQ(answer_to(get_a), "");
    EXPECT_EQ(answer_to(post("x")), "");
    EXPECT_EQ(routes_.waiting(), 0U);
}

TEST_F(router_test, refuses_what_cannot_be_registered) {
    auto const nothing = [] { return http_response(); };
    EXPECT_THROW(routes().get("a", nothing), boost::system::system_error);
    EXPECT_THROW(routes().add("G T", "/a", nothing), boost::system::system_error);
    EXPECT_THROW(routes().get("/a", nothing, {.timeout = std::chrono::milliseconds(0)}),
                 boost::system::system_error);
}

TEST_F(router_test, a_service_that_forgets_its_exchange_is_a_500) {
    service_.answer = [](exchange&) {};
    auto const peer = connect();
    send(*peer, get_a);
    EXPECT_EQ(take(*peer), "HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(peer->ended_by_server());
}

} // namespace
} // namespace socketiota::http
